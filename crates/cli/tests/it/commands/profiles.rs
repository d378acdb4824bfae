//! `backlot profile`, and signing in with a profile.

use std::fs;

use super::{Desk, Ended};
use crate::program::{Server, backlot};

const CLIENT: &str = "b0000000-0000-4000-8000-000000000002";

/// Adds a profile of `direct-sandbox`, called `mine`.
#[track_caller]
fn add(desk: &Desk, more: &[&str]) -> Ended {
    let url = &desk.server.url;
    let add = ["profile", "add", "mine", "--environment", "sandbox", "--tenant", "direct-sandbox.example"];
    desk.plain(&[&add[..], &["--client-id", CLIENT, "--api", url], more].concat())
}

const LIST: [&str; 4] = ["customer", "list", "--profile", "mine"];

#[test]
fn an_application_signs_in_with_the_secret_from_a_file_a_program_or_the_environment() {
    let desk = Desk::new();
    let file = desk.home.path().join("secret");
    fs::write(&file, "direct-sandbox-app-secret\n").unwrap();
    assert_eq!(add(&desk, &["--secret-file", file.to_str().unwrap()]).code, Some(0));
    insta::assert_snapshot!("profile_list", desk.plain(&["profile", "list"]).seen());
    assert_eq!(desk.json(&LIST).as_array().unwrap().len(), 6);

    assert_eq!(add(&desk, &["--secret-command", &format!("/bin/cat {}", file.display())]).code, Some(0));
    assert_eq!(desk.json(&LIST).as_array().unwrap().len(), 6);
    assert_eq!(add(&desk, &["--secret-command", "/bin/false"]).code, Some(0));
    assert!(desk.run(&LIST).complaint(4).contains("the profile mine: /bin/false failed (exit status: 1)"));

    assert_eq!(add(&desk, &["--secret-command", "/bin/sleep 600"]).code, Some(0));
    let ended = desk.run(&[&LIST[..], &["--timeout", "1"]].concat());
    assert!(ended.complaint(5).contains("the time was up"), "{}", ended.err);

    assert_eq!(add(&desk, &["--secret-env", "MY_SECRET"]).code, Some(0));
    let ended = desk.run(&LIST);
    assert!(ended.complaint(4).contains("the profile mine: MY_SECRET is not set"), "{}", ended.err);
    let with = |secret| desk.command(&desk.server.url, &LIST).env("MY_SECRET", secret).output().unwrap();
    assert_eq!(with("direct-sandbox-app-secret").status.code(), Some(0));
    let refused = with("expired");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(4), "{said}");
    assert!(said.starts_with("backlot: sign-in was refused: AADSTS7000215") && said.lines().count() == 1, "{said}");
}

#[test]
fn an_application_signs_with_a_certificate_whose_key_is_beside_it_or_where_secrets_are() {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap().pem();
    let key = key.serialize_pem();
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let world = format!(
        "[[accounts]]\nname = \"partner\"\ntype = \"direct_bill\"\nenvironment = \"sandbox\"\ncloud = \"global\"\n\
         tenantId = \"a0000000-0000-4000-8000-000000000002\"\ndomain = \"direct-sandbox.example\"\nmpnId = \"9000002\"\n\
         country = \"US\"\ncompanyName = \"Lakeside Cloud Services\"\nusers = []\n\
         apps = [{{ clientId = \"{CLIENT}\", certificates = ['''{certificate}'''] }}]\n"
    );
    let desk = Desk::before(Server::start(&["--memory", "--world", &file("world.toml", &world)]));
    let both = file("both.pem", &format!("{certificate}{key}"));
    let (alone, key_alone) = (file("certificate.pem", &certificate), file("key.pem", &key));
    for arguments in [
        &["--certificate", &both][..],
        &["--certificate", &alone, "--secret-file", &key_alone],
        &["--certificate", &alone, "--secret-command", &format!("/bin/cat {key_alone}")],
    ] {
        assert_eq!(add(&desk, arguments).code, Some(0));
        assert_eq!(desk.json(&LIST).as_array().unwrap().len(), 0, "{arguments:?}");
    }
    // A relative path is one from where the profile was added.
    let url = &desk.server.url;
    let arguments =
        ["--tenant", "direct-sandbox.example", "--client-id", CLIENT, "--api", url, "--certificate", "both.pem"];
    let mut command = backlot();
    command.args(["profile", "add", "mine", "--environment", "sandbox"]).args(arguments);
    let added = command.env("HOME", desk.home.path()).current_dir(home.path()).output().unwrap();
    assert!(added.status.success(), "{added:?}");
    assert_eq!(desk.json(&LIST).as_array().unwrap().len(), 0);

    let profiles = fs::read_to_string(desk.home.path().join(".config/backlot/profiles.toml")).unwrap();
    assert!(profiles.contains("both.pem") && !profiles.contains("PRIVATE"), "{profiles}");
    for (file, named) in [
        (alone.as_str(), "certificate.pem: the RSA key of the certificate does not read as PEM"),
        (&key_alone, "key.pem: the certificate does not read as PEM"),
        ("/nowhere/both.pem", "/nowhere/both.pem cannot be read"),
    ] {
        assert_eq!(add(&desk, &["--certificate", file]).code, Some(0));
        let ended = desk.run(&LIST);
        assert!(ended.complaint(4).contains(named), "{}", ended.err);
    }
}

