//! The accounts of a world file: what they state, and what is refused.

use partner_center_model::cloud::Cloud;

use crate::account::{AccountType, App, Environment};

use super::{account, problem};
use crate::seed::{WorldError, WorldFile};

#[test]
fn the_demo_world_reads_and_has_an_account_for_every_case() -> Result<(), WorldError> {
    let world = WorldFile::demo()?;
    let find = |name: &str| world.accounts().iter().find(|account| account.name == name);
    for (name, account_type, environment, cloud) in [
        ("direct", AccountType::DirectBill, Environment::Production, Cloud::Global),
        ("direct-sandbox", AccountType::DirectBill, Environment::Sandbox, Cloud::Global),
        ("provider", AccountType::IndirectProvider, Environment::Production, Cloud::Global),
        ("provider-sandbox", AccountType::IndirectProvider, Environment::Sandbox, Cloud::Global),
        ("reseller", AccountType::IndirectReseller, Environment::Production, Cloud::Global),
        ("reseller-two", AccountType::IndirectReseller, Environment::Production, Cloud::Global),
        ("reseller-sandbox", AccountType::IndirectReseller, Environment::Sandbox, Cloud::Global),
        ("outsider", AccountType::DirectBill, Environment::Production, Cloud::Global),
        ("china-sandbox", AccountType::DirectBill, Environment::Sandbox, Cloud::China),
        ("germany-sandbox", AccountType::DirectBill, Environment::Sandbox, Cloud::Germany),
        ("us-government-sandbox", AccountType::DirectBill, Environment::Sandbox, Cloud::UsGovernment),
    ] {
        let account = find(name).unwrap_or_else(|| panic!("no account {name}"));
        assert_eq!((account.account_type, account.environment, account.cloud), (account_type, environment, cloud));
        assert_eq!(account.quotas.is_some(), account.is_sandbox(), "{name}");
        assert!(account.domain.ends_with(".example"), "{name}");
    }
    let linked = |name: &str| find(name).map(|account| account.partners.len());
    assert_eq!(linked("provider"), Some(2));
    assert_eq!(linked("reseller"), Some(1), "the link is derived from the provider's side");
    assert_eq!(linked("reseller-two"), Some(1));
    Ok(())
}

#[test]
fn problems_name_line_and_field() {
    let one = account("one", 1, "direct_bill", "sandbox", "");
    assert_eq!(problem(&one), "no problem");
    assert_eq!(
        problem(&one.replace("country = \"US\"", "country = 5")),
        "the world, line 9: country: invalid type: integer `5`, expected a string"
    );
    assert!(
        problem(&format!("{one}colour = 1\n")).starts_with("the world, line 13: "),
        "{}",
        problem(&format!("{one}colour = 1\n"))
    );
    assert!(problem(&one.replace("direct_bill", "direct")).contains("line 3: type: unknown variant `direct`"));
    for (is, other) in [("\"US\"", "\"ZZ\""), ("\"US\"", "\"us\"")] {
        assert!(problem(&one.replace(is, other)).contains("country: expected the code of a country"), "{other}");
    }
    for domain in ["one", "-one.example", "one..example"] {
        let problem = problem(&one.replace("domain = \"one.example\"", &format!("domain = {domain:?}")));
        assert!(problem.contains("domain: expected a domain such as"), "{problem}");
    }
    assert!(problem("accounts = []").contains("a world needs at least one account"));
    assert!(problem("[settings]\n").contains("missing field `accounts`"));
    assert!(problem("accounts = [").starts_with("the world, line 1: "));
}

#[test]
fn what_must_be_one_s_own_is() {
    let one = account("one", 1, "direct_bill", "sandbox", "");
    let two = account("two", 2, "direct_bill", "sandbox", "");
    for (mine, theirs, complaint) in [
        ("\"two\"", "\"one\"", "account \"one\", name: one is taken"),
        ("0000000102", "0000000101", "account \"two\", tenantId: "),
        ("domain = \"two.", "domain = \"One.", "account \"two\", domain: one.example is taken by account \"one\""),
        (
            "mpnId = \"1002\"",
            "mpnId = \"1001\"",
            "account \"two\", mpnId in global-sandbox: 1001 is taken by account \"one\"",
        ),
        ("0000000202", "0000000201", "account \"two\", clientId: "),
        ("admin@two", "ADMIN@one", "account \"two\", userPrincipalName: admin@one.example is taken"),
    ] {
        let text = format!("{one}{}", two.replace(mine, theirs));
        let problem = problem(&text);
        assert!(problem.contains(complaint) && problem.contains("line 13"), "{problem}");
    }
    // An MPN id of production means another partner than the same id of a sandbox.
    let elsewhere = two.replace("1002", "1001").replace("\"sandbox\"", "\"production\"");
    assert_eq!(problem(&format!("{one}{elsewhere}")), "no problem");
}

#[test]
fn partners_fit() {
    let provider = account("provider", 1, "indirect_provider", "production", "partners = [\"other\"]");
    let other = |kind: &str, environment: &str| account("other", 2, kind, environment, "");
    let complaint = |kind: &str, environment: &str| problem(&format!("{provider}{}", other(kind, environment)));
    assert_eq!(complaint("indirect_reseller", "production"), "no problem");
    assert!(complaint("direct_bill", "production").contains("partners: a partner link joins"));
    assert!(complaint("indirect_reseller", "sandbox").contains("sandboxes know no indirect relationships"));
    assert!(problem(&provider).contains("partners: there is no account \"other\""));
}

#[test]
fn quotas_are_for_sandboxes() {
    let quotas = "[accounts.quotas]\ncustomers = 3";
    assert_eq!(problem(&account("one", 1, "direct_bill", "sandbox", quotas)), "no problem");
    assert!(
        problem(&account("one", 1, "direct_bill", "production", quotas)).contains("only sandbox accounts have quotas")
    );
}

#[test]
fn people_without_an_id_have_one_that_their_name_gives() -> Result<(), WorldError> {
    let id = |text: &str| WorldFile::parse(text).map(|world| world.accounts()[0].users[0].object_id);
    let one = account("one", 1, "direct_bill", "sandbox", "");
    assert_eq!(id(&one)?, id(&one)?);
    assert_ne!(id(&one)?, id(&one.replace("admin@", "agent@"))?);
    Ok(())
}

#[test]
fn applications_say_where_people_may_be_sent() {
    let one = account("one", 1, "direct_bill", "production", "");
    let with = |app: &str| problem(&one.replace("clientSecret = \"s\"", app));
    assert_eq!(
        with("publicClient = true, redirectUris = [\"http://localhost\", \"https://one.example/back\"]"),
        "no problem"
    );
    assert!(with("redirectUris = []").contains("apps[].clientSecret: must not be empty, unless publicClient = true"));
    for (uri, why) in [
        ("http://one.example/back", "leads elsewhere without https"),
        ("https://*.one.example/", "has a wildcard"),
        ("https://one.example/#back", "has a fragment"),
        ("one.example", "is neither an https:// nor an http://localhost address"),
    ] {
        let problem = with(&format!("clientSecret = \"s\", redirectUris = [\"{uri}\"]"));
        assert!(problem.contains(&format!("apps[].redirectUris: {uri:?} {why}")), "{problem}");
    }
}

#[test]
fn an_application_without_redirect_uris_is_kept_as_ever() {
    let text = r#"{"clientId":"00000000-0000-4000-8000-000000000201","clientSecret":"s"}"#;
    let app: App = serde_json::from_str(text).unwrap();
    assert!(app.redirect_uris.is_empty() && !app.public_client);
    assert_eq!(serde_json::to_string(&app).unwrap(), text);
}
