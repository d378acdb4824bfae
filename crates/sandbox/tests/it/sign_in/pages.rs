//! What the pages ask, whom they remember, and what they refuse.

use super::browser::{Browser, CHALLENGE, Changes, REDIRECT, asking, authorize, parameters};
use crate::oauth::stage::{GRAPH, Stage};

#[tokio::test]
async fn who_asks_and_where_to_is_known_before_anybody_is_sent_anywhere() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let other = stage.account("outsider").apps[0].client_id.to_string();
    let refused: [(Changes<'_>, u32); 12] = [
        (&[("client_id", "")], 900144),
        (&[("client_id", "direct")], 700016),
        (&[("client_id", "00000000-0000-4000-8000-000000000007")], 700016),
        (&[("client_id", &other)], 700016),
        (&[("redirect_uri", "")], 900971),
        (&[("redirect_uri", "https://elsewhere.example/")], 50011),
        (&[("redirect_uri", "https://app.direct.example/signed-in/more")], 50011),
        (&[("redirect_uri", "https://app.direct.example/signed-in#part")], 50011),
        (&[("redirect_uri", "http://localhost@elsewhere.example/")], 50011),
        (&[("redirect_uri", "javascript:alert(1)")], 50011),
        (&[("redirect_uri", "<script>alert(1)</script>")], 50011),
        (&[("login_hint", &"a".repeat(9000))], 9002313),
    ];
    for (changes, number) in refused {
        let page = Browser::new(&stage).get(&authorize(account, changes)).await;
        assert_eq!(page.refuses(number).status, 400, "{changes:?}");
        assert!(!page.html.contains("<form"), "{changes:?}");
    }
    let page =
        Browser::new(&stage).get(&format!("/nobody.example/oauth2/v2.0/authorize?{}", asking(account, &[]))).await;
    page.refuses(90002);
    let twice = format!("{}&client_id={other}", authorize(account, &[]));
    Browser::new(&stage).get(&twice).await.refuses(9002313);
}

#[tokio::test]
async fn what_else_is_wrong_goes_back_to_the_application() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let refused: [(Changes<'_>, &str, u32); 14] = [
        (&[("response_type", "")], "invalid_request", 900144),
        (&[("response_type", "token")], "unsupported_response_type", 700054),
        (&[("response_type", "code id_token")], "unsupported_response_type", 700054),
        (&[("response_mode", "web_message")], "invalid_request", 70007),
        (&[("prompt", "create")], "invalid_request", 90023),
        (&[("scope", "")], "invalid_request", 900144),
        (&[("scope", "https://nowhere.example/.default")], "invalid_resource", 500011),
        (&[("scope", "https://api.partnercenter.microsoft.com/other")], "invalid_scope", 70011),
        (&[("code_challenge", "")], "invalid_request", 501491),
        (&[("code_challenge", "short")], "invalid_request", 501491),
        (&[("code_challenge_method", "S512")], "invalid_request", 90023),
        (&[("prompt", "none")], "login_required", 50058),
        (&[("prompt", "none"), ("login_hint", "admin@direct.example")], "login_required", 50058),
        (&[("code_challenge", CHALLENGE), ("code_challenge_method", "none")], "invalid_request", 90023),
    ];
    for (changes, error, number) in refused {
        Browser::new(&stage).get(&authorize(account, changes)).await.denied(error, number);
    }
}

#[tokio::test]
async fn each_step_says_what_was_wrong_and_none_can_be_left_out() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser::new(&stage);
    let first = browser.get(&authorize(account, &[])).await;
    let page = browser.submit(&first, &[("login", " ")]).await;
    assert!(page.shows("Sign in").html.contains("Enter your user name."));
    let page = browser.submit(&page, &[("login", "ADMIN@direct.example")]).await;
    let wrong = browser.submit(&page, &[("passwd", "wrong")]).await;
    assert_eq!(wrong.shows("Enter password").refuses(50126).status, 400);
    browser.submit(&page, &[]).await.shows("Enter password").refuses(50126);
    browser.submit(&page, &[("other", "1")]).await.shows("Sign in");
    // Fields of later steps count for nothing here.
    browser.submit(&page, &[("otc", "123456"), ("consent", "accept")]).await.shows("Enter password");
    browser.submit(&first, &[("otc", "123456"), ("passwd", "direct-admin-password")]).await.shows("Sign in");

    let page = browser.submit(&wrong, &[("passwd", "direct-admin-password")]).await;
    for wrong in ["", "12345", "1234567", "12345a", "１２３４５６"] {
        let again = browser.submit(page.shows("Enter code"), &[("otc", wrong)]).await;
        assert!(again.shows("Enter code").html.contains("The code has six digits."), "{wrong}");
    }
    let page = browser.submit(&page, &[("otc", "000000")]).await;
    let page = browser.submit(page.shows("Permissions requested"), &[("consent", "decline")]).await;
    page.denied("access_denied", 65004);

    let nobody = browser.get(&authorize(account, &[("prompt", "login")])).await;
    let nobody = browser.submit(nobody.shows("Sign in"), &[("login", "nobody@direct.example")]).await;
    browser.submit(&nobody, &[("passwd", "x")]).await.refuses(50034);
}

