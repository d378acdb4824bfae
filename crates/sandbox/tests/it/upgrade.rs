//! A world of an earlier release, which kept answers and refresh tokens beneath their account.

use backlot_sandbox::{Place, seed::WorldFile};
use backlot_testkit::Stage;
use rusqlite::Connection;
use serde_json::json;

use crate::{ask::Ask, partners::company};

/// Puts documents and sets as the earlier release had them.
const BACK: &str = "
    INSERT INTO sets (root, name, size)
        SELECT ?1, ?2, count(*) FROM documents WHERE kind = ?3;
    INSERT INTO members (set_number, sort, id, document)
        SELECT s.number, '00000001614600000000', d.id, d.number FROM documents d, sets s
        WHERE d.kind = ?3 AND s.root = ?1 AND s.name = ?2;
    UPDATE documents SET root = ?1, expires = NULL WHERE kind = ?3;
";

fn put_back(database: &Connection, account: &str, set: &str, kind: &str) {
    for statement in BACK.split_inclusive(';').filter(|statement| !statement.trim().is_empty()) {
        let parameters = [account, set, kind];
        let used = (1..=3).filter(|place| statement.contains(&format!("?{place}"))).max().unwrap();
        database.execute(statement, rusqlite::params_from_iter(&parameters[..used])).unwrap();
    }
}

#[tokio::test]
async fn what_was_answered_is_answered_again_and_sessions_go_on() {
    let home = tempfile::tempdir().unwrap();
    let open = || Stage::open(Place::Directory(home.path().to_owned()), WorldFile::demo().unwrap());
    let stage = open().await;
    let tenant = stage.tenant("direct-sandbox").to_owned();
    let token = stage.app_token("direct-sandbox").await;
    let create = Ask::post("/v1/customers", company("Fernhill Tools", "fernhill.example").to_string());
    let create = create.token(&token).header("ms-requestid", "one");
    let created = create.clone().of(&stage).await.ok();
    let account = stage.account("direct-sandbox");
    let (app, user) = (account["apps"][0].clone(), account["users"][0].clone());
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (client, secret) = (text(&app["clientId"]), text(&app["clientSecret"]));
    let (name, password) = (text(&user["userPrincipalName"]), text(&user["password"]));
    let application = [("client_id", client.as_str()), ("client_secret", &secret), ("scope", scope())];
    let sign_in = [("grant_type", "password"), ("username", name.as_str()), ("password", password.as_str())];
    let session = stage.token(&tenant, &[&application[..], &sign_in].concat()).await;
    let refreshing = [("grant_type", "refresh_token"), ("refresh_token", session["refresh_token"].as_str().unwrap())];
    stage.sandbox.store().clone().close();
    drop(stage);

    let database = Connection::open(home.path().join("backlot.sqlite")).unwrap();
    let root = format!("account/{tenant}");
    put_back(&database, &root, "replies", "reply");
    put_back(&database, &root, "refresh-tokens", "refresh-token");
    drop(database);

    let stage = open().await;
    assert_eq!(create.of(&stage).await.ok().json(), created.json());
    let renewed = stage.token(&tenant, &[&application[..], &refreshing].concat()).await;
    assert!(renewed["access_token"].is_string(), "{renewed}");
    let (status, refused) =
        stage.ask_token(&format!("/{tenant}/oauth2/v2.0/token"), &[&application[..], &refreshing].concat()).await;
    assert_eq!((status.as_u16(), &refused["error_codes"][0]), (400, &json!(70008)), "it is spent");

    let database = Connection::open(home.path().join("backlot.sqlite")).unwrap();
    let count = |query: &str| database.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM sets WHERE name IN ('replies', 'refresh-tokens')"), 0);
    let kept = "FROM documents WHERE kind IN ('reply', 'refresh-token')";
    assert_eq!(count(&format!("SELECT count(*) {kept}")), 3);
    assert_eq!(count(&format!("SELECT count(*) {kept} AND expires IS NULL")), 0, "all are swept away one day");
}

fn scope() -> &'static str {
    "https://api.partnercenter.microsoft.com/.default openid offline_access"
}
