//! Ways to sign in, at a sandbox.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use backlot_testkit::{ENDPOINT, Stage};
use partner_center::{
    AppOnly, Application, Certificate, Client, Credential, CredentialError, Error, ErrorKind, FileTokenStore,
    MemoryTokenStore, RefreshToken, Service, TokenStore, TokenStoreError, UserPassword, credential::Storing,
};
use secrecy::{ExposeSecret, SecretString};

const TENANT: &str = "a0000000-0000-4000-8000-000000000002";
const CLIENT: &str = "b0000000-0000-4000-8000-000000000002";
const SECRET: &str = "direct-sandbox-app-secret";

fn application() -> Application {
    Application::with_secret(TENANT, CLIENT, SECRET.to_owned())
}

fn client(stage: &Stage, credential: impl Credential) -> Client {
    let builder = Client::builder().endpoint(ENDPOINT).transport(Service(stage.sandbox.clone()));
    builder.credential(credential).build().unwrap()
}

async fn signed_in(stage: &Stage) -> String {
    let form = [
        ("grant_type", "password"),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("username", "admin@direct-sandbox.example"),
        ("password", "direct-sandbox-admin-password"),
        ("scope", "https://api.partnercenter.microsoft.com/.default offline_access openid"),
    ];
    stage.token(TENANT, &form).await["refresh_token"].as_str().unwrap().to_owned()
}

/// Whether the client may do what asks for a person.
async fn acts_for_a_person(partner: &Client) -> Result<bool, Error> {
    match partner.customers().relationship_request().await {
        Ok(_) => Ok(true),
        // The sandbox has no such links, which only a person is told.
        Err(error) if error.code() == Some(900_127) => Ok(true),
        Err(error) if error.code() == Some(2032) => Ok(false),
        Err(error) => Err(error),
    }
}

#[tokio::test]
async fn an_application_signs_in_with_its_secret() {
    let stage = Stage::demo().await;
    let partner = client(&stage, AppOnly::new(application()));
    assert!(!partner.customers().list().all().await.unwrap().is_empty());
    assert!(!acts_for_a_person(&partner).await.unwrap());

    let wrong = AppOnly::new(Application::with_secret(TENANT, CLIENT, "wrong".to_owned()));
    let error = client(&stage, wrong).customers().list().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    let Error::Credential(CredentialError::Refused { error, description, codes }) = error else { panic!("{error:?}") };
    assert_eq!((error.as_str(), &codes[..]), ("invalid_client", &[7_000_215][..]));
    assert!(description.starts_with("AADSTS7000215: ") && !description.contains('\n'), "{description}");
}

#[tokio::test]
async fn an_application_signs_with_the_key_of_its_certificate() {
    let [(key, certificate), (other, _)] = std::array::from_fn(|_| {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let certificate = rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap();
        (key.serialize_pem(), certificate.pem())
    });
    let world = format!(
        "[[accounts]]\nname = \"partner\"\ntype = \"direct_bill\"\nenvironment = \"sandbox\"\ncloud = \"global\"\n\
         tenantId = \"{TENANT}\"\ndomain = \"partner.example\"\nmpnId = \"9000002\"\ncountry = \"US\"\n\
         companyName = \"Lakeside Cloud Services\"\n\
         apps = [{{ clientId = \"{CLIENT}\", clientSecret = \"unused\", certificates = ['''{certificate}'''] }}]\n\
         users = []\n"
    );
    let stage = Stage::toml(&world).await;
    let signing = |key: &str, certificate: &str| {
        let certificate = Certificate::from_pem(key.to_owned(), certificate).unwrap();
        AppOnly::new(Application::with_certificate(TENANT, CLIENT, certificate))
    };
    client(&stage, signing(&key, &certificate)).customers().list().all().await.unwrap();
    let both = format!("{certificate}{key}");
    client(&stage, signing(&both, &both)).customers().list().all().await.unwrap();

    let error = client(&stage, signing(&other, &certificate)).customers().list().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential, "a key that is not the certificate's: {error}");

    for (key, pem, named) in [("", certificate.as_str(), "key"), (&key, "no certificate", "certificate")] {
        let error = Certificate::from_pem(key.to_owned(), pem).unwrap_err().to_string();
        assert!(error.contains(named) && error.contains("PEM"), "{error}");
    }
}

