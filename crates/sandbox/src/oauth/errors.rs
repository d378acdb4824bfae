//! Refusals in Azure AD's form: an OAuth error with an AADSTS number, and the ids that support asks for.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    ids::Ids,
    problem,
    stack::{self, Head},
};

/// How much of what the caller sent is repeated in a text, in characters.
const LONGEST_ECHO: usize = 128;

/// A kind of refusal: number, status, OAuth error, and text with `{}` for what it is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) number: u32,
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    text: &'static str,
}

/// States the table of refusals, one constant each.
macro_rules! kinds {
    ($($name:ident = $number:literal $status:ident $error:literal $text:literal;)*) => {
        $(
            #[doc = $text]
            pub(crate) const $name: &Kind =
                &Kind { number: $number, status: StatusCode::$status, error: $error, text: $text };
        )*

        /// Every kind.
        #[cfg(test)]
        pub(crate) const ALL: &[&Kind] = &[$($name),*];
    };
}

kinds! {
    MISSING_PARAMETER = 900144 BAD_REQUEST "invalid_request"
        "The request body must contain the following parameter: '{}'.";
    UNKNOWN_INSTANCE = 50049 BAD_REQUEST "invalid_instance"
        "Unknown or invalid instance.";
    MALFORMED = 9002313 BAD_REQUEST "invalid_request"
        "Invalid request. Request is malformed or invalid.";
    // The same number as above: Azure AD tells a grant that does not read from a request that does not by the error.
    MALFORMED_GRANT = 9002313 BAD_REQUEST "invalid_grant"
        "Invalid request. Request is malformed or invalid.";
    WRONG_METHOD = 900561 METHOD_NOT_ALLOWED "invalid_request"
        "The endpoint only accepts {} requests. Received a {} request.";
    UNSUPPORTED_GRANT = 70003 BAD_REQUEST "unsupported_grant_type"
        "The app requested an unsupported grant type '{}'.";
    UNKNOWN_TENANT = 90002 BAD_REQUEST "invalid_request"
        "Tenant '{}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.";
    NO_TENANT = 50059 BAD_REQUEST "invalid_request"
        "No tenant-identifying information found in either the request or implied by any provided credentials.";
    UNKNOWN_APP = 700016 BAD_REQUEST "unauthorized_client"
        "Application with identifier '{}' was not found in the directory '{}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.";
    WRONG_SECRET = 7000215 UNAUTHORIZED "invalid_client"
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{}'.";
    NO_APP_SECRET = 7000216 UNAUTHORIZED "invalid_client"
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.";
    NO_SECRET = 7000218 UNAUTHORIZED "invalid_client"
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    UNKNOWN_CERTIFICATE = 700027 UNAUTHORIZED "invalid_client"
        "The certificate with identifier used to sign the client assertion is not registered on application.";
    FOREIGN_ASSERTION = 700021 UNAUTHORIZED "invalid_client"
        "Client assertion application identifier '{}' doesn't match 'client_id' parameter '{}'.";
    ASSERTION_AUDIENCE = 700023 UNAUTHORIZED "invalid_client"
        "Client assertion audience claim '{}' does not match Realm issuer.";
    ASSERTION_TIME = 700024 UNAUTHORIZED "invalid_client"
        "Client assertion is not within its valid time range. Current time: {}.";
    MALFORMED_ASSERTION = 50027 UNAUTHORIZED "invalid_client"
        "JWT token is invalid or malformed.";
    UNKNOWN_USER = 50034 BAD_REQUEST "invalid_grant"
        "The user account {EUII Hidden} does not exist in the {} directory. To sign into this application, the account must be added to the directory.";
    WRONG_PASSWORD = 50126 BAD_REQUEST "invalid_grant"
        "Error validating credentials due to invalid username or password.";
    UNKNOWN_RESOURCE = 500011 BAD_REQUEST "invalid_resource"
        "The resource principal named {} was not found in the tenant named {}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.";
    INVALID_SCOPE = 70011 BAD_REQUEST "invalid_scope"
        "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {} is not valid.";
    NO_DEFAULT_SCOPE = 1002012 BAD_REQUEST "invalid_scope"
        "The provided value for scope {} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).";
    MANY_RESOURCES = 28000 BAD_REQUEST "invalid_request"
        "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {} is not valid.";
    NO_REPLY_ADDRESS = 900971 BAD_REQUEST "invalid_request"
        "No reply address provided.";
    NO_REGISTERED_ADDRESS = 500113 BAD_REQUEST "invalid_request"
        "No reply address is registered for the application.";
    UNREGISTERED_ADDRESS = 50011 BAD_REQUEST "invalid_request"
        "The redirect URI '{}' specified in the request does not match the redirect URIs configured for the application '{}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.";
    OTHER_ADDRESS = 500112 BAD_REQUEST "invalid_grant"
        "The reply address '{}' does not match the reply address that was provided when requesting Authorization code.";
    UNSUPPORTED_RESPONSE = 700054 BAD_REQUEST "unsupported_response_type"
        "response_type '{}' is not enabled for the application.";
    UNSUPPORTED_MODE = 70007 BAD_REQUEST "invalid_request"
        "'{}' is not a supported value of 'response_mode' when requesting a code.";
    UNSUPPORTED_VALUE = 90023 BAD_REQUEST "invalid_request"
        "Unsupported '{}' value.";
    CHALLENGE_SIZE = 501491 BAD_REQUEST "invalid_request"
        "Invalid size of Code_Challenge parameter.";
    NO_VERIFIER = 50148 BAD_REQUEST "invalid_grant"
        "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.";
    WRONG_VERIFIER = 501481 BAD_REQUEST "invalid_grant"
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
    NO_SESSION = 50058 BAD_REQUEST "login_required"
        "A silent sign-in request was sent but no user is signed in.";
    MANY_SESSIONS = 16000 BAD_REQUEST "interaction_required"
        "Either multiple user identities are available for the current request or selected account is not supported for the scenario.";
    NO_CONSENT = 65001 BAD_REQUEST "consent_required"
        "The user or administrator has not consented to use the application with ID '{}'. Send an interactive authorization request for this user and resource.";
    DECLINED = 65004 BAD_REQUEST "access_denied"
        "User declined to consent to access the app.";
    STALE_FORM = 50089 BAD_REQUEST "invalid_request"
        "Authentication failed due to flow token expired.";
    LOCKED_USER = 50053 BAD_REQUEST "invalid_grant"
        "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.";
    REVOKED_SESSIONS = 50173 BAD_REQUEST "invalid_grant"
        "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.";
    USED_CODE = 54005 BAD_REQUEST "invalid_grant"
        "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.";
    UNKNOWN_USER_CODE = 70018 BAD_REQUEST "invalid_request"
        "Invalid verification code due to User typing in wrong user code for device code flow. Authorization is not approved.";
    MANY_USER_CODES = 90055 TOO_MANY_REQUESTS "temporarily_unavailable"
        "There are too many incoming requests. Wait some minutes, and begin anew.";
    UNKNOWN_DEVICE = 70018 BAD_REQUEST "bad_verification_code"
        "Invalid verification code: the device code is not known.";
    EXPIRED_DEVICE = 70020 BAD_REQUEST "expired_token"
        "The provided value for the input parameter 'device_code' is not valid. This device code has expired.";
    DECLINED_DEVICE = 65004 BAD_REQUEST "authorization_declined"
        "User declined to consent to access the app.";
    PENDING_DEVICE = 70016 BAD_REQUEST "authorization_pending"
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.";
    SLOW_DOWN = 70016 BAD_REQUEST "slow_down"
        "OAuth 2.0 device flow error. Authorization is pending. Poll no more often than every {} seconds.";
    FOREIGN_GRANT = 70000 BAD_REQUEST "invalid_grant"
        "Provided grant is invalid or malformed.";
    REVOKED_GRANT = 70008 BAD_REQUEST "invalid_grant"
        "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.";
    INACTIVE_GRANT = 700082 BAD_REQUEST "invalid_grant"
        "The refresh token has expired due to inactivity. The token was issued on {} and was inactive for {}.";
    UNAVAILABLE = 90033 SERVICE_UNAVAILABLE "temporarily_unavailable"
        "A transient error has occurred. Please try again.";
}

