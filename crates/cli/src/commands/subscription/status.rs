//! `backlot subscription suspend` and `backlot subscription reactivate`.

use partner_center::model::subscriptions::SubscriptionStatus;
use serde::Serialize;

use crate::{
    args::SomeSubscriptions,
    commands::session::Session,
    error::CliError,
    output::{headed, number},
    workflows::{
        Failure, Phase,
        delete::name,
        remove::{self, Suspension},
    },
};

/// What came of a subscription.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Changed<'a> {
    subscription_id: &'a str,
    name: &'a str,
    status: String,
}

/// Gives subscriptions this status; those that have it already are left alone.
pub(super) async fn run(
    session: &Session<'_>,
    args: &SomeSubscriptions,
    to: SubscriptionStatus,
) -> Result<(), CliError> {
    session.can_ask()?;
    let (customer, found) = session.customer(&args.of.customer).await?;
    let all = session.partner.customers().by_id(customer).subscriptions().list().all();
    let all = session.call(all).await?;
    let from =
        if to == SubscriptionStatus::Active { SubscriptionStatus::Suspended } else { SubscriptionStatus::Active };
    let mut change = Vec::new();
    if args.all {
        change.extend(all.iter().filter(|one| one.status == Some(from.clone())).filter_map(|one| Suspension::of(one)));
    }
    for asked in &args.subscriptions {
        let is_it = |id: &String| id.eq_ignore_ascii_case(asked);
        let one = all.iter().find(|one| one.id.as_ref().is_some_and(is_it));
        let what = || format!("subscription {asked}");
        let one = one.ok_or_else(|| CliError::NotThere {
            customer: name(&found),
            what: what(),
            list: "`backlot subscription list`",
        })?;
        if one.status == Some(to.clone()) {
            session.mention(&format!("{} is {to} already", what()));
            continue;
        }
        change.extend(Suspension::of(one).filter(|one| !change.contains(one)));
    }
    let verb = if to == SubscriptionStatus::Active { "Reactivate" } else { "Suspend" };
    if session.access.dry_run {
        return session.print(&change, || plan(verb, &change));
    }
    if !change.is_empty() {
        let many = number(change.len() as u64, "subscription");
        let account = session.account.words();
        let question = format!("{verb} {many} of {} in {account}?", name(&found));
        session.ask(&plan(verb, &change), question).await?;
        let phase = if to == SubscriptionStatus::Active { Phase::Reactivate } else { Phase::Suspend };
        session.reporter.phase(phase, change.len());
        let (partner, limits) = (&session.partner, &session.limits);
        let work = remove::set_status(partner, customer, &change, to.clone(), limits, &*session.reporter);
        let late = || Failure::Late(format!("{many} were {to}"));
        limits.within(work).await.ok_or_else(late)??;
    }
    let status = to.to_string();
    let changed: Vec<_> = change
        .iter()
        .map(|one| Changed { subscription_id: &one.subscription_id, name: &one.name, status: status.clone() })
        .collect();
    session.print(&changed, || {
        let header = ["SUBSCRIPTION", "NAME", "STATUS"];
        let rows = changed.iter().map(|one| [one.subscription_id, one.name, &one.status].map(str::to_owned));
        headed(header, rows)
    })
}

fn plan(verb: &str, change: &[Suspension]) -> String {
    let header = ["ACTION", "WHAT", "ID"];
    let rows = change.iter().map(|one| [verb.to_lowercase(), one.name.clone(), one.subscription_id.clone()]);
    headed(header, rows)
}
