//! What the commands that delete customers have in common: the plan, the question, and what came of it.

use partner_center::model::{customers::Customer, ids::CustomerId};
use serde::Serialize;

use crate::{
    commands::session::Session,
    error::CliError,
    output::{self, columns, headed, number},
    workflows::{
        Failure,
        delete::{self, Plan},
    },
};

/// What came of one customer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    customer_id: CustomerId,
    company_name: String,
    deleted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_orders: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Refuses what the service would refuse, before anything is changed.
pub(crate) fn allowed(session: &Session<'_>) -> Result<(), CliError> {
    if session.account.is_sandbox() {
        return Ok(());
    }
    Err(CliError::NoDeletion(session.account.words()))
}

/// Plans the deletion of these customers, asks, and carries it out.
pub(crate) async fn erase(session: &Session<'_>, customers: &[Customer]) -> Result<(), CliError> {
    let (partner, limits, reporter) = (&session.partner, &session.limits, &*session.reporter);
    let reading = delete::read_all(partner, customers, limits, reporter);
    let plans = limits.within(reading).await.ok_or_else(|| Failure::Late("everything was read".to_owned()))??;
    if session.access.dry_run {
        return session.print(&plans, || table(&plans));
    }
    if !plans.is_empty() {
        let shown = if plans.len() == 1 { table(&plans) } else { overview(&plans) };
        session.ask(&shown, question(session, &plans)).await?;
    }
    let outcomes = delete::carry_out_all(partner, &plans, limits, reporter).await;
    tell(session, plans, outcomes)
}

fn question(session: &Session<'_>, plans: &[Plan]) -> String {
    let orders: usize = plans.iter().map(|plan| plan.cancel.len()).sum();
    let (what, tenants) = match plans {
        [plan] => (plan.company_name.clone(), "its tenant"),
        plans => (number(plans.len() as u64, "customer"), "their tenants"),
    };
    let deletion = format!("elete {what} with {tenants} from {}?", session.account.words());
    if orders == 0 {
        format!("D{deletion}")
    } else {
        format!("Cancel {} and d{deletion}", number(orders as u64, "order"))
    }
}

/// What is to be done, a line each.
fn table(plans: &[Plan]) -> String {
    let header = ["ACTION", "WHAT", "STATUS", "ID"].map(str::to_owned);
    let mut rows = vec![header];
    for plan in plans {
        rows.extend(
            plan.cancel
                .iter()
                .map(|order| ["cancel".to_owned(), order.name(), order.status.clone(), order.order_id.clone()]),
        );
        let id = plan.customer_id.to_string();
        rows.push(["delete".to_owned(), plan.company_name.clone(), String::new(), id]);
    }
    columns(&rows)
}

/// What is to be done, a line for each customer: somebody has to read it before they agree.
fn overview(plans: &[Plan]) -> String {
    let header = ["ACTION", "CUSTOMER", "ID", "CANCELS"];
    let rows = plans.iter().map(|plan| {
        let orders = number(plan.cancel.len() as u64, "order");
        ["delete".to_owned(), plan.company_name.clone(), plan.customer_id.to_string(), orders]
    });
    headed(header, rows)
}

/// Prints what came of it. One that failed alone is told as it is; of several, each is.
fn tell(session: &Session<'_>, plans: Vec<Plan>, outcomes: Vec<Result<(), Failure>>) -> Result<(), CliError> {
    let many = plans.len();
    let mut failures = Vec::new();
    let mut results = Vec::new();
    let mut rows = vec![["CUSTOMER", "COMPANY", "RESULT"].map(str::to_owned)];
    for (plan, outcome) in plans.into_iter().zip(outcomes) {
        let Plan { customer_id, company_name, cancel } = plan;
        let cancelled = outcome.is_ok().then_some(cancel.len());
        let result = match cancelled {
            Some(orders) => format!("deleted, {} cancelled", number(orders as u64, "order")),
            None => "not deleted".to_owned(),
        };
        rows.push([customer_id.to_string(), company_name.clone(), result]);
        results.push(Outcome {
            customer_id,
            company_name: company_name.clone(),
            deleted: cancelled.is_some(),
            cancelled_orders: cancelled,
            error: outcome.as_ref().err().map(ToString::to_string),
        });
        failures.extend(outcome.err().map(|failure| (company_name, failure)));
    }
    session.print(&results, || columns(&rows))?;
    if many == 1
        && let Some((_, failure)) = failures.pop()
    {
        return Err(failure.into());
    }
    for (company, failure) in &failures {
        output::complain(&format!("{company}: {failure}"));
    }
    if failures.is_empty() {
        return Ok(());
    }
    let kinds = failures.iter().map(|(_, failure)| failure.kind()).collect();
    Err(CliError::NotAll { done: many - failures.len(), of: many, kinds })
}
