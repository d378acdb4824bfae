//! Partner Center's own token endpoint of old, `POST /generatetoken`: an Azure AD token becomes one of Partner Center, which says
//! the same of its bearer and is good for as long.

use std::{borrow::Cow, sync::Arc};

use backlot_store::Plan;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use partner_center_model::errors as documented;
use serde::Serialize;
use serde_json::Value;

use super::{request::Form, resources, tokens};
use crate::{
    account::Account,
    frame,
    ids::Ids,
    records::Records,
    refusal::{Failure, Refusal},
    sandbox::Inner,
    stack::{self, Head},
    world::World,
};

/// The grant.
const GRANT: &str = "jwt_token";

/// What is answered.
#[derive(Serialize)]
pub(super) struct Answer {
    access_token: String,
    token_type: &'static str,
    /// How many seconds are left.
    expires_in: i64,
}

/// Gives a token for the one in the `Authorization` header.
pub(super) async fn generate(inner: &Arc<Inner>, head: &Head, body: &[u8], ids: &Ids) -> Result<Answer, Failure> {
    if !asks(head, body) {
        return Err(Refusal::new(documented::INVALID_INPUT).about("the form must have grant_type=jwt_token").into());
    }
    let wall = inner.wall.now();
    let sent = stack::bearer(&head.headers)?;
    let (identity, keys) = stack::identify(inner, &head.headers, wall).await?;
    let (tenant, known) = (identity.tenant, Arc::clone(&inner.known));
    let look =
        move |records: &mut Records<'_, '_>, world: &World| frame::who(records, &known, world, &identity).map(drop);
    inner.look(Plan::new().fetch(Account::key(tenant)), look).await?;
    let unread = || Failure::Defect("a token that was verified does not read".into());
    let claims = sent.split('.').nth(1).and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok()).ok_or_else(unread)?;
    let mut claims: Value = serde_json::from_slice(&claims).map_err(|_| unread())?;
    let issuer = claims["iss"].as_str().unwrap_or_default();
    claims["aud"] = resources::partner_center_of(issuer, tenant).ok_or_else(unread)?.into();
    claims["uti"] = URL_SAFE_NO_PAD.encode(ids.nonce).into();
    let expires_in = claims["exp"].as_i64().ok_or_else(unread)?.saturating_sub(wall.as_second()).max(0);
    Ok(Answer { access_token: tokens::signed(keys.key(), &claims)?, token_type: "bearer", expires_in })
}

/// Whether the one grant is asked for that there is: in a form, or as the one text of JSON that clients send which others have
/// generated from the service's own description.
fn asks(head: &Head, body: &[u8]) -> bool {
    let form = Form::read(&head.headers, body).ok();
    let text = serde_json::from_slice::<Cow<'_, str>>(body).ok();
    form.as_ref().and_then(|form| form.get("grant_type")).or(text.as_deref()) == Some(GRANT)
}