#[tokio::test]
async fn a_form_is_good_in_its_own_browser_and_not_for_long() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser::new(&stage);
    let page = browser.get(&authorize(account, &[])).await;
    let field = [("login", "admin@direct.example")];
    Browser::new(&stage).submit(&page, &field).await.refuses(50089);

    let (action, hidden) = page.form();
    let (text, seal) = hidden[0].1.split_once('.').unwrap();
    for forged in ["", "x", ".", text, &format!("{text}."), &format!("{text}.AAAA"), &format!("{text}A.{seal}")] {
        browser.post(&action, &[("ctx", forged), field[0]]).await.refuses(50089);
    }
    browser.submit(&page, &field).await.shows("Enter password");
    stage.hands.forward(900);
    browser.submit(&page, &field).await.refuses(50089);
    browser.get("/common/login").await.refuses(900561);
}

#[tokio::test]
async fn whoever_is_signed_in_is_asked_no_more_than_needed() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser::new(&stage);
    browser.code(&authorize(account, &[]), account).await;

    assert!(browser.get(&authorize(account, &[])).await.back().contains_key("code"), "signed in already");
    assert!(browser.get(&authorize(account, &[("prompt", "none")])).await.back().contains_key("code"));
    browser.get(&authorize(account, &[("prompt", "login")])).await.shows("Sign in");
    browser.get(&authorize(account, &[("prompt", "consent")])).await.shows("Permissions requested");
    let picker = browser.get(&authorize(account, &[("prompt", "select_account")])).await;
    assert!(picker.shows("Pick an account").html.contains("admin@direct.example"));
    let picked = browser.submit(&picker, &[("account", &account.users[0].object_id.to_string())]).await;
    assert!(picked.back().contains_key("code"));
    browser.submit(&picker, &[("account", "other")]).await.shows("Sign in");
    // Somebody else of the tenant has not signed in here.
    browser.submit(&picker, &[("account", &account.users[1].object_id.to_string())]).await.shows("Sign in");
    let hinted = browser.get(&authorize(account, &[("login_hint", "sales@direct.example")])).await;
    assert!(hinted.shows("Enter password").html.contains("sales@direct.example"));

    let more = format!("{GRAPH}/Directory.Read");
    browser.get(&authorize(account, &[("scope", &more), ("prompt", "none")])).await.denied("consent_required", 65001);
    browser.get(&authorize(account, &[("scope", &more)])).await.shows("Permissions requested");

    let page = browser.submit(&picker, &[("account", "other")]).await;
    let page = browser.sign_in(&page, account, 1).await;
    browser.submit(page.shows("Permissions requested"), &[("consent", "accept")]).await.back();
    let two = browser.get(&authorize(account, &[])).await;
    assert!(two.shows("Pick an account").html.contains("agent@direct.example"));
    browser.get(&authorize(account, &[("prompt", "none")])).await.denied("interaction_required", 16000);
    let hinted = [("prompt", "none"), ("login_hint", "agent@direct.example")];
    assert!(browser.get(&authorize(account, &hinted)).await.back().contains_key("code"));

    // Another tenant's people are not offered here, and a day later nobody is.
    let other = stage.account("outsider");
    browser.get(&authorize(other, &[])).await.shows("Sign in");
    stage.hands.forward(24 * 3600);
    browser.get(&authorize(account, &[])).await.shows("Sign in");
}