#[tokio::test]
async fn a_person_goes_on_with_rotated_refresh_tokens() {
    let stage = Stage::demo().await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("profile/token");
    let store = FileTokenStore::new(&file);
    store.save(&signed_in(&stage).await.into()).await.unwrap();

    for _ in 0..3 {
        let before = std::fs::read_to_string(&file).unwrap();
        let partner = client(&stage, RefreshToken::new(application(), store.clone()));
        assert!(acts_for_a_person(&partner).await.unwrap());
        assert_ne!(std::fs::read_to_string(&file).unwrap(), before, "the one that was used is replaced");
    }
    let left = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|file| file.unwrap().file_name());
    let left: BTreeSet<_> = left.collect();
    assert_eq!(left, ["token", "token.lock"].map(Into::into).into(), "nothing else is left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn programs_that_share_a_file_use_no_refresh_token_twice() {
    let stage = Stage::demo().await;
    let directory = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(directory.path().join("token"));
    store.save(&signed_in(&stage).await.into()).await.unwrap();
    let programs = (0..8).map(|_| {
        let partner = client(&stage, RefreshToken::new(application(), store.clone()));
        async move { partner.customers().list().all().await.map(|_| ()) }
    });
    // A second use would take back all that came of the sign-in.
    futures_util::future::try_join_all(programs).await.unwrap();
}

#[tokio::test]
async fn somebody_who_has_not_signed_in_is_told_so() {
    let stage = Stage::demo().await;
    let directory = tempfile::tempdir().unwrap();
    let nobody = FileTokenStore::new(directory.path().join("token"));
    let error = client(&stage, RefreshToken::new(application(), nobody)).customers().list().all().await.unwrap_err();
    assert!(matches!(&error, Error::Credential(CredentialError::SignedOut)), "{error:?}");

    let used = RefreshToken::new(application(), MemoryTokenStore::new("0.no-such-token".to_owned()));
    let error = client(&stage, used).customers().list().all().await.unwrap_err();
    assert!(matches!(&error, Error::Credential(refused) if refused.needs_sign_in()), "{error:?}");
}

/// Takes nothing while it is full.
#[derive(Clone, Default)]
struct Full {
    token: Arc<Mutex<Option<SecretString>>>,
    full: Arc<Mutex<bool>>,
}

impl TokenStore for Full {
    fn load(&self) -> Storing<'_, Option<SecretString>> {
        Box::pin(async { Ok(self.token.lock().unwrap().clone()) })
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> Storing<'a, ()> {
        Box::pin(async {
            if *self.full.lock().unwrap() {
                return Err(TokenStoreError::saving("no space left"));
            }
            *self.token.lock().unwrap() = Some(token.clone());
            Ok(())
        })
    }
}

#[tokio::test]
async fn a_store_that_takes_nothing_is_told_and_loses_nothing() {
    let stage = Stage::demo().await;
    let store = Full::default();
    *store.token.lock().unwrap() = Some(signed_in(&stage).await.into());
    *store.full.lock().unwrap() = true;
    let partner = client(&stage, RefreshToken::new(application(), store.clone()));
    let error = partner.customers().list().all().await.unwrap_err();
    assert_eq!(error.to_string(), "the refresh token cannot be kept: no space left");

    *store.full.lock().unwrap() = false;
    partner.customers().list().all().await.unwrap();
    let kept = store.token.lock().unwrap().clone().unwrap();
    let partner =
        client(&stage, RefreshToken::new(application(), MemoryTokenStore::new(kept.expose_secret().to_owned())));
    partner.customers().list().all().await.unwrap();
}

#[tokio::test]
async fn a_person_signs_in_with_a_password_at_a_sandbox() {
    let stage = Stage::demo().await;
    let as_admin =
        |password: &str| UserPassword::new(application(), "admin@direct-sandbox.example", password.to_owned());
    assert!(acts_for_a_person(&client(&stage, as_admin("direct-sandbox-admin-password"))).await.unwrap());
    let error = client(&stage, as_admin("wrong")).customers().list().all().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential, "{error}");
}