#[test]
fn profiles_hold_no_secret_and_are_removed_again() {
    let desk = Desk::new();
    assert_eq!(add(&desk, &["--secret-env", "MY_SECRET"]).code, Some(0));
    let text = fs::read_to_string(desk.home.path().join(".config/backlot/profiles.toml")).unwrap();
    assert!(text.contains("environment = \"sandbox\"") && text.contains("env = \"MY_SECRET\""), "{text}");
    assert_eq!(desk.plain(&["profile", "remove", "mine"]).code, Some(0));
    let ended = desk.run(&LIST);
    assert!(ended.complaint(2).contains("\"mine\" is no profile"), "{}", ended.err);
    assert!(desk.plain(&["profile", "remove", "mine"]).complaint(2).contains("\"mine\" is no profile"));
}

#[test]
fn what_a_name_stood_for_before_is_signed_in_no_more() {
    let desk = Desk::new();
    let token = desk.home.path().join(".local/state/backlot/tokens/mine");
    let person = token.with_extension("person");
    let sign_in = || {
        fs::create_dir_all(token.parent().unwrap()).unwrap();
        fs::write(&token, "of the one before").unwrap();
        fs::write(&person, r#"{"id":"1","name":"admin@direct.example"}"#).unwrap();
    };
    sign_in();
    assert_eq!(add(&desk, &["--user"]).code, Some(0));
    assert!(!token.exists() && !person.exists(), "it would be sent to another directory");
    sign_in();
    assert_eq!(desk.plain(&["profile", "remove", "mine"]).code, Some(0));
    assert!(!token.exists() && !person.exists());
}

#[test]
fn a_person_has_to_sign_in_first() {
    let desk = Desk::new();
    assert_eq!(add(&desk, &["--user"]).code, Some(0));
    let ended = desk.run(&LIST);
    assert_eq!(
        ended.complaint(4),
        "backlot: nobody has signed in; sign in with `backlot login` and the same --profile\n"
    );
    let ended = desk.run(&["login"]);
    assert!(ended.complaint(2).contains("demo:direct-sandbox needs no sign-in"), "{}", ended.err);
}

#[test]
fn the_environment_of_a_profile_decides_what_is_refused_beforehand() {
    let desk = Desk::new();
    let file = desk.home.path().join("secret");
    fs::write(&file, "direct-sandbox-app-secret").unwrap();
    let secret = ["--secret-file", file.to_str().unwrap()];
    let production = ["--environment", "production"];
    assert_eq!(add(&desk, &secret).code, Some(0));
    let plan = desk.json(&["customer", "clean", "--all", "--dry-run", "--profile", "mine"]);
    assert_eq!(plan.as_array().unwrap().len(), 6);
    let url = &desk.server.url;
    let add = ["profile", "add", "mine", "--tenant", "direct-sandbox.example", "--client-id", CLIENT, "--api", url];
    assert_eq!(desk.plain(&[&add[..], &production, &secret].concat()).code, Some(0));
    let ended = desk.run(&["customer", "clean", "--all", "--yes", "--profile", "mine"]);
    assert!(ended.complaint(3).contains("customers are deleted from integration sandboxes alone"), "{}", ended.err);
}

#[test]
fn what_is_wrong_in_the_file_is_named() {
    let desk = Desk::new();
    let directory = desk.home.path().join(".config/backlot");
    fs::create_dir_all(&directory).unwrap();
    for (text, named) in [
        ("[mine]\nenviroment = \"sandbox\"\n", "mine.enviroment: unknown field `enviroment`"),
        ("[mine]\nenvironment = \"sandpit\"\n", "mine.environment: unknown variant `sandpit`"),
        ("[mine]\nenvironment = \"a|b\"\n", "mine.environment: unknown variant `a|b`"),
        ("[mine", "profiles.toml: "),
    ] {
        fs::write(directory.join("profiles.toml"), text).unwrap();
        let ended = desk.run(&LIST);
        assert!(ended.complaint(2).contains(named), "{}", ended.err);
    }
}

#[test]
fn names_and_combinations_that_make_no_sense() {
    let desk = Desk::new();
    assert!(add(&desk, &[]).complaint(2).contains("--secret-env"));
    assert_eq!(add(&desk, &["--secret-env", "A", "--secret-file", "B"]).code, Some(2));
    for name in ["demo:direct", "../mine", "a b", ""] {
        let add = ["profile", "add", name, "--environment", "sandbox", "--tenant", "t", "--client-id", "c", "--user"];
        assert!(desk.plain(&add).complaint(2).contains("a name consists of letters, digits, - and _"), "{name:?}");
    }
}
