//! The customers of a world file.

use super::{account, problem};

const ADDRESS: &str = r#"address = { firstName = "A", lastName = "B", addressLine1 = "1 Road", city = "Portland", state = "OR", postalCode = "97205" }"#;

/// A customer, to which `more` is added.
fn customer(number: u32, name: &str, more: &str) -> String {
    format!(
        "[[accounts.customers]]\nid = \"00000000-0000-4000-8000-0000000003{number:02}\"\ndomain = \"{name}.example\"\n\
         companyName = \"{name}\"\n{ADDRESS}\n{more}\n"
    )
}

/// A world of one sandbox account with these customers.
fn world(customers: &str) -> String {
    account("one", 1, "direct_bill", "sandbox", customers)
}

fn order(more: &str, line: &str) -> String {
    format!("[[accounts.customers.orders]]\n{more}\nlines = [{{ {line} }}]")
}

const SEAT: &str = "offer = \"91FD106F-4B2C-4938-95AC-F54F74E9A239\"";

#[test]
fn customers_and_their_orders_read() {
    let orders = [
        order("placed = \"3 days ago\"\nstatus = \"completed\"", SEAT),
        order("", "offer = \"A:B:C\", family = \"software\", name = \"Tool\", quantity = 2"),
    ];
    assert_eq!(problem(&world(&customer(1, "one", &orders.join("\n")))), "no problem");
}

#[test]
fn what_contradicts_itself_is_named_with_its_line() {
    let place = "the world, line 12: account \"one\", customer \"a\": ";
    let of = |more: &str| problem(&world(&customer(1, "a", more)));
    let said = |more: &str, complaint: &str| {
        let problem = of(more);
        assert!(problem.starts_with("the world, line ") && problem.contains(complaint), "{problem}");
    };
    assert!(of("reseller = \"none\"").starts_with(&format!("{place}reseller: there is no account \"none\"")));
    said("reseller = \"one\"", "reseller: \"one\" is no reseller of account \"one\"");
    said("colour = 1", "unknown field `colour`");
    said(&order("status = \"shipped\"", SEAT), "order: status: shipped is none of pending, completed, cancelled");
    said(&order("placed = \"soon\"", SEAT), "placed: invalid value: string \"soon\", expected a time such as");
    said(&order("billingCycle = \"weekly\"", SEAT), "billingCycle: weekly is none of ");
    let status = format!("{SEAT}, subscription = {{ status = \"asleep\" }}");
    said(&order("", &status), "lines[].subscription.status: asleep is none of active, suspended, deleted");
    let partner = format!("{SEAT}, partnerIdOnRecord = \"77\"");
    said(&order("", &partner), "lines[].partnerIdOnRecord: no reseller of account \"one\" has the MPN id 77");
    let plan = |count: u32| {
        format!(
            "offer = \"A:B:C\", family = \"azure_plan\", name = \"Plan\", subscription = {{ azureSubscriptions = {count} }}"
        )
    };
    said(&order("", &plan(4)), "lines[].subscription.azureSubscriptions: 4 are more than the 3");
    said(&order("", &plan(u32::MAX)), "lines[].subscription.azureSubscriptions: 4294967295 are more than the 3");
    let production =
        |count| problem(&account("one", 1, "direct_bill", "production", &customer(1, "a", &order("", &plan(count)))));
    assert_eq!(production(500), "no problem");
    assert!(production(501).contains("501 are more than the 500"), "{}", production(501));
    let id = format!("{SEAT}, subscription = {{ id = \"00000000-0000-4000-8000-000000000401\" }}");
    said(
        &[order("", &id), order("", &id)].join("\n"),
        "subscription 00000000-0000-4000-8000-000000000401 occurs twice",
    );
    let id = "id = \"00000000-0000-4000-8000-000000000501\"";
    said(&[order(id, SEAT), order(id, SEAT)].join("\n"), "order 00000000-0000-4000-8000-000000000501 occurs twice");
    let twice = world(&(customer(1, "a", "") + &customer(1, "b", "")));
    assert!(problem(&twice).contains("customer \"b\": id: 00000000-0000-4000-8000-000000000301 occurs twice"));
    let partner = world(&customer(1, "a", "")).replace("0000000301", "0000000101");
    assert!(problem(&partner).contains("id: this is the tenant of a partner account"));
    let country = world(&customer(1, "a", "")).replace("address = {", "address = { country = \"Atlantis\",");
    assert!(problem(&country).contains("address.country: there is no country \"Atlantis\""));
}

#[test]
fn a_customer_s_reseller_is_one_of_the_provider_s() {
    let world = |reseller: &str| {
        let customers = format!("partners = [\"other\"]\n{}", customer(1, "a", &format!("reseller = \"{reseller}\"")));
        account("provider", 1, "indirect_provider", "production", &customers)
            + &account("other", 2, "indirect_reseller", "production", "")
            + &account("third", 3, "indirect_reseller", "production", "")
    };
    assert_eq!(problem(&world("other")), "no problem");
    assert!(problem(&world("third")).contains("reseller: \"third\" is no reseller of account \"provider\""));
}

mod planting {
    //! What the areas refuse when the world is planted.

    use crate::{Place, Sandbox, seed::WorldFile};

    use super::{SEAT, account, customer, order, world};

    fn refused(text: &str) -> String {
        let file = WorldFile::parse(text).expect("it reads");
        match Sandbox::builder(Place::Temporary).world(file).open() {
            Ok(_) => "no problem".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_an_area_refuses_is_named_with_its_line() {
        let domains = world(&(customer(1, "a", "") + &customer(2, "a", "")));
        assert!(refused(&domains).contains("line 18: account \"one\", customer \"a\": "), "{}", refused(&domains));
        let offer = world(&customer(1, "a", &order("", "offer = \"A:B:C\"")));
        assert_eq!(
            refused(&offer),
            "the world, line 17: account \"one\", customer \"a\", order: A:B:C: an item of the catalogue needs a family"
        );
        let address = customer(1, "a", "").replace("97205", "10001");
        let production = account("one", 1, "direct_bill", "production", &address);
        assert!(refused(&production).contains("address: production takes none that does not check"));
        let seat = customer(1, "a", &order("", SEAT));
        assert_eq!(refused(&world(&seat)), "no problem");
    }
}