#[tokio::test]
async fn whoever_signs_out_is_signed_out() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser::new(&stage);
    browser.code(&authorize(account, &[]), account).await;
    let stolen = browser.cookies.clone();
    let consent = browser.get(&authorize(account, &[("prompt", "consent")])).await;

    let back = "post_logout_redirect_uri=https%3A%2F%2Fapp.direct.example%2Fsigned-in";
    let page = browser.get(&format!("/common/oauth2/v2.0/logout?{back}&state=s%26")).await;
    assert_eq!(page.location(), "https://app.direct.example/signed-in?state=s%26");
    assert!(!browser.cookies.keys().any(|name| name.ends_with("people")));
    browser.get(&authorize(account, &[])).await.shows("Sign in");
    browser.submit(&consent, &[("consent", "accept")]).await.refuses(50089);
    // What the cookie named is gone, and not the cookie alone.
    Browser { cookies: stolen, ..Browser::new(&stage) }.get(&authorize(account, &[])).await.shows("Sign in");

    let client = account.apps[0].client_id.to_string();
    for (path, leads_back) in [
        (format!("/{}/oauth2/logout?{back}", account.tenant_id), true),
        (format!("/common/oauth2/logout?{back}&client_id={client}"), true),
        (format!("/common/oauth2/logout?{back}"), false),
        (format!("/outsider.example/oauth2/logout?{back}"), false),
        (format!("/{}/oauth2/logout?post_logout_redirect_uri=https://elsewhere.example/", account.tenant_id), false),
        (format!("/{}/oauth2/logout", account.tenant_id), false),
    ] {
        let page = Browser::new(&stage).get(&path).await;
        if leads_back {
            assert_eq!(page.location(), "https://app.direct.example/signed-in", "{path}");
        } else {
            page.shows("You signed out");
        }
    }
}

#[tokio::test]
async fn no_page_from_before_a_sign_out_signs_anybody_in() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser::new(&stage);
    let second_factor = browser.guess(account, &account.users[0].password).await;
    browser.submit(second_factor.shows("Enter code"), &[("otc", "123456")]).await.shows("Permissions requested");
    browser.get("/common/oauth2/v2.0/logout").await.shows("You signed out");
    // Whoever sits down here next goes back, and enters any six digits.
    browser.submit(&second_factor, &[("otc", "654321")]).await.refuses(50089);
    browser.get(&authorize(account, &[])).await.shows("Sign in");
}

#[tokio::test]
async fn answers_come_in_the_way_that_was_asked_for() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser::new(&stage);
    browser.code(&authorize(account, &[]), account).await;
    let page = browser.get(&authorize(account, &[("response_mode", "fragment")])).await;
    let fragment = page.location().strip_prefix(&format!("{REDIRECT}#")).unwrap();
    assert_eq!(parameters(fragment)["state"], "state & more");

    let changes = [("response_mode", "form_post"), ("redirect_uri", "https://app.direct.example/signed-in")];
    let page = browser.get(&authorize(account, &changes)).await;
    let (action, fields) = page.form();
    assert_eq!(action, "https://app.direct.example/signed-in");
    assert_eq!(fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["code", "state"]);
    assert_eq!(fields[1].1, "state & more");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.ends_with("form-action https://app.direct.example"), "{policy}");
    assert!(page.html.contains("<button"), "without scripts, too");
    let page = browser.get(&authorize(account, &[("response_mode", "form_post"), ("prompt", "create")])).await;
    assert_eq!(page.form().1[0], ("error".to_owned(), "invalid_request".to_owned()));
}

#[tokio::test]
async fn what_another_site_posts_is_asked_for_again_with_the_cookies() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let query = asking(account, &[]);
    let form = parameters(&query);
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // A path that begins with two slashes would lead to another host.
    for path in ["/common/oauth2/v2.0/authorize", "//common//oauth2/v2.0/authorize"] {
        let page = Browser::new(&stage).post(path, &form).await;
        let (path, asked) = page.location().split_once('?').unwrap();
        assert_eq!((page.status, path), (302, "/common/oauth2/v2.0/authorize"));
        assert_eq!(parameters(asked), parameters(&query));
    }
    let long = "a".repeat(9000);
    Browser::new(&stage).post("/common/oauth2/authorize", &[("state", &long)]).await.refuses(9002313);
}

#[tokio::test]
async fn what_is_shown_is_escaped_and_cookies_are_the_hosts_own() {
    let stage = Stage::new();
    let account = stage.account("direct");
    let mut browser = Browser { https: true, ..Browser::new(&stage) };
    let hint = "\"><script>alert(1)</script>@direct.example";
    let page = browser.get(&authorize(account, &[("login_hint", hint)])).await;
    page.shows("Enter password");
    assert!(!page.html.contains("<script>") && page.html.contains("alert(1)"), "{}", page.html);
    let page = browser.get(&format!("/{}/oauth2/v2.0/authorize?{}", "%22%3E%3Cscript%3E", asking(account, &[]))).await;
    assert!(!page.refuses(90002).html.contains("<script"), "{}", page.html);
    browser.code(&authorize(account, &[]), account).await;
    assert!(browser.cookies.len() == 2 && browser.cookies.keys().all(|name| name.starts_with("__Host-")));
}
