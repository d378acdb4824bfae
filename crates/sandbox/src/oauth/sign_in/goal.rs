//! What a sign-in is for: a request for a code, or a device that waits, judged by what is registered.

use backlot_store::Key;
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    back::{Back, Mode},
    device::{self, DeviceCode, DeviceState},
    pkce::Challenge,
    progress::Ask,
    redirect,
    scene::Present,
    wish::Wish,
};
use crate::{
    account::{Account, App},
    limits::LONGEST_SIGN_IN,
    oauth::{
        directory,
        errors::{self, Denied, Kind},
        request::{Form, Version},
    },
    records::Records,
    refusal::Failure,
};

/// What a sign-in is for.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    pub(super) account: Account,
    pub(super) app: App,
    pub(super) wish: Wish,
    /// What the person is asked to consent to.
    pub(super) scopes: Vec<String>,
    pub(super) prompt: Prompt,
    /// Who is expected to sign in.
    pub(super) hint: Option<String>,
    pub(super) end: End,
}

/// What the person is asked, whatever is known already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    Nothing,
    IfNeeded,
    Login,
    Consent,
    SelectAccount,
}

/// What comes of it.
#[derive(Debug, Clone)]
pub(super) enum End {
    /// A code goes back to the application.
    Code { back: Back, nonce: Option<String>, challenge: Option<Challenge> },
    /// The device that waits gets its tokens.
    Device { key: Key, user_code: String },
}

/// Why there is no sign-in, and whether the application is told so or the person.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) denied: Denied,
    pub(super) back: Option<Back>,
}

impl From<Denied> for Fault {
    fn from(denied: Denied) -> Self {
        Self { denied, back: None }
    }
}

impl Goal {
    /// The application, as people see it.
    pub(super) fn app_name(&self) -> String {
        format!("the application {} of {}", self.app.client_id, self.account.company_name)
    }

    /// What forms on the way may lead to, beside this server.
    pub(super) fn leads_to(&self) -> String {
        match &self.end {
            End::Code { back, .. } => back.leads_to(),
            End::Device { .. } => String::new(),
        }
    }

    /// A refusal that the application is told of.
    pub(super) fn fault(&self, denied: Denied) -> Fault {
        let back = match &self.end {
            End::Code { back, .. } => Some(back.clone()),
            End::Device { .. } => None,
        };
        Fault { denied, back }
    }
}

/// What this asks for, as things are now. It may run more than once.
pub(super) fn judge(records: &mut Records<'_, '_>, ask: &Ask, wall: Timestamp) -> Result<Result<Goal, Fault>, Failure> {
    match ask {
        Ask::Code { version, tenant, query } => code(records, *version, tenant, query),
        Ask::Device { user_code } => device(records, user_code, wall),
        Ask::EnterDevice => Ok(Err(Denied::new(errors::STALE_FORM).into())),
    }
}

fn code(
    records: &mut Records<'_, '_>,
    version: Version,
    tenant: &str,
    query: &str,
) -> Result<Result<Goal, Fault>, Failure> {
    let denied = |denied: Denied| Ok(Err(Fault::from(denied)));
    if query.len() > LONGEST_SIGN_IN {
        let why = format!("The request for a code is longer than {LONGEST_SIGN_IN} bytes.");
        return denied(Denied::new(errors::MALFORMED).explain(why));
    }
    let form = match Form::parse(query) {
        Ok(form) => form,
        Err(why) => return denied(why),
    };
    let client_id = match form.need("client_id") {
        Ok(client_id) => client_id.trim(),
        Err(why) => return denied(why),
    };
    // First who asks and where it wants people back: until both are known to be true, nobody is sent anywhere.
    let (account, app) = match directory::application(records, tenant, client_id)? {
        Ok(found) => found,
        Err(why) => return denied(why),
    };
    let redirect_uri = match registered(&app, form.get("redirect_uri")) {
        Ok(redirect_uri) => redirect_uri,
        Err(why) => return denied(why),
    };
    Ok(ask(account, app, version, tenant, &form, redirect_uri))
}

