//! What was given to those who signed in, taken back: the access tokens of all, or what one person has; and another key for
//! what is given from now on.

use std::sync::Arc;

use backlot_store::Root;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use partner_center_model::errors;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Answer, ControlError, account, encode};
use crate::{
    limits::KEYS_BEFORE,
    oauth::{SigningKey, current},
    refusal::{Failure, Refusal},
    sandbox::Inner,
    vault::Within,
};

/// How much longer a key is good than the last of its tokens, as far as the clocks of processes may differ.
const LATE: SignedDuration = SignedDuration::from_mins(1);

/// Nothing is said.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Everything {}

/// Counts every access token that was given until now as expired, at every process, so that clients have to refresh.
pub(super) async fn expire_tokens(inner: &Arc<Inner>, _: Everything) -> Answer {
    let expired = inner.change(Root::world(), Vec::new(), move |records, mut world| {
        world.body.tokens_since = world.body.next_mark();
        records.save(&mut world)?;
        Ok(records.wall)
    });
    encode(&json!({ "expired": expired.await? }))
}

/// What becomes of the tokens that the key has signed.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Rotation {
    /// None of them is good any more. Otherwise each is until it expires, as at Azure AD.
    forget: bool,
}

/// Has a new key sign tokens, at every process.
pub(super) async fn rotate_key(inner: &Arc<Inner>, rotation: Rotation) -> Answer {
    let own = Arc::clone(inner);
    // Once begun it comes to its end, also where whoever asked for it has gone.
    let rotated = tokio::spawn(async move { rotate(&own, rotation).await }).await;
    rotated.map_err(|error| Failure::Defect(error.to_string()))?
}

async fn rotate(inner: &Arc<Inner>, rotation: Rotation) -> Answer {
    let _turn = inner.keys.turn().await;
    let made = tokio::task::spawn_blocking(SigningKey::generate).await;
    let key = made.map_err(|error| Failure::Defect(error.to_string()))?.map_err(Failure::from)?;
    let (known, within) = (inner.newest_keys().await?, Within::of(&inner.store));
    let rotated = inner.change(Root::world(), Vec::new(), move |records, mut world| {
        let wall = records.wall;
        // Another process may have rotated it meanwhile, if there can be one.
        let kept = if within.is_shared() { current::kept(records, &within)? } else { None };
        let kept = kept.filter(|kept| known.number() < kept.number());
        let before = kept.as_ref().unwrap_or(&known);
        if !rotation.forget && before.before(wall).count() >= KEYS_BEFORE {
            return Ok(None);
        }
        let until = wall.saturating_add(SignedDuration::from_secs(world.body.longest_lifetime().into()) + LATE);
        let ring = before.rotated(key.clone(), until.unwrap_or(Timestamp::MAX), rotation.forget, wall);
        current::keep(records, &within, &ring)?;
        world.body.key_number = ring.number();
        if rotation.forget {
            world.body.keys_since = ring.number();
        }
        records.save(&mut world)?;
        Ok(Some((Arc::new(ring), wall)))
    });
    let (ring, wall) = rotated.await?.ok_or_else(|| {
        let why = format!(
            "the tokens of {KEYS_BEFORE} keys before this one may still be good; wait until some have expired, or send {{\"forget\":true}}"
        );
        ControlError::new(StatusCode::CONFLICT, why)
    })?;
    inner.keys.follow(Arc::clone(&ring));
    let before: Vec<_> = ring.before(wall).map(|(key, until)| json!({ "kid": key.id(), "until": until })).collect();
    encode(&json!({ "kid": ring.key().id(), "before": before }))
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
        user.sessions_since = world.body.next_mark();
        if beside.access_tokens {
            user.tokens_since = user.sessions_since;
        }
        let name = user.user_principal_name.clone();
        records.save(&mut account)?;
        records.save(&mut world)?;
        Ok((name, records.wall))
    });
    let (name, at) = revoked.await?;
    encode(&json!({ "userPrincipalName": name, "revoked": at, "accessTokens": beside.access_tokens }))
}
