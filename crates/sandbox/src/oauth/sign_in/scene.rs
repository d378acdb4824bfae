//! Who is there: what a sign-in is for, and who has signed in in the browser that asks.

use backlot_store::{Key, Plan};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Visit,
    bearer::Shown,
    consent,
    goal::{self, Fault, Goal, Prompt},
    progress::{Ask, Stage},
    session::BrowserSession,
};
use crate::{
    account::{Account, User},
    oauth::{
        errors::{self, Denied},
        unavailable,
    },
    records::Records,
    refusal::Failure,
    world::World,
};

/// Somebody who has signed in in this browser.
#[derive(Debug, Clone)]
pub(super) struct Present {
    pub(super) user: User,
    /// The world's `token_mark` when they did.
    pub(super) mark: u64,
    /// Whether they have allowed the application all that it asks for.
    pub(super) consented: bool,
}

/// What a sign-in is for, and who is there.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) goal: Goal,
    pub(super) people: Vec<Present>,
}

/// What happens first.
#[derive(Debug)]
pub(super) enum First {
    Ask(Stage),
    /// This person goes on without signing in again.
    Go(Present),
    Refuse(Denied),
}

impl Visit<'_> {
    /// The scene, as things are now.
    pub(super) async fn scene(&self, ask: &Ask) -> Result<Scene, Fault> {
        let (ask, shown, wall) = (ask.clone(), self.browser.sessions(), self.trace.at);
        let look = move |records: &mut Records<'_, '_>, _: &World| {
            let goal = match goal::judge(records, &ask, wall)? {
                Ok(goal) => goal,
                Err(fault) => return Ok(Err(fault)),
            };
            let people = people(records, &goal, &shown, wall)?;
            Ok(Ok(Scene { goal, people }))
        };
        self.inner.look(Plan::new().more(), look).await.map_err(|failure| unavailable(&failure))?
    }
}

/// Those who have signed in in this browser and belong to the tenant, the last one first.
fn people(
    records: &mut Records<'_, '_>,
    goal: &Goal,
    shown: &[Shown],
    wall: Timestamp,
) -> Result<Vec<Present>, Failure> {
    let mut people: Vec<Present> = Vec::new();
    let tenant = goal.account.tenant_id;
    for shown in shown.iter().filter(|shown| shown.tenant == tenant) {
        let Some(session) = records.find::<BrowserSession>(&shown.key::<BrowserSession>())? else { continue };
        if session.body.has_ended(wall) || people.iter().any(|known| known.user.object_id == session.body.user) {
            continue;
        }
        let known = user(&goal.account, session.body.user).filter(|user| !user.has_lost(session.body.mark));
        let Some(user) = known else { continue };
        let consented = consent::covers(records, &goal.consent_of(user), &goal.scopes)?;
        people.push(Present { user: user.clone(), mark: session.body.mark, consented });
    }
    Ok(people)
}

pub(super) fn user(account: &Account, id: Uuid) -> Option<&User> {
    account.users.iter().find(|user| user.object_id == id)
}

impl Goal {
    /// Where it stands what this person has allowed the application.
    pub(super) fn consent_of(&self, user: &User) -> Key {
        consent::place(self.account.tenant_id, user.object_id, self.app.client_id)
    }
}

impl Scene {
    /// What happens first.
    pub(super) fn first(&self) -> First {
        let hint = self.goal.hint.as_deref();
        let hinted = hint.map(|hint| goal::named(&self.people, hint));
        match (self.goal.prompt, hinted, &self.people[..]) {
            (Prompt::Nothing, Some(Some(one)), _) | (Prompt::Nothing, None, [one]) => {
                if one.consented {
                    First::Go(one.clone())
                } else {
                    let app = self.goal.app.client_id.to_string();
                    First::Refuse(Denied::new(errors::NO_CONSENT).argument(app))
                }
            }
            (Prompt::Nothing, None, [_, _, ..]) => First::Refuse(Denied::new(errors::MANY_SESSIONS)),
            (Prompt::Nothing, ..) => First::Refuse(Denied::new(errors::NO_SESSION)),
            (Prompt::SelectAccount, _, [_, ..]) => First::Ask(Stage::Account),
            (Prompt::IfNeeded | Prompt::Consent, Some(Some(one)), _)
            | (Prompt::IfNeeded | Prompt::Consent, None, [one]) => First::Go(one.clone()),
            (Prompt::IfNeeded | Prompt::Consent, None, [_, _, ..]) => First::Ask(Stage::Account),
            _ => First::Ask(match hint.filter(|hint| hint.contains('@')) {
                Some(hint) => Stage::Password { login: hint.to_owned() },
                None => Stage::Name,
            }),
        }
    }
}
