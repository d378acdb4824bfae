//! Relationships: who resells for whom.

use partner_center_model::{
    customers::CustomerPath,
    filter::FieldFilterOperation,
    operation::Nothing,
    relationships::{ListCustomerRelationships, ListRelationships, PartnerRelationshipType, RelationshipsQuery},
};

use super::filter;
use crate::{list::List, place::Place};

/// The partners that the partner is tied to.
#[derive(Debug, Clone)]
pub struct Relationships(pub(super) Place<Nothing>);

impl Relationships {
    /// Lists the partners that the partner is tied to in this way: an indirect provider's resellers by
    /// `IsIndirectCloudSolutionProviderOf`, a reseller's providers by `IsIndirectResellerOf`.
    ///
    /// `GET /v1/relationships`. Source: `retrieve-a-list-of-indirect-resellers`.
    pub fn list(&self, relationship_type: PartnerRelationshipType) -> List<ListRelationships> {
        let relationship_type = Some(relationship_type);
        self.0.list().query(RelationshipsQuery { relationship_type, ..RelationshipsQuery::default() })
    }

    /// Lists those of them whose name has this in it, in whatever casing.
    ///
    /// `GET /v1/relationships`. Source: `retrieve-a-list-of-indirect-resellers`.
    pub fn named(
        &self,
        relationship_type: PartnerRelationshipType,
        part: impl Into<String>,
    ) -> List<ListRelationships> {
        let filter = filter("Name", FieldFilterOperation::Substring, part);
        let relationship_type = Some(relationship_type);
        self.0.list().query(RelationshipsQuery { relationship_type, filter })
    }
}

/// The indirect resellers of a customer.
#[derive(Debug, Clone)]
pub struct CustomerRelationships(pub(super) Place<CustomerPath>);

impl CustomerRelationships {
    /// Lists them.
    ///
    /// `GET /v1/customers/{customer_id}/relationships`. Source: `get-indirect-resellers-of-a-customer`.
    pub fn list(&self) -> List<ListCustomerRelationships> {
        self.0.list()
    }
}
