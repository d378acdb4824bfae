//! `backlot generate`: completions and manual pages.

use std::fs;

use crate::program::run;

#[test]
fn shells_complete_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["generate", "completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains("suspend-subscriptions"), "{shell}");
    }
}

#[test]
fn each_command_has_a_page() {
    let directory = tempfile::tempdir().unwrap();
    let man = directory.path().join("man1");
    let output = run(&["generate", "man", man.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let names: Vec<String> =
        fs::read_dir(&man).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    for name in ["backlot.1", "backlot-serve.1", "backlot-customer-clean.1", "backlot-order-create.1"] {
        assert!(names.iter().any(|page| page == name), "no {name} in {names:?}");
    }
    let page = fs::read_to_string(man.join("backlot-customer-delete.1")).unwrap();
    assert!(page.contains("goes on when it is run again"), "{page}");
    assert!(!names.iter().any(|name| name.contains("generate")), "{names:?}");
}
