//! `backlot order cancel`: an order of software, of a reservation or of the marketplace.

use serde::Serialize;

use crate::{
    args::OneOrder,
    commands::session::Session,
    error::CliError,
    output::columns,
    workflows::{self, Cancellation, Failure, Phase},
};

/// What came of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cancelled<'a> {
    order_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternate_id: Option<&'a str>,
    status: &'static str,
}

pub(super) async fn run(session: &Session<'_>, args: &OneOrder) -> Result<(), CliError> {
    session.can_ask()?;
    let (customer, order) = super::find(session, args).await?;
    let cancellation = Cancellation {
        order_id: order.id.clone().unwrap_or_default(),
        alternate_id: order.alternate_id.clone(),
        bought: "",
        status: order.status.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let plan = || {
        let header = ["ACTION", "WHAT", "STATUS", "ID"].map(str::to_owned);
        let order = cancellation.clone();
        columns(&[header, ["cancel".to_owned(), order.name(), order.status, order.order_id]])
    };
    if workflows::is_cancelled(&order) {
        session.mention(&format!("{} is cancelled already", cancellation.name()));
    } else if session.access.dry_run {
        return session.print(&cancellation, plan);
    } else {
        let question = format!("Cancel {} in {}?", cancellation.name(), session.account.words());
        session.ask(&plan(), question).await?;
        session.reporter.phase(Phase::Cancel, 1);
        let work = workflows::cancel(&session.partner, customer, &cancellation, &session.limits, &*session.reporter);
        let late = || Failure::Late(format!("{} was cancelled", cancellation.name()));
        session.limits.within(work).await.ok_or_else(late)??;
    }
    let result = Cancelled {
        order_id: &cancellation.order_id,
        alternate_id: cancellation.alternate_id.as_deref(),
        status: "cancelled",
    };
    session.print(&result, || {
        let header = ["ORDER", "ALTERNATE ID", "STATUS"].map(str::to_owned);
        let alternate = result.alternate_id.unwrap_or_default();
        columns(&[header, [result.order_id, alternate, result.status].map(str::to_owned)])
    })
}
