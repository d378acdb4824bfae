//! A sandbox in process with the demo world, which all inputs of a run are sent to.

use std::sync::OnceLock;

use backlot_testkit::Stage;
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

/// The account whose token calls carry.
pub(crate) const ACCOUNT: &str = "direct-sandbox";

/// A sandbox, and a token of a person who may do everything in [`ACCOUNT`].
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) token: String,
    runtime: Runtime,
}

/// The sandbox of this process.
pub(crate) fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| {
        let runtime = runtime();
        let (stage, token) = runtime.block_on(async {
            let stage = Stage::demo().await;
            let token = stage.user_token(ACCOUNT).await;
            (stage, token)
        });
        Scene { stage, token, runtime }
    })
}

/// A runtime on this thread alone.
pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("the system gives a runtime")
}

impl Scene {
    /// Sends a request; nothing that is sent is ever a defect.
    pub(crate) fn send(&self, request: Request<Vec<u8>>) -> Response<Bytes> {
        let asked = format!("{} {}", request.method(), request.uri());
        let response = self.runtime.block_on(self.stage.send(request));
        assert!(
            response.status().as_u16() < 500 || response.status() == 501,
            "{asked}: {} {}",
            response.status(),
            String::from_utf8_lossy(response.body())
        );
        response
    }

    /// Reads this with the account's token, and these headers.
    pub(crate) fn get(&self, target: &str, headers: &[(&'static str, HeaderValue)]) -> Response<Bytes> {
        let mut request = Request::get(target).header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        self.send(request.body(Vec::new()).expect("a target that is escaped"))
    }
}

/// The body of an answer, which is JSON whenever there is one.
pub(crate) fn json(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).expect("an answer in JSON")
}

/// Whether an answer is a refusal of the caller in the service's form, in full.
pub(crate) fn is_refusal(response: &Response<Bytes>) -> bool {
    let form = json(response);
    let keys: Option<Vec<&str>> = form.as_object().map(|form| form.keys().map(String::as_str).collect());
    response.status().is_client_error()
        && keys.as_deref() == Some(&["code", "description", "data", "source"])
        && form["code"].is_u64()
        && form["description"].as_str().is_some_and(|text| !text.is_empty())
}
