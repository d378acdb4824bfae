//! Every operation of every area: what routing, the documentation and the coverage tests go through.

use crate::operation::OperationInfo;

/// The areas by name, each with its operations in the order of its table.
pub const AREAS: &[(&str, &[OperationInfo])] = &[
    ("agreements", crate::agreements::OPERATIONS),
    ("analytics", crate::analytics::OPERATIONS),
    ("application_consents", crate::application_consents::OPERATIONS),
    ("audit", crate::audit::OPERATIONS),
    ("carts", crate::carts::OPERATIONS),
    ("customers", crate::customers::OPERATIONS),
    ("devices", crate::devices::OPERATIONS),
    ("domains", crate::domains::OPERATIONS),
    ("entitlements", crate::entitlements::OPERATIONS),
    ("invoices", crate::invoices::OPERATIONS),
    ("licenses", crate::licenses::OPERATIONS),
    ("mfa", crate::mfa::OPERATIONS),
    ("offers", crate::offers::OPERATIONS),
    ("orders", crate::orders::OPERATIONS),
    ("product_upgrades", crate::product_upgrades::OPERATIONS),
    ("products", crate::products::OPERATIONS),
    ("profiles", crate::profiles::OPERATIONS),
    ("qualifications", crate::qualifications::OPERATIONS),
    ("rate_cards", crate::rate_cards::OPERATIONS),
    ("relationships", crate::relationships::OPERATIONS),
    ("self_serve_policies", crate::self_serve_policies::OPERATIONS),
    ("service_requests", crate::service_requests::OPERATIONS),
    ("subscriptions", crate::subscriptions::OPERATIONS),
    ("transfers", crate::transfers::OPERATIONS),
    ("usage", crate::usage::OPERATIONS),
    ("users", crate::users::OPERATIONS),
    ("validations", crate::validations::OPERATIONS),
    ("webhooks", crate::webhooks::OPERATIONS),
];

/// The operations of all areas.
pub fn operations() -> impl Iterator<Item = &'static OperationInfo> {
    AREAS.iter().flat_map(|(_, operations)| *operations)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::operation::{Method, Root, Segment};

    /// The shape by which two operations would be the same to routing.
    fn shape(operation: &OperationInfo) -> String {
        let segments = operation.segments().map(|segment| match segment {
            Segment::Literal(literal) => format!("/{}", literal.to_ascii_lowercase()),
            Segment::Parameter(_) => "/{}".to_owned(),
        });
        format!("{} {}", operation.method.as_str(), segments.collect::<String>())
    }

    #[test]
    fn no_two_operations_share_a_method_and_a_path() {
        let mut shapes = BTreeMap::new();
        for operation in operations() {
            let other = shapes.insert(shape(operation), operation.name);
            assert_eq!(other, None, "{} and {} are the same to routing", operation.name, other.unwrap_or_default());
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names = BTreeMap::new();
        for (area, operations) in AREAS {
            for operation in *operations {
                assert_eq!(names.insert(operation.name, area), None, "{} is there twice", operation.name);
            }
        }
    }

    #[test]
    fn a_placeholder_stands_for_one_kind_of_thing() {
        // GET /v1/customers/{customer_id} and PATCH /v1/customers/{id} would give routing two names for one segment.
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for operation in operations() {
            let mut prefix = String::new();
            for segment in operation.segments() {
                match segment {
                    Segment::Literal(literal) => prefix.extend(["/", &literal.to_ascii_lowercase()]),
                    Segment::Parameter(name) => {
                        let known = *names.entry(prefix.clone()).or_insert(name);
                        assert_eq!(known, name, "{prefix}/{{{name}}} of {}", operation.name);
                        prefix.push_str("/{}");
                    }
                }
            }
        }
    }

    #[test]
    fn an_operation_that_locks_a_customer_has_one_in_its_path() {
        for operation in operations() {
            let customer = operation.segments().any(|segment| segment == Segment::Parameter("customer_id"));
            if matches!(operation.root, Root::Customer | Root::Tie) {
                assert!(customer, "{} has no {{customer_id}}", operation.name);
            }
            if matches!(operation.method, Method::GET | Method::HEAD) {
                assert_eq!(operation.root, Root::Nothing, "{} reads", operation.name);
            } else if customer {
                assert!(matches!(operation.root, Root::Customer | Root::Tie), "{} writes", operation.name);
            }
        }
    }
}
