//! A typed client for the Partner Center REST API, and for Backlot.
//!
//! An operation of the [`model`] is sent as a value: what it asks for and answers is known from its type.
//!
//! ```no_run
//! use partner_center::{Call, Client, Http};
//! use partner_center::model::customers::{CustomerPath, GetCustomer};
//!
//! # async fn example(token: String, customer_id: String) -> Result<(), Box<dyn std::error::Error>> {
//! let partner = Client::builder().endpoint("http://127.0.0.1:7070").build()?.with_token(token);
//! let path = CustomerPath { customer_id: customer_id.parse()? };
//! let customer = partner.send(Call::<GetCustomer>::to(path)).await?.value;
//! println!("{:?}", customer.relationship_to_partner);
//! # Ok(())
//! # }
//! ```
//!
//! Layout: [`client`](Client) sends, [`call`](Call) is what is sent, [`error`](Error) is why it did not succeed,
//! [`transport`](Transport) carries it: over the network with [`Http`], or to any tower service in the same process.

pub mod areas;
mod builder;
mod call;
mod chance;
mod client;
mod clouds;
pub mod credential;
mod error;
mod fetched;
mod list;
mod pacing;
mod place;
mod prepared;
mod retry;
mod transport;
mod wall;
mod wire;

pub use partner_center_model as model;

pub use self::{
    builder::Builder,
    call::{Call, Reply},
    client::Client,
    credential::{
        AccessToken, AppOnly, Application, Certificate, Credential, CredentialError, DeviceCode, DevicePrompt,
        FileTokenStore, MemoryTokenStore, RefreshToken, TokenStore, TokenStoreError, UserPassword,
    },
    error::{Error, ErrorKind, ServiceError},
    fetched::{Content, Fetched},
    list::{List, Page},
    pacing::Pace,
    place::IntoId,
    prepared::Prepared,
    retry::Retry,
    transport::{Answering, Http, Service, Transport, TransportError},
};
