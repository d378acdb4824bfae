//! The steps of a sign-in, each a form that comes back: who, password, second factor, consent.

use backlot_store::{Key, Plan};
use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    Visit, bearer,
    code::AuthorizationCode,
    consent,
    device::{DeviceCode, DeviceState},
    goal::{End, Fault, Prompt},
    pages,
    progress::{Ask, Progress, Stage},
    scene::{self, First, Present, Scene},
    session::BrowserSession,
};
use crate::{
    account::User,
    oauth::{
        errors::{self, Denied},
        grants, passwords,
        request::Form,
        unavailable,
    },
};

/// Where it stands what a person has allowed, who that is, which application, and what it may have.
type Allowed = (Key, Uuid, Uuid, Vec<String>);

/// What a step comes to.
pub(super) type Step = Result<Response<Full<Bytes>>, Fault>;

impl Visit<'_> {
    /// Begins a sign-in.
    pub(super) async fn begin(&self, ask: Ask) -> Step {
        let scene = self.scene(&ask).await?;
        match scene.first() {
            First::Refuse(denied) => Err(scene.goal.fault(denied)),
            First::Ask(stage) => Ok(self.ask(&scene, &Progress::begin(ask, stage, self.trace.at), None)),
            First::Go(present) => {
                let progress = Progress::begin(ask, Stage::Account, self.trace.at);
                self.proceed(&scene, &progress, &present).await
            }
        }
    }

    /// Takes a form that came back.
    pub(super) async fn step(&self, progress: &Progress, form: &Form) -> Step {
        if progress.stage == Stage::UserCode {
            return self.user_code(form.get("user_code").unwrap_or_default()).await;
        }
        let scene = self.scene(&progress.ask).await?;
        let present = |id: Option<Uuid>| scene.people.iter().find(|known| Some(known.user.object_id) == id).cloned();
        match &progress.stage {
            Stage::UserCode => Err(stale().into()),
            Stage::Account => match present(form.get("account").and_then(|id| Uuid::try_parse(id).ok())) {
                Some(present) => self.proceed(&scene, progress, &present).await,
                None => Ok(self.ask(&scene, &progress.at(Stage::Name), None)),
            },
            Stage::Name => Ok(match form.get("login") {
                Some(login) if login.len() <= 320 => {
                    self.ask(&scene, &progress.at(Stage::Password { login: login.trim().to_owned() }), None)
                }
                _ => self.ask(&scene, progress, Some((StatusCode::OK, "Enter your user name."))),
            }),
            Stage::Password { .. } if form.get("other").is_some() => {
                Ok(self.ask(&scene, &progress.at(Stage::Name), None))
            }
            Stage::Password { login } => match self.prove(&scene, login, form.get("passwd")).await {
                Ok(person) => Ok(self.ask(&scene, &progress.at(person), None)),
                Err(denied) => Ok(self.ask(&scene, progress, Some((denied.kind.status, &denied.sentence())))),
            },
            Stage::SecondFactor { user, mark } => match form.get("otc").map(str::trim) {
                Some(code) if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) => {
                    let user = scene::user(&scene.goal.account, *user).filter(|user| !user.has_lost(*mark));
                    self.sign_in(&scene, progress, user.ok_or_else(stale)?.clone(), *mark).await
                }
                _ => Ok(self.ask(&scene, progress, Some((StatusCode::OK, "The code has six digits.")))),
            },
            // Whoever signed out meanwhile has to begin anew.
            Stage::Consent { user } => {
                let present = present(Some(*user)).ok_or_else(stale)?;
                if form.get("consent") == Some("accept") {
                    self.finish(&scene, &present, true).await
                } else {
                    self.decline(&scene).await
                }
            }
        }
    }

    /// What comes once a password is right.
    async fn prove(&self, scene: &Scene, login: &str, password: Option<&str>) -> Result<Stage, Denied> {
        let password = password.ok_or_else(|| Denied::new(errors::WRONG_PASSWORD))?;
        let (account, tenant, wall) = (scene.goal.account.clone(), self.tenant.to_owned(), self.trace.at);
        let (login, password) = (login.to_owned(), SecretString::from(password));
        let key = passwords::place(account.tenant_id, &login);
        let (plan, nonce) = (Plan::new().fetch(key.clone()), self.trace.trace_id.as_bytes().to_vec());
        let proven = self.inner.decide(plan, vec![key.root], nonce, move |records, world| {
            let prove = || grants::person(&account, &tenant, &login, &password, world.token_mark);
            passwords::judge(records, &account, &login, wall, prove)
        });
        let person = proven.await.map_err(|failure| unavailable(&failure))??;
        Ok(Stage::SecondFactor { user: person.user.object_id, mark: person.mark })
    }

    /// Remembers in this browser that a person has signed in.
    async fn sign_in(&self, scene: &Scene, progress: &Progress, user: User, mark: u64) -> Step {
        let (secret, shown) = bearer::make(&self.drawn.session, scene.goal.account.tenant_id);
        let (key, consent) = (shown.key::<BrowserSession>(), scene.goal.consent_of(&user));
        let plan = Plan::from(key.root.clone()).lock(consent.root.clone());
        let (scopes, session) =
            (scene.goal.scopes.clone(), BrowserSession { user: user.object_id, since: self.trace.at, mark });
        let nonce = self.trace.trace_id.as_bytes().to_vec();
        let kept = self.inner.change(plan, nonce, move |records, _| {
            records.insert::<BrowserSession>(key.clone(), session.clone(), ())?;
            consent::covers(records, &consent, &scopes)
        });
        let consented = kept.await.map_err(|failure| unavailable(&failure))?;
        let mut response = self.proceed(scene, progress, &Present { user, mark, consented }).await?;
        self.browser.sign_in(&mut response, &secret);
        Ok(response)
    }

    /// Goes on with a person who has signed in.
    async fn proceed(&self, scene: &Scene, progress: &Progress, present: &Present) -> Step {
        let asks = matches!(scene.goal.end, End::Device { .. }) || scene.goal.prompt == Prompt::Consent;
        if asks || !present.consented {
            let progress = progress.at(Stage::Consent { user: present.user.object_id });
            return Ok(self.ask(scene, &progress, None));
        }
        self.finish(scene, present, false).await
    }

    /// Gives what the sign-in is for.
    async fn finish(&self, scene: &Scene, Present { user, mark, .. }: &Present, allows: bool) -> Step {
        let goal = &scene.goal;
        let (tenant, app, id, wall) = (goal.account.tenant_id, goal.app.client_id, user.object_id, self.trace.at);
        let (consent, scopes) = (goal.consent_of(user), goal.scopes.clone());
        let nonce = self.trace.trace_id.as_bytes().to_vec();
        match &goal.end {
            End::Code { back, nonce: repeated, challenge } => {
                let (secret, shown) = bearer::make(&self.drawn.code, tenant);
                let code = AuthorizationCode {
                    app,
                    user: id,
                    redirect_uri: back.redirect_uri.clone(),
                    challenge: challenge.clone(),
                    nonce: repeated.clone(),
                    wish: goal.wish.clone(),
                    family: self.drawn.family,
                    mark: *mark,
                    issued: wall,
                    used: None,
                };
                let key = shown.key::<AuthorizationCode>();
                let plan = Plan::from(key.root.clone()).lock(consent.root.clone());
                let kept = self.inner.change(plan, nonce, move |records, _| {
                    if allows {
                        consent::remember(records, &consent, id, app, &scopes)?;
                    }
                    records.insert::<AuthorizationCode>(key.clone(), code.clone(), ()).map(drop)
                });
                kept.await.map_err(|failure| unavailable(&failure))?;
                Ok(back.code(&secret))
            }
            End::Device { key, .. } => {
                let consent = Some((consent, id, app, scopes));
                self.settle(key.clone(), DeviceState::Approved(id), *mark, consent).await?;
                Ok(pages::done("You are signed in", "Your device goes on by itself. You may close this window."))
            }
        }
    }

    /// Gives nothing, as the person wants it.
    async fn decline(&self, scene: &Scene) -> Step {
        match &scene.goal.end {
            End::Code { .. } => Err(scene.goal.fault(Denied::new(errors::DECLINED))),
            End::Device { key, .. } => {
                self.settle(key.clone(), DeviceState::Declined, 0, None).await?;
                Ok(pages::done("You have declined", "Your device gets nothing. You may close this window."))
            }
        }
    }

    /// Tells a device that waits what came of it, and remembers what the person has allowed.
    async fn settle(&self, key: Key, state: DeviceState, mark: u64, consent: Option<Allowed>) -> Result<(), Denied> {
        let (wall, nonce) = (self.trace.at, self.trace.trace_id.as_bytes().to_vec());
        let plan = consent.iter().fold(Plan::from(key.root.clone()), |plan, (key, ..)| plan.lock(key.root.clone()));
        let settled = self.inner.change(plan, nonce, move |records, _| {
            let Some(mut device) = records.find::<DeviceCode>(&key)? else { return Ok(false) };
            if device.body.state != DeviceState::Pending || device.body.has_expired(wall) {
                return Ok(false);
            }
            (device.body.state, device.body.mark) = (state, mark);
            records.save(&mut device)?;
            if let Some((key, user, app, scopes)) = &consent {
                consent::remember(records, key, *user, *app, scopes)?;
            }
            Ok(true)
        });
        let settled = settled.await.map_err(|failure| unavailable(&failure))?;
        if settled { Ok(()) } else { Err(Denied::new(errors::UNKNOWN_USER_CODE)) }
    }

    /// The page of a stage, with what was wrong.
    pub(super) fn ask(
        &self,
        scene: &Scene,
        progress: &Progress,
        wrong: Option<(StatusCode, &str)>,
    ) -> Response<Full<Bytes>> {
        let (goal, form) = (&scene.goal, self.form(progress));
        let (app, leads_to) = (goal.app_name(), goal.leads_to());
        let (status, error) = wrong.map_or((StatusCode::OK, None), |(status, error)| (status, Some(error)));
        let login = |id: &Uuid| scene::user(&goal.account, *id).map_or("", |user| &user.user_principal_name);
        match &progress.stage {
            Stage::UserCode => self.ask_user_code(None),
            Stage::Account => {
                let people = scene.people.iter().map(|present| &present.user).collect();
                pages::show(status, &pages::Account { form, app: &app, people }, &leads_to)
            }
            Stage::Name => pages::show(status, &pages::Name { form, app: &app, login: "", error }, &leads_to),
            Stage::Password { login } => pages::show(status, &pages::Password { form, login, error }, &leads_to),
            Stage::SecondFactor { user, .. } => {
                pages::show(status, &pages::SecondFactor { form, login: login(user), error }, &leads_to)
            }
            Stage::Consent { user } => {
                let device = match &goal.end {
                    End::Device { user_code, .. } => Some(user_code.as_str()),
                    End::Code { .. } => None,
                };
                let page = pages::Consent { form, app: &app, login: login(user), device, scopes: &goal.scopes };
                pages::show(status, &page, &leads_to)
            }
        }
    }
}

fn stale() -> Denied {
    Denied::new(errors::STALE_FORM).explain("The person is not signed in any more. Begin anew.")
}
