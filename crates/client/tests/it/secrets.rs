//! Secrets are in no log, no error and nothing that is printed.

use std::{
    io,
    sync::{Arc, Mutex},
};

use backlot_testkit::{ENDPOINT, Stage};
use partner_center::{
    AccessToken, AppOnly, Application, Certificate, Client, DeviceCode, MemoryTokenStore, RefreshToken, Service,
    UserPassword,
};
use tracing::{instrument::WithSubscriber, subscriber::Subscriber};
use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};

const TENANT: &str = "a0000000-0000-4000-8000-000000000002";
const CLIENT: &str = "b0000000-0000-4000-8000-000000000002";
const SECRET: &str = "direct-sandbox-app-secret";
const PASSWORD: &str = "direct-sandbox-admin-password";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Writes everything down, whatever its level.
    fn subscriber(&self) -> impl Subscriber + Send + Sync + use<> {
        let builder = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_span_events(FmtSpan::FULL);
        builder.with_ansi(false).with_writer(self.clone()).finish()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_log_tells_of_each_call_and_of_no_secret() {
    let stage = Stage::demo().await;
    let log = Log::default();
    let token = stage.app_token("direct-sandbox").await;
    let calls = async {
        let application = |secret: &str| Application::with_secret(TENANT, CLIENT, secret.to_owned());
        let person = |password: &str| {
            UserPassword::new(application(SECRET), "admin@direct-sandbox.example", password.to_owned())
        };
        let at = || Client::builder().endpoint(ENDPOINT).transport(Service(stage.sandbox.clone()));
        let clients = [
            at().credential(AppOnly::new(application(SECRET))).build().unwrap(),
            at().credential(AppOnly::new(application("wrong-secret"))).build().unwrap(),
            at().credential(person(PASSWORD)).build().unwrap(),
            at().credential(person("wrong-password")).build().unwrap(),
            at().credential(AccessToken::new(token.clone())).build().unwrap(),
            at().credential(AccessToken::new("no-token".to_owned())).build().unwrap(),
        ];
        let mut told = String::new();
        for client in clients {
            let outcome = client.customers().list().all().await;
            told += &format!(
                "{client:?} {:?} {}\n",
                outcome,
                outcome.as_ref().map_or_else(ToString::to_string, |_| String::new())
            );
        }
        told
    };
    let told = calls.with_subscriber(log.subscriber()).await;
    let log = log.text();
    for secret in [SECRET, "wrong-secret", PASSWORD, "wrong-password", token.as_str(), "no-token", "Bearer "] {
        assert!(!log.contains(secret), "the log has {secret}");
        assert!(!told.contains(secret), "what is printed has {secret}");
    }
    let span = log.lines().find(|line| line.contains("partner_center{") && line.contains("close")).unwrap();
    for field in ["operation=\"ListCustomers\"", "request_id=", "correlation_id=", "status=200"] {
        assert!(span.contains(field), "{field}: {span}");
    }
}

#[test]
fn what_is_printed_of_a_credential_has_no_secret() {
    let application = || Application::with_secret(TENANT, CLIENT, SECRET.to_owned());
    let store = || MemoryTokenStore::new("a-refresh-token".to_owned());
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    let pem = rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap().pem();
    let certificate = Certificate::from_pem(key.serialize_pem(), &pem).unwrap();
    let printed = [
        format!("{:?}", application()),
        format!("{:?}", AppOnly::new(application())),
        format!("{:?}", UserPassword::new(application(), "admin", PASSWORD.to_owned())),
        format!("{:?}", RefreshToken::new(application(), store())),
        format!("{:?}", DeviceCode::new(application(), |_| ()).store(store())),
        format!("{:?}", store()),
        format!("{:?}", AccessToken::new("a-token".to_owned())),
        format!("{certificate:?}"),
        format!("{:?}", Application::with_certificate(TENANT, CLIENT, certificate)),
    ];
    for secret in [SECRET, PASSWORD, "a-refresh-token", "a-token", "PRIVATE", &key.serialize_pem()[40..80]] {
        assert!(printed.iter().all(|text| !text.contains(secret)), "{secret}: {printed:?}");
    }
}
