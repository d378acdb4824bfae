//! Malformed ids in every placeholder of every operation.

use partner_center_model::{
    all,
    operation::{Method, OperationInfo, Segment},
};

use super::Scene;
use crate::ask::Ask;

/// What no id looks like, percent-encoded as a path needs it.
const MALFORMED: &[&str] = &[
    "%00",
    "%0D%0A",
    "%ff%fe",
    "..",
    "%2e%2e%2f%2e%2e",
    "%2F",
    "'%20OR%201=1--",
    "%F0%9F%92%80",
    "-1",
    "99999999999999999999999999",
    "%7B%22a%22:1%7D",
    "d0000000-0000-4000-8000-00000000020",
    "d00000000000400080000000000002021",
];

/// The operation's path with one of its values replaced.
fn with(scene: &Scene, info: &OperationInfo, replaced: &str, value: &str) -> String {
    let segment = |segment| match segment {
        Segment::Literal(literal) => format!("/{literal}"),
        Segment::Parameter(name) if name == replaced => format!("/{value}"),
        Segment::Parameter(name) => format!("/{}", scene.value(name)),
    };
    info.segments().map(segment).collect()
}

#[tokio::test]
async fn malformed_ids_are_refused_by_name() {
    let scene = Scene::new().await;
    let emulated = backlot_sandbox::emulated();
    let before = scene.changes();
    let long = "a".repeat(5000);
    for info in all::operations() {
        for segment in info.segments() {
            let Segment::Parameter(name) = segment else { continue };
            for value in MALFORMED.iter().copied().chain([long.as_str()]) {
                let path = with(&scene, info, name, value);
                let body = if matches!(info.method, Method::GET | Method::HEAD) { "" } else { "{}" };
                let answer = scene.send(Ask::new(info.method.as_str(), path).body(body)).await;
                if info.method == Method::HEAD {
                    assert!((400..500).contains(&answer.status), "{}: {}", answer.asked, answer.status);
                } else if !emulated.contains(&info.name) && answer.status == 501 {
                    answer.refused(501, 0);
                } else {
                    let description = answer.blames_the_caller();
                    assert!(
                        name != "customer_id" || description.contains("customer_id"),
                        "{}: {description}",
                        answer.asked
                    );
                }
            }
        }
    }
    assert_eq!(scene.changes(), before);
}
