//! Token requests as they come in, and the scopes in them.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::Request as HttpRequest;
use partner_center_model::cloud::Cloud;
use secrecy::ExposeSecret;

use crate::oauth::{
    errors::{ALL, Denied},
    request::{Grant, Proof, Request, Version},
    resources::Access,
};

const FORM: &str = "application/x-www-form-urlencoded";
const BODY: &str = "grant_type=client_credentials&client_id=id&client_secret=s&scope=x/.default";

fn read(kind: &str, authorization: Option<&str>, body: &[u8]) -> Result<Request, Denied> {
    let mut head = HttpRequest::post("/common/oauth2/v2.0/token").header("content-type", kind);
    if let Some(authorization) = authorization {
        head = head.header("authorization", authorization);
    }
    Request::read(Version::V2, &head.body(()).unwrap().into_parts().0, body)
}

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

fn secret(request: &Request) -> Option<&str> {
    match &request.client.proof {
        Proof::Secret(secret) => Some(secret.expose_secret()),
        Proof::Nothing | Proof::Assertion(_) => None,
    }
}

#[test]
fn forms_that_are_read() {
    for kind in [FORM, "application/x-www-form-urlencoded; charset=utf-8", "Application/X-WWW-Form-URLEncoded"] {
        assert!(read(kind, None, BODY.as_bytes()).is_ok(), "{kind}");
    }
    let body =
        b"&GRANT_TYPE=password&client_id=id&client_secret=a%2Bb+c%26&username=+a%40b&password=%20p+&scope=openid&&";
    let request = read(FORM, None, body).unwrap();
    assert_eq!(secret(&request), Some("a+b c&"), "secrets come through as they are");
    let Grant::Password { username, password } = &request.grant else { panic!("{request:?}") };
    assert_eq!((username.as_str(), password.expose_secret()), ("a@b", " p "));
    let shown = format!("{request:?}");
    assert!(!shown.contains("a+b") && !shown.contains(" p "), "secrets are not shown: {shown}");
}

#[test]
fn an_application_authenticates_by_form_or_header() {
    let body = b"grant_type=client_credentials&scope=x/.default";
    let request = read(FORM, Some(&basic("id:a%2Bb+c:d")), body).unwrap();
    assert_eq!((request.client.id.as_str(), secret(&request)), ("id", Some("a+b c:d")));
    let request = read(FORM, Some("bearer something"), BODY.as_bytes()).unwrap();
    assert_eq!(secret(&request), Some("s"), "another scheme is not the client's");
    let same = b"grant_type=client_credentials&scope=x/.default&client_id=ID";
    assert_eq!(secret(&read(FORM, Some(&basic("id:s")), same).unwrap()), Some("s"));
    let assertion = b"grant_type=client_credentials&scope=x/.default&client_id=id&client_assertion=e.e.e&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    assert!(matches!(read(FORM, None, assertion).unwrap().client.proof, Proof::Assertion(_)));
}

