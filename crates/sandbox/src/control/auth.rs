//! What was given to those who signed in, taken back: the access tokens of all, or what one person has.

use std::sync::Arc;

use backlot_store::Root;
use partner_center_model::errors;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Answer, account, encode};
use crate::{refusal::Refusal, sandbox::Inner, world::World};

/// Nothing is said.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Everything {}

/// Counts every access token that was given until now as expired, at every process, so that clients have to refresh.
pub(super) async fn expire_tokens(inner: &Arc<Inner>, _: Everything) -> Answer {
    let expired = inner.change(Root::world(), Vec::new(), move |records, mut world| {
        world.body.tokens_since = next_mark(&mut world.body);
        records.save(&mut world)?;
        Ok(records.wall)
    });
    encode(&json!({ "expired": expired.await? }))
}

/// What is revoked beside refresh tokens and browsers.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Beside {
    /// Access tokens as well, which live on at Azure AD until they expire.
    access_tokens: bool,
}

/// Revokes all that a person was given until now, as an administrator does who suspects that it was stolen.
pub(super) async fn revoke(inner: &Arc<Inner>, tenant: Uuid, person: &str, beside: Beside) -> Answer {
    let person = percent_decode_str(person).decode_utf8_lossy().into_owned();
    let revoked = inner.change(Root::world(), Vec::new(), move |records, mut world| {
        let mut account = account(records, tenant)?;
        let id = Uuid::try_parse(&person).ok();
        let id = id.or_else(|| account.body.user(&person).map(|user| user.object_id));
        let user = account.body.users.iter_mut().find(|user| Some(user.object_id) == id).ok_or_else(|| {
            Refusal::new(errors::NOT_FOUND).explain(format!("nobody of this account is called {person}"))
        })?;
        user.sessions_revoked = Some(records.wall);
        if beside.access_tokens {
            user.tokens_since = next_mark(&mut world.body);
            records.save(&mut world)?;
        }
        let name = user.user_principal_name.clone();
        records.save(&mut account)?;
        Ok((name, records.wall))
    });
    let (name, at) = revoked.await?;
    encode(&json!({ "userPrincipalName": name, "revoked": at, "accessTokens": beside.access_tokens }))
}

/// The count that tokens have which are given from now on.
fn next_mark(world: &mut World) -> u64 {
    world.token_mark += 1;
    world.token_mark
}
