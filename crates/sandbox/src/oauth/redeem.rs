//! What was given for one use, used: refresh tokens, authorization codes, device codes.

use backlot_store::Key;
use secrecy::SecretString;

use super::{
    Asked,
    errors::{self, Denied},
    family,
    grants::{self, Granted},
    passwords,
    refresh::RefreshToken,
    sign_in::{
        code::AuthorizationCode,
        device::{DeviceCode, DeviceState},
    },
};
use crate::{account::Account, records::Records, refusal::Failure, world::World};

impl Asked {
    /// Lets an application in.
    pub(super) fn app(&self, account: &Account) -> Result<Granted, Denied> {
        let app = grants::authenticate(account, &self.tenant, &self.request, self.wall)?;
        grants::sign_in(account, &self.tenant, &self.request, app, None)
    }

    /// Lets a person in by a password, once the application has shown that it is the one it says: nobody else is to learn
    /// whether a password is right, or guess it.
    pub(super) fn enter(
        &self,
        records: &mut Records<'_, '_>,
        world: &World,
        account: &Account,
        (login, password): (&str, &SecretString),
    ) -> Result<Result<Granted, Denied>, Failure> {
        let app = match grants::authenticate(account, &self.tenant, &self.request, self.wall) {
            Ok(app) => app,
            Err(denied) => return Ok(Err(denied)),
        };
        let person = || grants::person(account, &self.tenant, login, password, world.token_mark);
        let person = passwords::judge(records, account, login, self.wall, person)?;
        Ok(person.and_then(|person| grants::sign_in(account, &self.tenant, &self.request, app, Some(person))))
    }

    /// Uses a refresh token. One that comes twice is in two hands, and one of them may be the wrong one: all that came of its
    /// sign-in is revoked.
    pub(super) fn refresh(
        &self,
        records: &mut Records<'_, '_>,
        account: &Account,
        key: &Key,
    ) -> Result<Result<Granted, Denied>, Failure> {
        let mut record = records.find::<RefreshToken>(key)?;
        let kept = record.as_ref().map(|record| &record.body);
        let granted = grants::refresh(account, &self.tenant, &self.request, kept, self.wall);
        if let (Ok(_), Some(record)) = (&granted, &mut record) {
            if family::is_revoked(records, record.body.family)? {
                return Ok(Err(Denied::new(errors::REVOKED_GRANT).explain(
                    "What came of this sign-in has been revoked: a code or refresh token of it was used twice.",
                )));
            }
            record.body.used = Some(self.wall);
            records.save(record)?;
        } else if let (Err(denied), Some(record)) = (&granted, &record)
            // Its application has been let in, so whoever sent it had it.
            && denied.kind == errors::REVOKED_GRANT
            && record.body.used.is_some()
        {
            family::revoke(records, self.account, record.body.family, self.wall)?;
        }
        Ok(granted)
    }

    /// Uses an authorization code. One that comes twice is in two hands, and one of them is the wrong one: what came of it
    /// is revoked. Source: RFC 6749, section 4.1.2.
    pub(super) fn redeem_code(
        &self,
        records: &mut Records<'_, '_>,
        account: &Account,
        key: &Key,
    ) -> Result<Result<Granted, Denied>, Failure> {
        let mut record = records.find::<AuthorizationCode>(key)?;
        let kept = record.as_ref().map(|record| &record.body);
        let granted = grants::redeem_code(account, &self.tenant, &self.request, kept, self.wall);
        match (&granted, &mut record) {
            (Ok(_), Some(record)) => {
                record.body.used = Some(self.wall);
                records.save(record)?;
            }
            (Err(denied), Some(record)) if denied.kind == errors::USED_CODE => {
                family::revoke(records, self.account, record.body.family, self.wall)?;
            }
            _ => {}
        }
        Ok(granted)
    }

    /// Tells a device that waits what has come of it, and remembers that it asked.
    pub(super) fn redeem_device(
        &self,
        records: &mut Records<'_, '_>,
        account: &Account,
        key: &Key,
    ) -> Result<Result<Granted, Denied>, Failure> {
        let mut record = records.find::<DeviceCode>(key)?;
        let kept = record.as_ref().map(|record| &record.body);
        let granted = grants::redeem_device(account, &self.tenant, &self.request, kept, self.wall);
        if let Some(record) = &mut record {
            match &granted {
                Ok(_) => record.body.state = DeviceState::Redeemed,
                Err(denied) if denied.kind == errors::PENDING_DEVICE => {
                    record.body.polled = Some(self.wall);
                }
                Err(_) => return Ok(granted),
            }
            records.save(record)?;
        }
        Ok(granted)
    }
}