/// A refusal of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denied {
    pub(crate) kind: &'static Kind,
    arguments: Vec<String>,
    explanation: Option<String>,
}

impl Denied {
    /// A refusal of this kind.
    pub(crate) fn new(kind: &'static Kind) -> Self {
        Self { kind, arguments: Vec::new(), explanation: None }
    }

    /// Fills the next `{}` of the text. It may come from the caller: what cannot be printed is left out.
    pub(crate) fn argument(mut self, argument: impl AsRef<str>) -> Self {
        let printable = argument.as_ref().chars().filter(|c| !c.is_control());
        self.arguments.push(printable.take(LONGEST_ECHO).collect());
        self
    }

    /// Says what decided and what to do next, in the `Backlot-Explanation` header.
    pub(crate) fn explain(mut self, explanation: impl Into<String>) -> Self {
        self.explanation = Some(explanation.into());
        self
    }

    /// What decided, for people.
    pub(super) fn explanation(&self) -> Option<&str> {
        self.explanation.as_deref()
    }

    /// The text with its number and what support asks for.
    pub(super) fn description(&self, trace: &Trace) -> String {
        let details = trace.details().map(|(name, value)| format!("\r\n{name}: {value}"));
        format!("{}{}", self.sentence(), details.concat())
    }

    /// The text with its number.
    pub(super) fn sentence(&self) -> String {
        format!("AADSTS{}: {}", self.kind.number, self.text())
    }