/// The redirect URI, if the application has registered it.
fn registered(app: &App, sent: Option<&str>) -> Result<String, Denied> {
    let sent = sent.ok_or_else(|| {
        Denied::new(errors::NO_REPLY_ADDRESS)
            .explain("Send redirect_uri, one of those that the application has registered.")
    })?;
    if app.redirect_uris.is_empty() {
        return Err(Denied::new(errors::NO_REGISTERED_ADDRESS)
            .explain("The world file gives this application no redirectUris; see docs/SIGN-IN.md."));
    }
    if !redirect::is_registered(&app.redirect_uris, sent) {
        return Err(Denied::new(errors::UNREGISTERED_ADDRESS).argument(sent).argument(app.client_id.to_string()));
    }
    Ok(sent.to_owned())
}

/// The rest of a request for a code; what is wrong with it is told to the application.
fn ask(
    account: Account,
    app: App,
    version: Version,
    tenant: &str,
    form: &Form,
    redirect_uri: String,
) -> Result<Goal, Fault> {
    let mode = form.get("response_mode").map_or(Some(Mode::Query), Mode::read);
    let state = form.get("state").map(str::to_owned);
    let back = Back { redirect_uri, mode: mode.unwrap_or(Mode::Query), state };
    let judged = (|| {
        if mode.is_none() {
            return Err(about(errors::UNSUPPORTED_MODE, form.get("response_mode")));
        }
        if form.need("response_type")? != "code" {
            return Err(about(errors::UNSUPPORTED_RESPONSE, form.get("response_type")));
        }
        let prompt =
            prompt(form.get("prompt")).ok_or_else(|| Denied::new(errors::UNSUPPORTED_VALUE).argument("prompt"))?;
        let challenge = Challenge::read(form.get("code_challenge"), form.get("code_challenge_method"))?;
        let wish = Wish::read(version, account.cloud, tenant, form.get("resource"), form.get("scope"))?;
        Ok((prompt, challenge, wish))
    })();
    let (prompt, challenge, wish) = match judged {
        Ok(judged) => judged,
        Err(denied) => return Err(Fault { denied, back: Some(back) }),
    };
    let (nonce, hint) =
        (form.get("nonce").map(str::to_owned), form.get("login_hint").map(|hint| hint.trim().to_owned()));
    let scopes = wish.scopes(version);
    Ok(Goal { account, app, wish, scopes, prompt, hint, end: End::Code { back, nonce, challenge } })
}

fn about(kind: &'static Kind, value: Option<&str>) -> Denied {
    Denied::new(kind).argument(value.unwrap_or_default())
}

fn prompt(prompt: Option<&str>) -> Option<Prompt> {
    Some(match prompt {
        None => Prompt::IfNeeded,
        Some("none") => Prompt::Nothing,
        Some("login") => Prompt::Login,
        Some("consent") => Prompt::Consent,
        Some("select_account") => Prompt::SelectAccount,
        Some(_) => return None,
    })
}

/// The device that shows this code, if it still waits.
fn device(records: &mut Records<'_, '_>, user_code: &str, wall: Timestamp) -> Result<Result<Goal, Fault>, Failure> {
    let unknown = || Ok(Err(Denied::new(errors::UNKNOWN_USER_CODE).into()));
    let Some(key) = records.holder(device::USER_CODES, user_code)? else { return unknown() };
    let Some(kept) = records.find::<DeviceCode>(&key)? else { return unknown() };
    let DeviceCode { tenant, app, wish, version, .. } = &kept.body;
    if kept.body.state != DeviceState::Pending || kept.body.has_expired(wall) {
        return unknown();
    }
    let account = records.find::<Account>(&Account::key(*tenant))?.map(|account| account.body);
    let Some(account) = account else { return unknown() };
    let Some(app) = account.apps.iter().find(|known| known.client_id == *app).cloned() else { return unknown() };
    Ok(Ok(Goal {
        scopes: wish.scopes(*version),
        wish: wish.clone(),
        // Whoever signs in a device says for whom, and sees what it gets.
        prompt: Prompt::SelectAccount,
        hint: None,
        end: End::Device { key, user_code: user_code.to_owned() },
        account,
        app,
    }))
}

/// The person of this id or name among these.
pub(super) fn named<'u>(people: &'u [Present], hint: &str) -> Option<&'u Present> {
    let id = Uuid::try_parse(hint).ok();
    people.iter().find(|present| {
        Some(present.user.object_id) == id || present.user.user_principal_name.eq_ignore_ascii_case(hint)
    })
}
