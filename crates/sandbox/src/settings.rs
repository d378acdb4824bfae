//! What one may change about the sandbox's behaviour while it runs.

use serde::{Deserialize, Serialize};

/// The settings of a world, as `PATCH /_backlot/settings` takes them and world files state them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// How orders are cancelled.
    pub cancellation: Cancellation,
    /// How new software and reservation orders are fulfilled.
    pub provisioning: Provisioning,
    /// How customers are deleted.
    pub deletion: Deletion,
    /// How answers look.
    pub responses: Responses,
    /// How people and programs sign in.
    pub auth: Auth,
}

/// How orders are cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Cancellation {
    /// When a cancelled order's status becomes `cancelled`.
    pub settle: Settle,
    /// For how many days after its creation a software order can be cancelled in production. The pages name no number.
    pub window_days: u32,
}

impl Default for Cancellation {
    fn default() -> Self {
        Self { settle: Settle::Immediate, window_days: 30 }
    }
}

/// How new orders are fulfilled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Provisioning {
    /// When a new order's status becomes `completed`.
    pub settle: Settle,
}

/// When something that the service does later is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Settle {
    /// At once.
    #[default]
    Immediate,
    /// When the order has been read this many times.
    AfterReads(u32),
    /// When this many seconds have passed on the world's clock.
    AfterSeconds(u32),
}

/// How customers are deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Deletion {
    /// Whether an active Azure plan blocks the deletion of its customer, as some partners have seen.
    pub azure_plan_blocks: bool,
}

/// How answers look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Responses {
    /// The casing of the one answer that the pages print in PascalCase.
    pub casing: Casing,
}

/// The casing of property names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Casing {
    /// As the page prints it.
    #[default]
    Documented,
    /// camelCase always.
    Camel,
}

/// How people and programs sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Auth {
    /// Whether an app+user token must come from a sign-in with a second factor.
    pub require_mfa: bool,
    /// How many seconds an access token is good for.
    pub token_lifetime: u32,
}

impl Default for Auth {
    fn default() -> Self {
        Self { require_mfa: false, token_lifetime: 3600 }
    }
}