    /// Where more is told about it.
    pub(super) fn uri(&self) -> String {
        format!("https://login.microsoftonline.com/error?code={}", self.kind.number)
    }

    /// The text with its arguments.
    fn text(&self) -> String {
        let mut arguments = self.arguments.iter().map(String::as_str);
        let mut pieces = self.kind.text.split("{}");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            text.push_str(arguments.next().unwrap_or_default());
            text.push_str(piece);
        }
        text
    }

    /// The answer.
    pub(crate) fn answer(&self, trace: &Trace) -> Response<Full<Bytes>> {
        let number = self.kind.number;
        let Trace { trace_id, correlation_id, .. } = trace;
        let timestamp = trace.timestamp();
        let form = Form {
            error: self.kind.error,
            error_description: self.description(trace),
            error_codes: [number],
            timestamp,
            trace_id: *trace_id,
            correlation_id: *correlation_id,
            error_uri: self.uri(),
        };
        let body = serde_json::to_vec(&form).unwrap_or_default();
        let mut response = stack::json(self.kind.status, body);
        let explanation = self.explanation.as_deref().map(problem::explanation_header);
        if let Some(value) = explanation.and_then(|header| HeaderValue::from_str(&header).ok()) {
            response.headers_mut().insert("backlot-explanation", value);
        }
        // The first argument of this kind is what the endpoint accepts.
        if self.kind == WRONG_METHOD
            && let Some(allow) = self.arguments.first().and_then(|allow| HeaderValue::from_str(allow).ok())
        {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response
    }
}

/// An answer that nobody may keep.
pub(crate) fn private(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// A refusal on the wire.
#[derive(Serialize)]
struct Form {
    error: &'static str,
    error_description: String,
    error_codes: [u32; 1],
    timestamp: String,
    trace_id: Uuid,
    correlation_id: Uuid,
    error_uri: String,
}

/// What tells one request to the token endpoint from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trace {
    pub(crate) trace_id: Uuid,
    pub(crate) correlation_id: Uuid,
    pub(crate) at: Timestamp,
}

impl Trace {
    /// The ids of a request at the real time `at`. The libraries name theirs `client-request-id`, in a header or in the
    /// query.
    pub(crate) fn of(head: &Head, ids: &Ids, at: Timestamp) -> Self {
        let header = head.headers.get("client-request-id").and_then(|value| value.to_str().ok());
        let query = head.uri.query().into_iter().flat_map(|query| query.split('&'));
        let query = query.filter_map(|pair| pair.strip_prefix("client-request-id="));
        let sent = header.into_iter().chain(query).filter_map(|id| Uuid::try_parse(id.trim()).ok());
        let trace_id = Uuid::from_bytes(ids.nonce);
        let correlation_id = sent.chain(ids.correlation.guid()).next().unwrap_or(trace_id);
        Self { trace_id, correlation_id, at }
    }

    /// What support asks for.
    pub(super) fn details(&self) -> [(&'static str, String); 3] {
        [
            ("Trace ID", self.trace_id.to_string()),
            ("Correlation ID", self.correlation_id.to_string()),
            ("Timestamp", self.timestamp()),
        ]
    }

    fn timestamp(&self) -> String {
        self.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
    }

    /// Puts the ids into an answer.
    pub(crate) fn answer(&self, mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
        for (name, id) in [("x-ms-request-id", self.trace_id), ("client-request-id", self.correlation_id)] {
            if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
