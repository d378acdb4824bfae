//! Relationships: who resells for whom, and how a customer is asked to become one.

use serde::{Deserialize, Serialize};

use crate::{
    customers::CustomerPath,
    open_enum,
    operation::Nothing,
    operations,
    resource::{Attributes, Collection},
};

operations! {
    /// Gets the link by which a customer accepts the partner as its reseller.
    GetRelationshipRequest = GET "/v1/customers/relationshiprequests"
        (User, OUTSIDE_US_GOVERNMENT, Nothing) Nothing, Nothing, Nothing => RelationshipRequest,
        "request-reseller-relationship";

    /// Lists the indirect resellers of a customer.
    ListCustomerRelationships = GET "/v1/customers/{customer_id}/relationships"
        (User, GLOBAL, Nothing) CustomerPath, Nothing, Nothing => Collection<PartnerRelationship>,
        "get-indirect-resellers-of-a-customer";

    /// Lists the partners that the account has a relationship of the asked type with.
    ListRelationships = GET "/v1/relationships"
        (User, GLOBAL, Nothing) Nothing, RelationshipsQuery, Nothing => Collection<PartnerRelationship>,
        "retrieve-a-list-of-indirect-resellers";
}

/// Which relationships to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct RelationshipsQuery {
    /// How the account is tied to the partners in the list.
    #[cfg_attr(feature = "schema", schemars(extend("x-required" = true)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship_type: Option<PartnerRelationshipType>,
    /// A [`FieldFilter`](crate::filter::FieldFilter) as JSON. Field: `Name`; operator: `substring`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
}

/// A tie between two partners.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PartnerRelationship {
    /// The tenant id of the other partner: a GUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name of the other partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How the account is tied to the other partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship_type: Option<PartnerRelationshipType>,
    /// How the tie stands: `Active`. The resellers of a customer are answered without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The other partner's id in the Microsoft Partner Network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mpn_id: Option<String>,
    /// The country of the other partner as an ISO 3166-1 alpha-2 code. The resellers of a customer are answered without
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}

open_enum! {
    /// How one partner is tied to another.
    pub enum PartnerRelationshipType {
        /// The account resells for the other, which is an indirect provider.
        IsIndirectResellerOf = "is_indirect_reseller_of" (0),
        /// The account is the indirect provider of the other, which is a reseller.
        IsIndirectCloudSolutionProviderOf = "is_indirect_cloud_solution_provider_of" (1),
    }
}

/// An invitation to become a customer of the partner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct RelationshipRequest {
    /// The page where an administrator of the customer accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What kind of resource this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Attributes>,
}
