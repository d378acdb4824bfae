//! `backlot order`: orders of a customer, a file for each task.

mod cancel;
mod create;
mod file;
mod list;
mod show;

use partner_center::{
    Fetched,
    model::{ids::CustomerId, orders::Order},
};

use crate::{
    args::{self, OneOrder, OrderTask},
    commands::session::{self, Session},
    error::CliError,
    workflows::delete::name,
};

/// Does one of the tasks.
pub(crate) fn run(args: &args::Order) -> Result<(), CliError> {
    session::run(&args.access, async |session| match &args.task {
        OrderTask::Create(args) => create::run(session, args).await,
        OrderTask::List(args) => list::run(session, args).await,
        OrderTask::Show(args) => show::run(session, args).await,
        OrderTask::Cancel(args) => cancel::run(session, args).await,
    })
}

/// The order that is meant, by either of its ids, which must be there.
async fn find(session: &Session<'_>, asked: &OneOrder) -> Result<(CustomerId, Fetched<Order>), CliError> {
    let (customer, found) = session.customer(&asked.of.customer).await?;
    let orders = session.partner.customers().by_id(customer).orders().list().all();
    let orders = session.call(orders).await?;
    let is_it = |order: &Fetched<Order>| {
        [&order.id, &order.alternate_id].into_iter().flatten().any(|id| id.eq_ignore_ascii_case(&asked.order))
    };
    let order = orders.into_iter().find(is_it).ok_or_else(|| CliError::NotThere {
        customer: name(&found),
        what: format!("order {}", asked.order),
        list: "`backlot order list`",
    })?;
    Ok((customer, order))
}
