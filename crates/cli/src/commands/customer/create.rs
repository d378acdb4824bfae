//! `backlot customer create`: a customer with a new tenant.

use partner_center::model::{
    address::Address,
    customers::{Customer, CustomerBillingProfile, CustomerCompanyProfile},
};

use crate::{
    args::NewCustomer,
    commands::session::Session,
    error::CliError,
    output::columns,
    workflows::{Failure, delete::name, order},
};

pub(super) async fn run(session: &Session<'_>, args: &NewCustomer) -> Result<(), CliError> {
    let mut wanted = customer(args);
    if let Some(asked) = &args.reseller {
        let reseller = order::find_reseller(&session.partner, asked, &session.limits).await?;
        wanted.associated_partner_id = Some(reseller.tenant_id);
    }
    if session.access.dry_run {
        let line = format!("create  {} in {}\n", args.company, session.account.words());
        return session.print(&wanted, || line);
    }
    let call = session.partner.customers().create(&wanted);
    let created = session.limits.call(call).await.map_err(Failure::from)?;
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
    })
}

fn customer(args: &NewCustomer) -> Customer {
    let address = Address {
        country: Some(args.country.clone()),
        city: Some(args.city.clone()),
        state: args.state.clone(),
        address_line1: Some(args.address_line.clone()),
        postal_code: args.postal_code.clone(),
        first_name: Some(args.first_name.clone()),
        last_name: Some(args.last_name.clone()),
        phone_number: args.phone.clone(),
        ..Address::default()
    };
    let company = CustomerCompanyProfile {
        domain: Some(args.domain.clone()),
        company_name: Some(args.company.clone()),
        organization_registration_number: args.registration_number.clone(),
        ..CustomerCompanyProfile::default()
    };
    let billing = CustomerBillingProfile {
        first_name: Some(args.first_name.clone()),
        last_name: Some(args.last_name.clone()),
        email: Some(args.email.clone()),
        culture: Some(args.culture.clone()),
        language: Some(args.language.clone()),
        company_name: Some(args.company.clone()),
        default_address: Some(address),
        ..CustomerBillingProfile::default()
    };
    Customer { company_profile: Some(company), billing_profile: Some(billing), ..Customer::default() }
}
