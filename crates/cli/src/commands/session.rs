//! What the commands that speak to a Partner Center share: a connection, a pace, somebody who is told, and consent.

use std::io::{self, IsTerminal, Write};

use backlot_sandbox::wall::{SystemWall, Wall};
use partner_center::{
    Client, Error, Fetched,
    model::{customers::Customer, ids::CustomerId},
};
use serde::Serialize;
use tokio::{runtime::Builder, task::spawn_blocking};
use uuid::Uuid;

use crate::{
    args::{Access, Format},
    connection::{self, Account, directories},
    error::CliError,
    output, reporters, signals,
    workflows::{Failure, Limits, Reporter, creation::Attempt, delete, pending::PendingCreations},
};

/// A command that is under way.
pub(crate) struct Session<'a> {
    pub(crate) access: &'a Access,
    pub(crate) partner: Client,
    pub(crate) account: Account,
    pub(crate) limits: Limits,
    pub(crate) reporter: Box<dyn Reporter>,
}

/// Runs a command until it is through, or a signal ends it.
pub(crate) fn run(
    access: &Access,
    command: impl AsyncFnOnce(&Session<'_>) -> Result<(), CliError>,
) -> Result<(), CliError> {
    until_interrupted(async {
        let limits = access.limits();
        let work = async {
            let connection = connection::connect(access).await?;
            let session = Session {
                access,
                partner: connection.client,
                account: connection.account,
                limits: limits.clone(),
                reporter: reporters::of(access),
            };
            command(&session).await
        };
        limits.within_all(work).await.unwrap_or_else(|| Err(Failure::Late("the command was through".to_owned()).into()))
    })
}

/// Does something until it is through, or a signal ends it.
pub(crate) fn until_interrupted(work: impl Future<Output = Result<(), CliError>>) -> Result<(), CliError> {
    let system = |what| move |source| CliError::System { what, source };
    let runtime = Builder::new_current_thread().enable_all().build().map_err(system("a runtime"))?;
    let outcome = runtime.block_on(async {
        let stop = signals::number(1).map_err(system("signal handlers"))?;
        tokio::select! {
            biased;
            () = stop => Err(CliError::Interrupted),
            outcome = work => outcome,
        }
    });
    // Whoever waits for an answer on the terminal is not waited for.
    runtime.shutdown_background();
    outcome
}

impl Session<'_> {
    /// Makes a call when its turn has come.
    pub(crate) async fn call<T>(&self, call: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Failure> {
        Ok(self.limits.call(call).await?)
    }

    /// The customer of this id, or of this whole name in whatever casing; none if there is none.
    pub(crate) async fn find_customer(&self, asked: &str) -> Result<Option<Customer>, CliError> {
        let customers = self.partner.customers();
        if let Ok(id) = asked.parse::<CustomerId>() {
            return match self.call(customers.by_id(id).get()).await {
                Ok(customer) => Ok(Some(customer.into_value())),
                Err(Failure::Call(error)) if error.is_not_found() => Ok(None),
                Err(failure) => Err(failure.into()),
            };
        }
        let begin_so = self.call(customers.named(asked).all()).await?;
        let is_called_so = |customer: &Customer| delete::name(customer).to_lowercase() == asked.to_lowercase();
        let mut called_so = begin_so.into_iter().map(|one| one.into_value()).filter(is_called_so);
        let Some(found) = called_so.next() else { return Ok(None) };
        match called_so.next() {
            None => Ok(Some(found)),
            Some(other) => Err(CliError::Ambiguous {
                name: asked.to_owned(),
                ids: [found, other].into_iter().filter_map(|one| one.id).collect(),
            }),
        }
    }

    /// The customer, which must be there, with its id.
    pub(crate) async fn customer(&self, asked: &str) -> Result<(CustomerId, Customer), CliError> {
        let found = self.find_customer(asked).await?;
        let customer = found.ok_or_else(|| self.unknown(asked))?;
        let id = customer.id.as_deref().and_then(|id| id.parse().ok()).ok_or_else(|| self.unknown(asked))?;
        Ok((id, customer))
    }

    /// The customer with all its profiles, which must be there: lists have it in its brief form.
    pub(crate) async fn whole_customer(&self, asked: &str) -> Result<(CustomerId, Fetched<Customer>), CliError> {
        let id = match asked.parse() {
            Ok(id) => id,
            Err(_) => self.customer(asked).await?.0,
        };
        match self.call(self.partner.customers().by_id(id).get()).await {
            Ok(customer) => Ok((id, customer)),
            Err(Failure::Call(error)) if error.is_not_found() => Err(self.unknown(asked)),
            Err(failure) => Err(failure.into()),
        }
    }

    /// What is needed to create something once, however often the same command is run.
    pub(crate) fn attempt(&self) -> Result<Attempt, CliError> {
        Ok(Attempt {
            pending: PendingCreations::in_directory(directories::state()?.join("pending")),
            account: format!("{} at {}", self.account.name, self.account.place),
            by: self.account.signer.clone(),
            request_id: new_id(),
            now: SystemWall.now(),
        })
    }

    fn unknown(&self, asked: &str) -> CliError {
        CliError::NoCustomer { asked: asked.to_owned(), account: self.account.words() }
    }

    /// Prints the result, in the form that was asked for.
    pub(crate) fn print(&self, json: &impl Serialize, table: impl FnOnce() -> String) -> Result<(), CliError> {
        self.reporter.end();
        let text = match self.access.output {
            Format::Table => table(),
            Format::Json => serde_json::to_string_pretty(json).map_err(io::Error::other)? + "\n",
        };
        Ok(output::print(&text)?)
    }

    /// Says something besides the result.
    pub(crate) fn mention(&self, what: &str) {
        self.reporter.end();
        if !self.access.quiet {
            output::mention(what);
        }
    }

    /// Fails at once where nobody can be asked and nobody agreed beforehand.
    pub(crate) fn can_ask(&self) -> Result<(), CliError> {
        let people = io::stdin().is_terminal() && io::stderr().is_terminal();
        if self.access.yes || self.access.dry_run || people { Ok(()) } else { Err(CliError::NoConsent) }
    }

    /// Asks whether this is to be done, unless that was said beforehand.
    pub(crate) async fn ask(&self, plan: &str, question: String) -> Result<(), CliError> {
        if self.access.yes {
            return Ok(());
        }
        self.reporter.end();
        output::mention(plan.trim_end());
        let answer = spawn_blocking(move || {
            let mut err = io::stderr().lock();
            write!(err, "{question} [y/N] ")?;
            err.flush()?;
            let mut line = String::new();
            io::stdin().read_line(&mut line)?;
            Ok::<_, io::Error>(line)
        });
        let answer = self.limits.untimed(answer).await.map_err(io::Error::other).flatten().map_err(CliError::Output)?;
        match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(CliError::Declined),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "what somebody creates is a new thing each time")]
fn new_id() -> Uuid {
    Uuid::new_v4()
}
