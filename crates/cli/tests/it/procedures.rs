//! The documented procedures, as `docs/procedures` carries them out with curl alone.

use std::{path::PathBuf, process::Command};

use super::program::Server;

/// Runs a script against a server of its own, and returns what it printed; it must succeed.
#[track_caller]
fn carry_out(server: &Server, script: &str, arguments: &[&str]) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/procedures");
    let output =
        Command::new("sh").arg(folder.join(script)).args(arguments).env("BACKLOT", &server.url).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{script}: {said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The lines of `said` that begin like this.
fn lines<'s>(said: &'s str, start: &str) -> Vec<&'s str> {
    said.lines().filter(|line| line.starts_with(start)).collect()
}

#[test]
fn a_customer_is_deleted_from_a_sandbox_of_each_cloud() {
    let server = Server::start(&["--memory"]);
    for account in ["direct-sandbox", "china-sandbox", "germany-sandbox", "us-government-sandbox"] {
        let said = carry_out(&server, "delete-a-customer.sh", &[account]);
        let deletions = lines(&said, "DELETE ");
        assert_eq!(deletions.len(), 2, "{said}");
        assert!(deletions[0].ends_with("-> 400") && deletions[1].ends_with("-> 204"), "{said}");
        let blockers = lines(&said, "{\"code\":3000");
        assert_eq!(blockers.len(), 1, "{said}");
        assert_eq!(blockers[0].matches("software order ").count(), 2, "{said}");
        assert_eq!(blockers[0].matches("reservation order ").count(), 1, "{said}");
        assert_eq!(lines(&said, "PATCH ").len(), 3, "{said}");
        // Each order is cancelled when it has been read twice.
        assert_eq!(said.lines().filter(|line| line.starts_with("GET ") && line.contains("/orders/")).count(), 6);
        assert!(said.ends_with(&format!("deleted 3 orders and their customer from {account}\n")), "{said}");
    }
}

#[test]
fn a_relationship_is_removed_and_established_again() {
    let server = Server::start(&["--memory"]);
    let said = carry_out(&server, "remove-a-relationship.sh", &[]);
    let patches: Vec<_> = lines(&said, "PATCH ").iter().map(|line| line.rsplit(' ').next().unwrap()).collect();
    assert_eq!(patches, ["403", "400", "200", "200", "200"], "{said}");
    let removed = lines(&said, "{\"Id\":null");
    let page = r#"{"Id":null,"CommerceId":null,"CompanyProfile":null,"BillingProfile":null,"RelationshipToPartner":"none","AllowDelegatedAccess":null,"UserCredentials":null,"CustomDomains":null,"AssociatedPartnerId":null,"Attributes":{"ObjectType":"Customer"}}"#;
    assert_eq!(removed, [page]);
    assert!(said.ends_with("re-established the relationship of direct with Saltmarsh Outfitters\n"), "{said}");
}

#[test]
fn an_order_for_a_customer_of_a_reseller_is_found_by_its_mpn_id() {
    let server = Server::start(&["--memory"]);
    let said = carry_out(&server, "order-for-a-reseller.sh", &[]);
    assert!(said.contains(r#""partnerIdOnRecord":"9000005""#), "{said}");
    assert!(said.trim_end().ends_with("for a customer of Harborlight (9000005)"), "{said}");
}