#[test]
fn forms_that_are_refused() {
    /// Name, content type, `Authorization`, body, and the number of the refusal.
    type Case = (&'static str, &'static str, Option<String>, Vec<u8>, u32);

    let long = |count: usize| format!("{BODY}&x={}", "a".repeat(count)).into_bytes();
    let many = (0..70).map(|n| format!("&p{n}=1")).collect::<String>();
    let repeated = format!("{BODY}&Client_Secret=other");
    let cases: Vec<Case> = vec![
        ("JSON", "application/json", None, br#"{"grant_type":"password"}"#.to_vec(), 9002313),
        ("no content type", "", None, BODY.into(), 9002313),
        ("multipart", "multipart/form-data; boundary=x", None, BODY.into(), 9002313),
        ("not UTF-8", FORM, None, b"grant_type=\xff".to_vec(), 9002313),
        ("escaped, not UTF-8", FORM, None, b"grant_type=%ff".to_vec(), 9002313),
        ("a value too long", FORM, None, long(17 * 1024), 9002313),
        ("too long", FORM, None, long(65 * 1024), 9002313),
        ("too many parameters", FORM, None, format!("{BODY}{many}").into(), 9002313),
        ("a repeated parameter", FORM, None, repeated.into(), 9002313),
        ("secret twice", FORM, Some(basic("id:s")), BODY.into(), 9002313),
        ("two applications", FORM, Some(basic("other:s")), BODY.replace("&client_secret=s", "").into(), 9002313),
        ("Basic without colon", FORM, Some(basic("id")), BODY.into(), 9002313),
        ("Basic without id", FORM, Some(basic(":s")), BODY.into(), 9002313),
        ("Basic that is no base64", FORM, Some("Basic ***".into()), BODY.into(), 9002313),
        ("empty", FORM, None, vec![], 900144),
        ("no grant", FORM, None, b"client_id=id&scope=openid".to_vec(), 900144),
        ("a blank grant", FORM, None, BODY.replace("client_credentials", "+").into(), 900144),
        ("no application", FORM, None, BODY.replace("client_id=id", "").into(), 900144),
        ("no scope", FORM, None, BODY.replace("scope", "resource").into(), 900144),
        ("no user name", FORM, None, BODY.replace("client_credentials", "password&password=p").into(), 900144),
        ("no password", FORM, None, BODY.replace("client_credentials", "password&username=u").into(), 900144),
        ("no refresh token", FORM, None, BODY.replace("client_credentials", "refresh_token").into(), 900144),
        (
            "a garbled one",
            FORM,
            None,
            BODY.replace("client_credentials", "refresh_token&refresh_token=x").into(),
            9002313,
        ),
        ("implicit", FORM, None, BODY.replace("client_credentials", "implicit").into(), 70003),
    ];
    for (name, kind, authorization, body, number) in cases {
        let denied = read(kind, authorization.as_deref(), &body).unwrap_err();
        assert_eq!(denied.kind.number, number, "{name}: {denied:?}");
    }
}

#[test]
fn scopes_name_one_resource() {
    let asked = |cloud, scope| Access::asked(Version::V2, cloud, "tenant", None, Some(scope)).map(Option::unwrap);
    let granted: [(Cloud, &str, &str, &str); 10] = [
        (Cloud::Global, "https://graph.windows.net/.default", "https://graph.windows.net", "user_impersonation"),
        (Cloud::Global, "https://graph.windows.net//.default", "https://graph.windows.net/", "user_impersonation"),
        (Cloud::Global, "HTTPS://Graph.Windows.Net/.Default", "https://graph.windows.net", "user_impersonation"),
        (Cloud::Global, "https://graph.windows.net/User.Read", "https://graph.windows.net", "User.Read"),
        (Cloud::Global, "User.Read Mail.Read", "https://graph.microsoft.com", "User.Read Mail.Read"),
        (Cloud::Global, "openid profile", "https://graph.microsoft.com", "User.Read"),
        (Cloud::China, "openid", "https://microsoftgraph.chinacloudapi.cn", "User.Read"),
        (
            Cloud::China,
            "https://graph.chinacloudapi.cn/.default",
            "https://graph.chinacloudapi.cn",
            "user_impersonation",
        ),
        (Cloud::Germany, "https://graph.cloudapi.de/.default", "https://graph.cloudapi.de", "user_impersonation"),
        (
            Cloud::Global,
            "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd/.default",
            "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd",
            "user_impersonation",
        ),
    ];
    for (cloud, scope, audience, permissions) in granted {
        let access = asked(cloud, scope).unwrap();
        assert_eq!((access.audience.claim.as_str(), access.granted().as_str()), (audience, permissions), "{scope}");
    }
    let denied = [
        (Cloud::Global, "https://graph.chinacloudapi.cn/.default", 500011),
        (Cloud::China, "https://graph.windows.net/.default", 500011),
        (Cloud::Global, "https://graph.windows.net.example/.default", 500011),
        (Cloud::Global, "https://graph.windows.net", 70011),
        (Cloud::Global, "https://graph.windows.net/", 70011),
        (Cloud::Global, "https://graph.windows.net/a%2Fb", 70011),
        (Cloud::Global, "https://api.partnercenter.microsoft.com/everything", 70011),
        (Cloud::Global, "https://graph.windows.net/.default https://graph.windows.net/User.Read", 70011),
        (Cloud::Global, "https://graph.windows.net/.default https://graph.microsoft.com/.default", 28000),
    ];
    for (cloud, scope, number) in denied {
        assert_eq!(asked(cloud, scope).unwrap_err().kind.number, number, "{scope}");
    }
}

#[test]
fn every_kind_of_refusal_is_told_from_the_others() {
    for (at, kind) in ALL.iter().enumerate() {
        assert!(kind.status.is_client_error() || kind.status.is_server_error());
        let same = ALL[..at].iter().any(|other| (other.number, other.error) == (kind.number, kind.error));
        assert!(!same, "{} {} stands twice", kind.number, kind.error);
    }
}
