//! What a handler may touch: the time, the caller, the records of one transaction, and the call itself.

use std::{
    borrow::Cow,
    marker::PhantomData,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use backlot_store::Root;
use bytes::Bytes;
use http::StatusCode;
use jiff::Timestamp;
use partner_center_model::{errors, ids::CustomerId, operation::Operation};

use crate::{
    account::{Account, Caller},
    events::Actor,
    records::Records,
    refusal::{Failure, Refusal},
    settings::Settings,
};

/// What a handler may touch. It cannot commit, send or sleep, and may run more than once.
pub(crate) struct Cx<'t, 'c> {
    records: Records<'t, 'c>,
    /// The partner account of the token.
    pub account: Arc<Account>,
    /// The application, and the person behind it.
    pub caller: Caller,
    /// The world's settings.
    pub settings: Settings,
    /// The culture that the caller asked for, `en-US`.
    pub locale: Cow<'static, str>,
    /// Sets this call apart from every other one; the same in all its runs.
    pub nonce: Vec<u8>,
    /// When the call came in, in real time.
    pub came: Timestamp,
    /// When this run of the handler began, in real time.
    pub wall: Timestamp,
    explanation: Option<String>,
}

impl<'t, 'c> Deref for Cx<'t, 'c> {
    type Target = Records<'t, 'c>;

    fn deref(&self) -> &Self::Target {
        &self.records
    }
}

impl DerefMut for Cx<'_, '_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.records
    }
}

impl<'t, 'c> Cx<'t, 'c> {
    /// The context of one run of a handler.
    pub(crate) fn new(
        mut records: Records<'t, 'c>,
        account: Arc<Account>,
        caller: Caller,
        settings: Settings,
        locale: Cow<'static, str>,
        nonce: Vec<u8>,
        [came, wall]: [Timestamp; 2],
    ) -> Self {
        let user_principal_name = caller.user.as_ref().map(|user| user.user_principal_name.clone());
        records.actor = Some(Actor { application_id: caller.app_id, user_principal_name });
        Self { records, account, caller, settings, locale, nonce, came, wall, explanation: None }
    }

    /// The root of a customer as this account sees it.
    pub(crate) fn customer_root(&self, customer: CustomerId) -> Root {
        Root::customer(&self.account.tenant_id.to_string(), &customer.to_string())
    }

    /// Says what a success deserves to be warned of; it stands in the `Backlot-Explanation` header, after what was said
    /// before.
    pub(crate) fn explain(&mut self, explanation: impl Into<String>) {
        let explanation = explanation.into();
        self.explanation = Some(match self.explanation.take() {
            Some(before) => format!("{before} {explanation}"),
            None => explanation,
        });
    }

    /// What the handler had to say.
    pub(crate) fn take_explanation(&mut self) -> Option<String> {
        self.explanation.take()
    }

    /// Asks for a person behind the application, where the body decides that one is needed.
    pub(crate) fn need_user(&self) -> Result<(), Refusal> {
        if self.caller.user.is_some() { Ok(()) } else { Err(needs_user()) }
    }
}

/// The refusal of an app-only token.
pub(crate) fn needs_user() -> Refusal {
    Refusal::new(errors::ACCESS_DENIED).explain(
        "This operation needs an app+user token: sign in with grant_type=password, or with a refresh token of a person.",
    )
}

/// A decoded call.
#[derive(Debug)]
pub(crate) struct Call<O: Operation> {
    /// The values in the path.
    pub path: O::Path,
    /// The query parameters.
    pub query: O::Query,
    /// The body.
    pub body: O::Body,
    /// The `If-Match` header without its quotes, unless empty.
    pub if_match: Option<String>,
    /// The `MS-ContinuationToken` header, unless empty.
    pub continuation: Option<String>,
}

/// What a handler returns.
pub(crate) type Outcome<T> = Result<Answer<T>, Failure>;

/// A successful answer.
#[derive(Debug)]
pub(crate) struct Answer<T> {
    /// The status, 2xx; only `HEAD` knows a 404 that is no refusal.
    pub status: StatusCode,
    /// The body; none for 204.
    pub body: Body<T>,
    /// Where the outcome of an accepted request can be read.
    pub location: Option<String>,
    /// Whether repetitions of the request are given this answer. What is refused within an answer is judged again, as
    /// refusals are.
    pub kept: bool,
}

/// The body of a successful answer.
#[derive(Debug)]
pub(crate) enum Body<T> {
    /// None.
    Nothing,
    /// A value, encoded by the frame.
    Value(T),
    /// Bytes that stand in the store as they are answered.
    Stored(Bytes, PhantomData<T>),
}

impl<T> Answer<T> {
    /// 200 with a value.
    pub(crate) fn ok(value: T) -> Self {
        Self { status: StatusCode::OK, body: Body::Value(value), location: None, kept: true }
    }

    /// 201 with the resource that was made.
    pub(crate) fn created(value: T) -> Self {
        Self { status: StatusCode::CREATED, ..Self::ok(value) }
    }

    /// 200 with stored bytes, unparsed.
    pub(crate) fn stored(bytes: Bytes) -> Self {
        Self { status: StatusCode::OK, body: Body::Stored(bytes, PhantomData), location: None, kept: true }
    }

    /// A status without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, body: Body::Nothing, location: None, kept: true }
    }

    /// 204.
    pub(crate) fn no_content() -> Self {
        Self::empty(StatusCode::NO_CONTENT)
    }
}
