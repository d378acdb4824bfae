//! Tables of cases for what clients send to the token endpoints, and show to the API.

mod assertion;
mod grants;
mod requests;
mod verify;

use std::sync::OnceLock;

use partner_center_model::cloud::Cloud;
use uuid::Uuid;

use super::{Ring, SigningKey};
use crate::account::{Account, AccountType, App, Environment, Role, User};

const TENANT: Uuid = Uuid::from_u128(0xA1);
const APP: Uuid = Uuid::from_u128(0xB1);
const USER: Uuid = Uuid::from_u128(0xC1);

/// The key of all tests here.
fn key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate().unwrap())
}

/// A world's keys, which are this one.
fn ring() -> &'static Ring {
    static RING: OnceLock<Ring> = OnceLock::new();
    RING.get_or_init(|| Ring::of(key().clone(), 0))
}

fn app(client_id: Uuid, secret: &str) -> App {
    App {
        client_id,
        client_secret: secret.into(),
        redirect_uris: Vec::new(),
        public_client: false,
        certificates: Vec::new(),
    }
}

fn account(cloud: Cloud) -> Account {
    Account {
        name: "direct".into(),
        account_type: AccountType::DirectBill,
        environment: Environment::Sandbox,
        cloud,
        tenant_id: TENANT,
        domain: "direct.example".into(),
        mpn_id: "1".into(),
        country: "US".into(),
        company_name: "Lakeside".into(),
        apps: vec![app(APP, "app secret"), app(Uuid::from_u128(0xB2), "other secret")],
        users: vec![User {
            user_principal_name: "Admin@direct.example".into(),
            password: "user password".into(),
            roles: vec![Role::GlobalAdmin],
            object_id: USER,
            sessions_since: 0,
            tokens_since: 0,
        }],
        partners: vec![],
        domain_registrar: false,
        quotas: None,
    }
}
