//! A token request with all that its judgement needs, and what comes of it.

use std::sync::Arc;

use backlot_store::{Key, Plan, Root};
use jiff::Timestamp;
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    errors::{self, Denied},
    grants::Granted,
    passwords,
    refresh::{Drawn, RefreshToken},
    request::{Grant, Request},
    sign_in::{code::AuthorizationCode, device::DeviceCode},
};
use crate::{account::Account, records::Records, refusal::Failure, world::World};

/// A token request, with all that its judgement needs beside the records.
pub(super) struct Asked {
    /// The tenant of the account.
    pub(super) account: Uuid,
    /// The tenant as the caller wrote it.
    pub(super) tenant: String,
    pub(super) request: Arc<Request>,
    /// The refresh token that comes along, if one does.
    pub(super) drawn: Drawn,
    pub(super) wall: Timestamp,
}

/// What came of it.
pub(super) struct Judged {
    pub(super) account: Account,
    pub(super) granted: Granted,
    pub(super) refresh_token: Option<SecretString>,
    pub(super) lifetime: u32,
    pub(super) mark: u64,
    /// Of the key that signs.
    pub(super) key_number: u64,
}

impl Asked {
    /// Where what is kept of the secret stands that is shown.
    fn shown(&self) -> Option<Key> {
        match &self.request.grant {
            Grant::ClientCredentials | Grant::Password { .. } => None,
            Grant::Refresh(token) => Some(token.key()),
            Grant::Code { code, .. } => Some(code.key::<AuthorizationCode>()),
            Grant::Device(code) => Some(code.key::<DeviceCode>()),
        }
    }

    /// Where wrong passwords are counted.
    fn counted(&self) -> Option<Key> {
        match &self.request.grant {
            Grant::Password { username, .. } => Some(passwords::place(self.account, username)),
            _ => None,
        }
    }

    /// What the judgement reads.
    pub(super) fn reads(&self) -> Plan {
        self.shown().into_iter().chain(self.counted()).fold(Plan::new().fetch(Account::key(self.account)), Plan::fetch)
    }

    /// What it changes.
    pub(super) fn locks(&self) -> impl Iterator<Item = Root> {
        self.shown().into_iter().chain(self.counted()).map(|key| key.root).chain([self.drawn.key.root.clone()])
    }

    /// Judges the request and keeps its refresh token, in one transaction. It may run more than once.
    pub(super) fn judge(
        &self,
        records: &mut Records<'_, '_>,
        world: &World,
    ) -> Result<Result<Judged, Denied>, Failure> {
        let Some(account) = records.find::<Account>(&Account::key(self.account))? else {
            // A reset came in between.
            return Ok(Err(Denied::new(errors::UNKNOWN_TENANT).argument(&self.tenant)));
        };
        let account = account.body;
        let granted = match &self.request.grant {
            Grant::Refresh(token) => self.refresh(records, &account, &token.key())?,
            Grant::Code { code, .. } => self.redeem_code(records, &account, &code.key::<AuthorizationCode>())?,
            Grant::Device(code) => self.redeem_device(records, &account, &code.key::<DeviceCode>())?,
            Grant::Password { username, password } => self.enter(records, world, &account, (username, password))?,
            Grant::ClientCredentials => self.app(&account),
        };
        let granted = match granted {
            Ok(granted) => granted,
            Err(denied) => return Ok(Err(denied)),
        };
        let renewal = granted.renewal(self.drawn.family, self.wall);
        let refresh_token = renewal.is_some().then(|| self.drawn.token.clone());
        if let Some(record) = renewal {
            records.insert::<RefreshToken>(self.drawn.key.clone(), record, ())?;
        }
        Ok(Ok(Judged {
            account,
            granted,
            refresh_token,
            lifetime: world.settings.auth.token_lifetime,
            mark: world.token_mark,
            key_number: world.key_number,
        }))
    }
}
