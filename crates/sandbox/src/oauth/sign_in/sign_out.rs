//! Signing out: all who have signed in in this browser, and back to the application where it has registered that.

use backlot_store::Plan;
use bytes::Bytes;
use http::Response;
use http_body_util::Full;

use super::{
    Visit,
    back::{escaped, redirect_to},
    goal::Fault,
    pages, redirect,
    session::BrowserSession,
};
use crate::{
    limits::LONGEST_SIGN_IN,
    oauth::{
        directory,
        errors::{self, Denied},
        request::Form,
        unavailable,
    },
};

impl Visit<'_> {
    /// Ends the browser's sessions. Whoever wants people back names the application by its `client_id`, or by the tenant
    /// in the path.
    pub(super) async fn sign_out(&self) -> Result<Response<Full<Bytes>>, Fault> {
        if self.query().len() > LONGEST_SIGN_IN {
            return Err(Denied::new(errors::MALFORMED).into());
        }
        let form = Form::parse(self.query())?;
        let sent = form.get("post_logout_redirect_uri").map(str::to_owned);
        let (tenant, client) = (self.tenant.to_owned(), form.get("client_id").map(|id| id.trim().to_owned()));
        let shown = self.browser.sessions();
        let tenants: Vec<_> = shown.iter().map(|shown| shown.tenant).collect();
        let keys: Vec<_> = shown.iter().map(|shown| shown.key::<BrowserSession>()).collect();
        let plan: Plan = keys.iter().map(|key| key.root.clone()).collect();
        let nonce = self.trace.trace_id.as_bytes().to_vec();
        let registered = self.inner.change(plan, nonce, move |records, _| {
            for key in &keys {
                records.delete(key)?;
            }
            directory::registered_addresses(records, &tenant, client.as_deref(), &tenants)
        });
        let registered = registered.await.map_err(|failure| unavailable(&failure))?;
        let back = sent.filter(|sent| redirect::is_registered(&registered, sent));
        let mut response = match (back, form.get("state")) {
            (None, _) => pages::done("You signed out", "You may close this window."),
            (Some(back), None) => redirect_to(&back),
            (Some(back), Some(state)) => {
                let joint = if back.contains('?') { '&' } else { '?' };
                redirect_to(&format!("{back}{joint}state={}", escaped(state)))
            }
        };
        self.browser.sign_out(&mut response);
        Ok(response)
    }
}
