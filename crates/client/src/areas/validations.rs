//! Validations: whether an address exists.

use partner_center_model::{address::Address, operation::Nothing, validations::ValidateAddress};

use crate::{fetched::Content, place::Place, prepared::Prepared};

/// What can be validated before it is used.
#[derive(Debug, Clone)]
pub struct Validations(pub(super) Place<Nothing>);

impl Validations {
    /// Says whether an address is valid. One that is not is refused with code 2007, whose description corrects it.
    ///
    /// `POST /v1/validations/address`. Source: `validate-an-address`.
    pub fn address(&self, address: &impl Content<Address>) -> Prepared<ValidateAddress> {
        self.0.send(address)
    }
}
