//! The command line of `backlot profile` and `backlot login`.

use std::path::PathBuf;

use backlot_sandbox::account::{AccountType, Environment};
use clap::Subcommand;
use partner_center::model::cloud::Cloud;

use super::{AFTER_HELP, Access};

#[derive(Debug, clap::Args)]
pub(crate) struct Profile {
    #[command(subcommand)]
    pub(crate) task: ProfileTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileTask {
    /// Lists the profiles
    #[command(after_help = AFTER_HELP)]
    List,
    /// Adds a profile, or replaces it
    #[command(after_help = AFTER_HELP)]
    Add(Box<NewProfile>),
    /// Removes a profile
    #[command(after_help = AFTER_HELP)]
    Remove(NamedProfile),
}

#[derive(Debug, clap::Args)]
pub(crate) struct NamedProfile {
    /// The name of the profile
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct NewProfile {
    #[command(flatten)]
    pub(crate) named: NamedProfile,

    /// Whether the account is in production or an integration sandbox, which the service does not tell
    #[arg(long, value_name = "production|sandbox", value_parser = environment)]
    pub(crate) environment: Environment,

    /// The tenant of the partner: its id or its domain
    #[arg(long, value_name = "TENANT")]
    pub(crate) tenant: String,

    /// The application that signs in, by its client id
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: String,

    /// The national cloud: global, china, germany or us_government
    #[arg(long, value_name = "CLOUD", default_value = "global", value_parser = cloud)]
    pub(crate) cloud: Cloud,

    /// The address of a Backlot, instead of the real service
    #[arg(long, value_name = "URL")]
    pub(crate) api: Option<String>,

    /// What kind of partner the account is: direct_bill, indirect_provider or indirect_reseller. Orders of others than
    /// providers need no word on the reseller
    #[arg(long, value_name = "TYPE", value_parser = account_type)]
    pub(crate) account_type: Option<AccountType>,

    /// The environment variable that holds the application's secret
    #[arg(long, value_name = "VARIABLE", group = "secret")]
    pub(crate) secret_env: Option<String>,

    /// The file that holds the application's secret
    #[arg(long, value_name = "FILE", group = "secret")]
    pub(crate) secret_file: Option<PathBuf>,

    /// The program that prints the application's secret, with its arguments: the tool of the system's keyring, as in
    /// "secret-tool lookup profile tip"
    #[arg(long, value_name = "COMMAND", group = "secret")]
    pub(crate) secret_command: Option<String>,

    /// The certificate, in PEM, with whose RSA key the application signs instead of showing a secret. The key is in the same
    /// file, or where --secret-env, --secret-file or --secret-command say
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,

    /// A person signs in, by `backlot login`, instead of the application alone
    #[arg(long)]
    pub(crate) user: bool,
}

/// The one of these that is called so.
fn one_of<T: Copy>(all: &[T], name: impl Fn(&T) -> &'static str, text: &str) -> Result<T, String> {
    let known = || all.iter().map(&name).collect::<Vec<_>>().join(", ");
    all.iter().find(|one| name(one) == text).copied().ok_or_else(|| format!("it is one of {}", known()))
}

fn environment(text: &str) -> Result<Environment, String> {
    one_of(&[Environment::Production, Environment::Sandbox], |one| one.as_str(), text)
}

fn cloud(text: &str) -> Result<Cloud, String> {
    one_of(&Cloud::ALL, |one| one.as_str(), text)
}

fn account_type(text: &str) -> Result<AccountType, String> {
    let all = [AccountType::DirectBill, AccountType::IndirectProvider, AccountType::IndirectReseller];
    one_of(&all, |one| one.as_str(), text)
}

#[derive(Debug, clap::Args)]
pub(crate) struct Login {
    #[command(flatten)]
    pub(crate) access: Access,
}
