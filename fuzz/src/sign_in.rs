//! Pages of a sign-in: nobody is sent to an address that is not registered, and nothing that was sent becomes part of a page.

use http::{Request, Uri};

use crate::scene::scene;

/// The endpoints that answer browsers.
const PATHS: [&str; 6] = [
    "/direct-sandbox.example/oauth2/v2.0/authorize",
    "/common/oauth2/authorize",
    "/common/oauth2/v2.0/logout",
    "/a0000000-0000-4000-8000-000000000002/oauth2/logout",
    "/common/oauth2/deviceauth",
    "/common/login",
];

/// Where the applications of the account may send people; a port may follow the first two.
const REGISTERED: [&str; 3] = ["http://localhost", "http://127.0.0.1", "https://app.direct-sandbox.example/signed-in"];

/// The first byte picks the endpoint and whether the rest is its query or a form.
pub fn check(data: &[u8]) {
    let Some((way, rest)) = data.split_first() else { return };
    let path = PATHS[usize::from(way & 0x7f) % PATHS.len()];
    let request = if way & 0x80 == 0 {
        let Ok(uri) = Uri::try_from([path.as_bytes(), b"?", rest].concat()) else { return };
        Request::get(uri).body(Vec::new())
    } else {
        Request::post(path).header("content-type", "application/x-www-form-urlencoded").body(rest.to_vec())
    };
    let answer = scene().send(request.expect("a request"));
    assert_eq!(answer.headers()["cache-control"], "no-store");
    if let Some(location) = answer.headers().get("location") {
        let location = location.to_str().expect("nothing but ASCII");
        let after = REGISTERED.iter().find_map(|known| location.strip_prefix(known));
        // A form comes back as a query of this server.
        let here = location.starts_with('/') && !location.starts_with("//");
        assert!(
            here || after.is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '#', '/', ':'])),
            "{location}"
        );
        assert!(!location.contains('@'), "{location}");
        return;
    }
    let page = String::from_utf8_lossy(answer.body());
    let own = page.matches("<script>document.forms[0].submit()</script>").count();
    assert_eq!(page.matches("<script").count(), own, "{page}");
    assert!(answer.headers()["content-security-policy"].to_str().expect("ASCII").starts_with("default-src 'none'"));
}
