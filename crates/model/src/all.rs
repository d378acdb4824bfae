//! Every operation of every area: what routing, the documentation and the coverage tests go through.

use crate::operation::{OperationInfo, Visitor};

macro_rules! areas {
    ($($area:ident),* $(,)?) => {
        /// The areas by name, each with its operations in the order of its table.
        pub const AREAS: &[(&str, &[OperationInfo])] = &[$((stringify!($area), crate::$area::OPERATIONS)),*];

        /// Shows a visitor every operation, with its types.
        pub fn visit(visitor: &mut impl Visitor) {
            $(crate::$area::visit(visitor);)*
        }
    };
}

areas! {
    agreements,
    analytics,
    application_consents,
    audit,
    carts,
    customers,
    devices,
    domains,
    entitlements,
    invoices,
    licenses,
    mfa,
    offers,
    orders,
    product_upgrades,
    products,
    profiles,
    qualifications,
    rate_cards,
    relationships,
    self_serve_policies,
    service_requests,
    subscriptions,
    transfers,
    usage,
    users,
    validations,
    webhooks,
}

/// The operations of all areas.
pub fn operations() -> impl Iterator<Item = &'static OperationInfo> {
    AREAS.iter().flat_map(|(_, operations)| *operations)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, from_value, to_value};

    use super::*;
    use crate::operation::{Method, Operation, Root, Segment};

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
    fn the_placeholders_of_a_path_are_the_fields_of_its_type() {
        struct Check;
        impl Visitor for Check {
            fn visit<O: Operation>(&mut self) {
                let placeholders: Map<String, Value> = O::INFO
                    .segments()
                    .filter_map(|segment| match segment {
                        // A GUID is an id of every kind.
                        Segment::Parameter(name) => {
                            Some((name.to_owned(), "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10".into()))
                        }
                        Segment::Literal(_) => None,
                    })
                    .collect();
                let expected = if placeholders.is_empty() { Value::Null } else { Value::Object(placeholders.clone()) };
                let path: O::Path = from_value(Value::Object(placeholders)).unwrap();
                assert_eq!(to_value(path).unwrap(), expected, "{}", O::INFO.name);
            }
        }
        visit(&mut Check);
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
