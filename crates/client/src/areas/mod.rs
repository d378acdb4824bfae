//! The API, area by area, from a [`Client`] on: `partner.customers().by_id(id).orders().list()`.
//!
//! A collection is a handle, which lists what is in it (`list`), adds to it (`create`) and leads to one thing in it
//! (`by_id`); that one is a handle again (`get`, `patch`, `replace`, `delete`, and the collections below it). Walking costs
//! nothing: a call is sent when what a method returns is awaited.

use partner_center_model::{
    filter::{FieldFilter, FieldFilterOperation},
    operation::Nothing,
};

use crate::{client::Client, place::Place};

pub mod carts;
pub mod country_validation_rules;
pub mod customers;
pub mod domains;
pub mod entitlements;
pub mod inventory;
pub mod offers;
pub mod orders;
pub mod products;
pub mod relationships;
pub mod subscriptions;
pub mod validations;

impl Client {
    /// The rules that addresses, phone numbers and tax ids of a country follow.
    pub fn country_validation_rules(&self) -> country_validation_rules::CountryValidationRules {
        country_validation_rules::CountryValidationRules(self.top())
    }

    /// The customers of the partner.
    pub fn customers(&self) -> customers::Customers {
        customers::Customers(self.top())
    }

    /// The domains of all tenants, whoever's they are.
    pub fn domains(&self) -> domains::Domains {
        domains::Domains(self.top())
    }

    /// What of the catalogue can be had.
    pub fn inventory(&self) -> inventory::Inventory {
        inventory::Inventory(self.top())
    }

    /// The categories of offers.
    pub fn offer_categories(&self) -> offers::OfferCategories {
        offers::OfferCategories(self.top())
    }

    /// The licence-based catalogue.
    pub fn offers(&self) -> offers::Offers {
        offers::Offers(self.top())
    }

    /// The catalogue of software, reservations, Azure plans and what the marketplace sells.
    pub fn products(&self) -> products::Products {
        products::Products(self.top())
    }

    /// The partners that the partner is tied to: its indirect resellers, or its indirect providers.
    pub fn relationships(&self) -> relationships::Relationships {
        relationships::Relationships(self.top())
    }

    /// Whether addresses exist.
    pub fn validations(&self) -> validations::Validations {
        validations::Validations(self.top())
    }

    fn top(&self) -> Place<Nothing> {
        Place::new(self, Nothing {})
    }
}

/// A condition, as lists take it in their query.
fn filter(field: &str, operator: FieldFilterOperation, value: impl Into<String>) -> Option<String> {
    let (field, value) = (Some(field.to_owned()), Some(value.into()));
    // Texts and a name are always JSON.
    serde_json::to_string(&FieldFilter { field, value, operator: Some(operator) }).ok()
}
