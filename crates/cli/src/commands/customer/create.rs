//! `backlot customer create`: a customer with a new tenant.

use partner_center::model::{
    address::Address,
    customers::{Customer, CustomerBillingProfile},
};

use crate::{
    args,
    commands::session::Session,
    error::CliError,
    output::columns,
    workflows::{
        creation::{Created, CreationError, create_once},
        customer::NewCustomer,
        delete::name,
        reseller,
    },
};

pub(super) async fn run(session: &Session<'_>, args: &args::NewCustomer) -> Result<(), CliError> {
    let mut wanted = customer(args);
    if let Some(asked) = &args.reseller {
        let reseller = reseller::find(&session.partner, asked, &session.limits).await?;
        wanted = wanted.of_indirect_reseller(reseller.tenant_id);
    }
    if session.access.dry_run {
        let line = format!("create  {} in {}\n", args.company, session.account.words());
        return session.print(&wanted, || line);
    }
    let creation = NewCustomer { partner: &session.partner, customer: &wanted };
    let Created { made: created, how, pending } = create_once(&creation, session.attempt()?, &session.limits).await?;
    if let Some(told) = how.told("customer") {
        session.mention(&told);
    }
    session.print(created.raw(), || {
        let credentials = created.user_credentials.clone().unwrap_or_default();
        let domain = created.company_profile.as_ref().and_then(|profile| profile.domain.clone());
        let user = format!("{}@{}", credentials.user_name.unwrap_or_default(), domain.unwrap_or_default());
        let mut rows = vec![
            ["customer".to_owned(), created.id.clone().unwrap_or_default()],
            ["company".to_owned(), name(&created)],
        ];
        if let Some(password) = credentials.password {
            rows.extend([["administrator".to_owned(), user], ["password".to_owned(), password]]);
        }
        columns(&rows)
    })?;
    Ok(pending.end().map_err(CreationError::from)?)
}

fn customer(args: &args::NewCustomer) -> Customer {
    let address = Address {
        state: args.state.clone(),
        postal_code: args.postal_code.clone(),
        phone_number: args.phone.clone(),
        ..Address::new(args.country.as_str(), args.city.as_str(), args.address_line.as_str())
            .contact(args.first_name.as_str(), args.last_name.as_str())
    };
    let billing = CustomerBillingProfile::new(args.company.as_str(), args.email.as_str(), address)
        .written_in(args.culture.as_str(), args.language.as_str());
    let billed = Customer::new(args.domain.as_str(), billing);
    let mut customer = match &args.registration_number {
        Some(number) => billed.registered_as(number.as_str()),
        None => billed,
    };
    customer.company_profile.get_or_insert_default().company_name = Some(args.company.clone());
    customer
}
