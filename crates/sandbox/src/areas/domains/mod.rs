//! Domains: whether one is taken, and domains that customers have besides their initial one.

mod name;
#[cfg(test)]
mod tests;
mod verified;

use http::StatusCode;
use partner_center_model::{
    domains::{AddVerifiedDomain, CheckDomain},
    operation::Nothing,
};

pub(crate) use self::name::{flaw, fold, is_taken};
use crate::{
    context::{Answer, Call, Cx, Outcome},
    refusal::Refusal,
    serve::{Handler, handler},
};

/// The handlers of this area.
pub(crate) fn handlers() -> Vec<Handler> {
    vec![handler::<CheckDomain>(check), handler::<AddVerifiedDomain>(verified::add)]
}

/// 200 where the domain belongs to a tenant, 404 where it is free. Source: `verify-domain-availability`.
fn check(cx: &mut Cx<'_, '_>, call: Call<CheckDomain>) -> Outcome<Nothing> {
    let domain = call.path.domain;
    if let Some(flaw) = flaw(&domain) {
        return Err(Refusal::invalid("domain", flaw).into());
    }
    let (cloud, environment) = (cx.account.cloud, cx.account.environment);
    let taken = is_taken(cx, cloud, environment, &domain)?;
    Ok(Answer::empty(if taken { StatusCode::OK } else { StatusCode::NOT_FOUND }))
}
