//! How far a sign-in has come: a field of each form, sealed, and good in the browser alone that it was shown in.
//!
//! So any process can take the next step, nobody can leave one out, and no other site can post a form.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::browser::Browser;
use crate::oauth::{
    errors::{self, Denied},
    keys::SigningKey,
    request::Version,
    ring::Ring,
};

/// How long a sign-in may take, in real time.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What seals of such fields are for.
const PURPOSE: &str = "sign-in";

/// How far a sign-in has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) ask: Ask,
    pub(super) stage: Stage,
    until: Timestamp,
}

/// What was asked for first. It is judged again at each step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Ask {
    /// A code, by this query at the endpoint of this tenant.
    Code { version: Version, tenant: String, query: String },
    /// To enter the code that a device shows.
    EnterDevice,
    /// To sign in a device, by the code that it shows.
    Device { user_code: String },
}

/// What the form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    UserCode,
    Account,
    Name,
    Password {
        login: String,
    },
    /// The password of this person was right, at this `token_mark` of the world.
    SecondFactor {
        user: Uuid,
        mark: u64,
    },
    Consent {
        user: Uuid,
    },
}

impl Progress {
    pub(super) fn begin(ask: Ask, stage: Stage, wall: Timestamp) -> Self {
        Self { ask, stage, until: wall.saturating_add(PATIENCE).unwrap_or(Timestamp::MAX) }
    }

    /// The same sign-in, one step on.
    pub(super) fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }

    /// The field.
    pub(super) fn seal(&self, key: &SigningKey, browser: &Browser) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let seal = key.chance(&[0; 16]).seal(PURPOSE, &bound(&text, browser));
        format!("{}.{}", URL_SAFE_NO_PAD.encode(text), URL_SAFE_NO_PAD.encode(seal))
    }

    /// Reads a field that this browser was given not long ago.
    pub(super) fn open(field: Option<&str>, keys: &Ring, browser: &Browser, wall: Timestamp) -> Result<Self, Denied> {
        let read = || {
            let (text, seal) = field?.split_once('.')?;
            let (text, seal) = (URL_SAFE_NO_PAD.decode(text).ok()?, URL_SAFE_NO_PAD.decode(seal).ok()?);
            let bound = bound(&text, browser);
            let is_sealed = |key: &SigningKey| key.chance(&[0; 16]).is_sealed(PURPOSE, &bound, &seal);
            let genuine = seal.len() == 32 && keys.good(wall).any(|(_, key)| is_sealed(key));
            let progress: Self = serde_json::from_slice(&text).ok().filter(|_| genuine)?;
            (wall < progress.until).then_some(progress)
        };
        read().ok_or_else(|| {
            Denied::new(errors::STALE_FORM)
                .explain("This page is older than 15 minutes, or was made for another browser. Begin anew.")
        })
    }
}

fn bound(text: &[u8], browser: &Browser) -> Vec<u8> {
    [text, &[0], browser.id.as_bytes()].concat()
}
