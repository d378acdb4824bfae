//! `backlot relationship remove`: the end of the reseller relationship with a customer.

use crate::{
    args::Removal,
    commands::{customer::erase, session::Session},
    error::CliError,
    output::{columns, number},
    workflows::{
        Failure,
        delete::name,
        remove::{self, Plan},
    },
};

pub(super) async fn run(session: &Session<'_>, args: &Removal) -> Result<(), CliError> {
    session.can_ask()?;
    if !session.account.is_sandbox() && session.account.signer.app_only {
        let remedy = match session.account.signer.profile.strip_suffix(":app") {
            Some(person) => format!("use --profile {person}"),
            None => "use a profile of a person, and `backlot login` with it".to_owned(),
        };
        let profile = session.account.signer.profile.clone();
        return Err(CliError::NeedsPerson { doing: "the removal of a relationship in production", profile, remedy });
    }
    let Some(customer) = session.find_customer(&args.of.customer).await? else {
        return nothing(session, &args.of.customer);
    };
    if session.account.is_sandbox() {
        return delete(session, args, customer).await;
    }
    let reading = remove::read(&session.partner, &customer, &session.limits);
    let late = || Failure::Late("everything was read".to_owned());
    let Some(plan) = session.limits.within(reading).await.ok_or_else(late)?? else {
        return nothing(session, &args.of.customer);
    };
    if session.access.dry_run {
        session.print(&plan, || table(&plan))?;
        return Ok(plan.unblocked(args.suspend_subscriptions)?);
    }
    plan.unblocked(args.suspend_subscriptions)?;
    session.ask(&table(&plan), question(session, &plan)).await?;
    let removed = remove::carry_out(&session.partner, &plan, &session.limits, &*session.reporter).await?;
    session.print(&removed, || {
        let header = ["CUSTOMER", "COMPANY", "RESULT"].map(str::to_owned);
        let suspended = number(removed.suspended_subscriptions as u64, "subscription");
        let result = format!("relationship removed, {suspended} suspended");
        columns(&[header, [removed.customer_id.to_string(), removed.company_name.clone(), result]])
    })
}

/// There is no relationship.
fn nothing(session: &Session<'_>, asked: &str) -> Result<(), CliError> {
    let account = session.account.words();
    session.mention(&format!("{asked} is no customer of {account}, so there is no relationship to remove"));
    session.print(&serde_json::Value::Null, String::new)
}

/// In the integration sandbox a removal deletes the customer and its tenant. Source: `sandbox-scenario`.
async fn delete(
    session: &Session<'_>,
    args: &Removal,
    customer: partner_center::model::customers::Customer,
) -> Result<(), CliError> {
    session.mention(&format!(
        "{} is in an integration sandbox, where the removal of the relationship deletes the customer and its tenant",
        name(&customer)
    ));
    if args.suspend_subscriptions {
        session.mention("--suspend-subscriptions does nothing there: subscriptions go with their customer");
    }
    erase::erase(session, &[customer]).await
}

fn question(session: &Session<'_>, plan: &Plan) -> String {
    let removal = format!("emove the relationship of {} with {}?", session.account.words(), plan.company_name);
    if plan.suspend.is_empty() {
        return format!("R{removal}");
    }
    format!("Suspend {} and r{removal}", number(plan.suspend.len() as u64, "subscription"))
}

/// What is to be done, a line each.
fn table(plan: &Plan) -> String {
    let mut rows = vec![["ACTION", "WHAT", "ID"].map(str::to_owned)];
    rows.extend(plan.reservations.iter().map(|name| ["ask support".to_owned(), name.clone(), String::new()]));
    rows.extend(
        plan.suspend
            .iter()
            .map(|one| ["suspend".to_owned(), format!("subscription {}", one.name), one.subscription_id.clone()]),
    );
    let relationship = format!("relationship with {}", plan.company_name);
    rows.push(["remove".to_owned(), relationship, plan.customer_id.to_string()]);
    columns(&rows)
}
