//! The types against the documented tables of properties.

use std::{cell::Cell, collections::BTreeSet};

use partner_center_model::{
    address::Address, customers, entitlements, offers, orders, products, relationships, subscriptions, validations,
};
use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor, value::Error as Refusal},
    forward_to_deserialize_any,
};

use crate::published::{array, read, text};

/// Properties of the tables that the types do not have, each with its reason.
const LEFT_OUT: &[&str] = &[
    // The example prints neither, and the .NET client reads neither.
    "CountryInformation extensiondata",
    "CountryInformation iso3code",
    // The examples and the clients say `expiresAt`.
    "RefundOption expiresafter",
    // A collection has pages, one subscription or offer has none.
    "OfferLinks next",
    "OfferLinks previous",
    // The examples have the product itself where the table has the links of links.
    "ProductLinks links",
    "SubscriptionLinks next",
    "SubscriptionLinks previous",
];

/// A deserializer that notes which fields a type asks for.
struct Fields<'a>(&'a Cell<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Refusal;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refusal> {
        self.0.set(fields);
        Err(Refusal::custom("the fields are all that is wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refusal> {
        Err(Refusal::custom("not a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let noted = Cell::new(&[][..]);
    assert!(T::deserialize(Fields(&noted)).is_err());
    noted.get()
}

#[test]
fn the_documented_properties_are_fields() {
    let types = [
        ("Address", fields::<Address>()),
        ("Customer", fields::<customers::Customer>()),
        ("CustomerCompanyProfile", fields::<customers::CustomerCompanyProfile>()),
        ("CustomerBillingProfile", fields::<customers::CustomerBillingProfile>()),
        ("UserCredentials", fields::<customers::UserCredentials>()),
        ("CountryInformation", fields::<validations::CountryInformation>()),
        ("PartnerRelationship", fields::<relationships::PartnerRelationship>()),
        ("RelationshipRequest", fields::<relationships::RelationshipRequest>()),
        ("Order", fields::<orders::Order>()),
        ("OrderLineItem", fields::<orders::OrderLineItem>()),
        ("OrderLinks", fields::<orders::OrderLinks>()),
        ("OrderLineItemLinks", fields::<orders::OrderLineItemLinks>()),
        ("RenewsTo", fields::<orders::RenewsTo>()),
        ("OrderLineItemProvisioningStatus", fields::<orders::OrderLineItemProvisioningStatus>()),
        ("QuantityProvisioningStatus", fields::<orders::QuantityProvisioningStatus>()),
        ("Subscription", fields::<subscriptions::Subscription>()),
        ("SubscriptionLinks", fields::<subscriptions::SubscriptionLinks>()),
        ("RefundOption", fields::<subscriptions::RefundOption>()),
        ("Entitlement", fields::<entitlements::Entitlement>()),
        ("ReferenceOrder", fields::<entitlements::ReferenceOrder>()),
        ("QuantityDetail", fields::<entitlements::QuantityDetail>()),
        ("Artifact", fields::<entitlements::Artifact>()),
        ("ReservedInstanceArtifact", fields::<entitlements::Artifact>()),
        ("ReservedInstanceArtifactDetails", fields::<entitlements::ReservedInstanceArtifactDetails>()),
        ("Reservation", fields::<entitlements::Reservation>()),
        ("VirtualMachineReservedInstanceArtifact", fields::<entitlements::Artifact>()),
        (
            "VirtualMachineReservedInstanceArtifactDetails",
            fields::<entitlements::VirtualMachineReservedInstanceArtifactDetails>(),
        ),
        ("VirtualMachineReservation", fields::<entitlements::Reservation>()),
        ("Offer", fields::<offers::Offer>()),
        ("OfferCategory", fields::<offers::OfferCategory>()),
        ("OfferLinks", fields::<offers::OfferLinks>()),
        ("OfferProduct", fields::<offers::OfferProduct>()),
        ("Product", fields::<products::Product>()),
        ("ItemType", fields::<products::ItemType>()),
        ("ProductLinks", fields::<products::ProductLinks>()),
        ("Sku", fields::<products::Sku>()),
        ("Availability", fields::<products::Availability>()),
        ("Term", fields::<products::Term>()),
        ("InventoryCheckRequest", fields::<products::InventoryCheckRequest>()),
        ("InventoryItem", fields::<products::InventoryItem>()),
        ("InventoryRestriction", fields::<products::InventoryRestriction>()),
    ];
    let Some(resources) = read("resources.json") else { return };
    let mut left_out = BTreeSet::new();
    for (name, fields) in types {
        // Another table of the same name, that of a cart's `RenewsTo`, has the same properties.
        let resource = array(&resources).iter().find(|resource| text(resource, "resource") == name).unwrap();
        for property in array(&resource["properties"]) {
            let property = text(property, "name").to_ascii_lowercase();
            if !fields.iter().any(|field| field.eq_ignore_ascii_case(&property)) {
                left_out.insert(format!("{name} {property}"));
            }
        }
    }
    assert_eq!(left_out, LEFT_OUT.iter().map(|property| (*property).to_owned()).collect());
}
