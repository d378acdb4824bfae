//! Devices that wait: the endpoint that they ask, and the page where people type what they show.

use std::sync::Arc;

use backlot_store::Plan;
use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use super::{
    Visit, attempts, bearer,
    device::{self, DeviceCode, DeviceState, INTERVAL, LIFETIME},
    goal, pages,
    progress::{Ask, Progress, Stage},
    steps::Step,
    wish::Wish,
};
use crate::{
    oauth::{
        directory, discovery,
        errors::{self, Denied, Trace},
        request::{Form, Version},
        unavailable,
    },
    sandbox::Inner,
    stack::Head,
};

/// How many codes are drawn, should others have the first ones.
const DRAWS: usize = 4;

/// Has a device wait for somebody to sign in.
pub(crate) async fn wait(
    inner: &Arc<Inner>,
    version: Version,
    tenant: &str,
    head: &Head,
    body: &[u8],
    trace: &Trace,
) -> Result<Value, Denied> {
    let form = Form::read(&head.headers, body)?;
    let client_id = form.need("client_id")?.trim().to_owned();
    let (resource, scope) = (form.get("resource").map(str::to_owned), form.get("scope").map(str::to_owned));
    let named = tenant.to_owned();
    let found = inner.look(Plan::new().more(), move |records, _| {
        Ok(directory::application(records, &named, &client_id)?.and_then(|(account, app)| {
            let wish = Wish::read(version, account.cloud, &named, resource.as_deref(), scope.as_deref())?;
            Ok((account.tenant_id, app.client_id, wish))
        }))
    });
    let (account, app, wish) = found.await.map_err(|failure| unavailable(&failure))??;
    let mut chance = inner.keys.ring().key().chance(trace.trace_id.as_bytes());
    let (secret, shown) = bearer::make(&chance.bytes(), account);
    let codes: Vec<String> = std::iter::repeat_with(|| device::user_code(&mut chance)).take(DRAWS).collect();
    let (key, issued) = (shown.key::<DeviceCode>(), trace.at);
    let kept = inner.change(key.root.clone(), trace.trace_id.as_bytes().to_vec(), move |records, _| {
        for code in &codes {
            if records.holder(device::USER_CODES, code)?.is_none() {
                let device = DeviceCode {
                    tenant: account,
                    app,
                    version,
                    user_code: code.clone(),
                    wish: wish.clone(),
                    issued,
                    polled: None,
                    state: DeviceState::Pending,
                    mark: 0,
                };
                records.insert::<DeviceCode>(key.clone(), device, ())?;
                return Ok(Some(code.clone()));
            }
        }
        Ok(None)
    });
    let kept = kept.await.map_err(|failure| unavailable(&failure))?;
    let user_code = kept.ok_or_else(|| Denied::new(errors::UNAVAILABLE))?;
    let page = format!("{}/common/oauth2/deviceauth", discovery::origin(head));
    let message = format!(
        "To sign in, use a web browser to open the page {page} and enter the code {user_code} to authenticate."
    );
    let mut answer = json!({
        "user_code": user_code,
        "device_code": secret,
        "verification_uri": page,
        "expires_in": LIFETIME.as_secs(),
        "interval": INTERVAL,
        "message": message,
    });
    if let (Version::V1, Value::Object(answer)) = (version, &mut answer) {
        answer.insert("verification_url".to_owned(), page.into());
        // Version 1.0 writes its numbers as strings.
        for name in ["expires_in", "interval"] {
            let number = answer.get(name).map(Value::to_string).unwrap_or_default();
            answer.insert(name.to_owned(), number.into());
        }
    }
    Ok(answer)
}

impl Visit<'_> {
    /// Asks for the code that a device shows.
    pub(super) fn ask_user_code(&self, wrong: Option<&Denied>) -> Response<Full<Bytes>> {
        let form = self.form(&Progress::begin(Ask::EnterDevice, Stage::UserCode, self.trace.at));
        let (status, error) = match wrong {
            None => (StatusCode::OK, None),
            Some(denied) => (denied.kind.status, Some(denied.sentence())),
        };
        pages::show(status, &pages::UserCode { form, error: error.as_deref() }, "")
    }

    /// Goes on with the device that shows this code.
    pub(super) async fn user_code(&self, code: &str) -> Step {
        let (key, wall) = (attempts::place(), self.trace.at);
        let ask = device::typed(code).map(|user_code| Ask::Device { user_code });
        let (asked, nonce) = (ask.clone(), self.trace.trace_id.as_bytes().to_vec());
        let plan = Plan::new().fetch(key.clone()).more();
        let judged = self.inner.decide(plan, vec![key.root], nonce, move |records, _| {
            if attempts::are_too_many(records, wall)? {
                return Ok(Err(Denied::new(errors::MANY_USER_CODES)));
            }
            if let Some(ask) = &asked
                && goal::judge(records, ask, wall)?.is_ok()
            {
                return Ok(Ok(()));
            }
            attempts::count(records, wall)?;
            Ok(Err(Denied::new(errors::UNKNOWN_USER_CODE)))
        });
        match (judged.await.map_err(|failure| unavailable(&failure))?, ask) {
            (Ok(()), Some(ask)) => self.begin(ask).await,
            (Err(denied), _) if denied.kind == errors::MANY_USER_CODES => Err(denied.into()),
            _ => Ok(self.ask_user_code(Some(&Denied::new(errors::UNKNOWN_USER_CODE)))),
        }
    }
}
