//! The national clouds: where each is called, and where one signs in to it.

use partner_center::{AppOnly, Application, Client, model::cloud::Cloud};
use serde_json::json;

use crate::scripted::{Scripted, json as answered};

#[tokio::test]
async fn each_cloud_is_called_and_signed_in_to_at_its_own_addresses() {
    let global = "https://api.partnercenter.microsoft.com";
    let china = "https://partner.partnercenterapi.microsoftonline.cn";
    for (cloud, login, api) in [
        (Cloud::Global, "https://login.microsoftonline.com", global),
        (Cloud::China, "https://login.partner.microsoftonline.cn", china),
        (Cloud::Germany, "https://login.microsoftonline.de", global),
        (Cloud::UsGovernment, "https://login.microsoftonline.us", global),
    ] {
        let service = Scripted::new(|_, _| answered(200, &json!({ "access_token": "access" })));
        let application = Application::with_secret("example.com", "app", "secret".to_owned());
        let builder = Client::builder().transport(service.clone());
        let partner = builder.cloud(cloud).credential(AppOnly::new(application)).build().unwrap();
        partner.country_validation_rules().by_country("US").get().await.unwrap();
        let [token, call] = &service.requests()[..] else { panic!("{:?}", service.requests()) };
        assert_eq!(token.uri().to_string(), format!("{login}/example.com/oauth2/v2.0/token"));
        let scope = format!("scope={}%2F%2Edefault", api.replace(':', "%3A").replace('/', "%2F").replace('.', "%2E"));
        assert!(String::from_utf8_lossy(token.body()).contains(&scope), "{scope}");
        assert_eq!(call.uri().to_string(), format!("{api}/v1/countryvalidationrules/US"));
    }
}
