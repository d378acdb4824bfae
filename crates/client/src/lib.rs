//! A typed client for the Partner Center REST API, and for Backlot.
//!
//! An operation of the [`model`] is sent as a value: what it asks for and answers is known from its type.
//!
//! ```no_run
//! use partner_center::{Call, Client, Http};
//! use partner_center::model::customers::{CustomerPath, GetCustomer};
//!
//! # async fn example(token: String, customer_id: String) -> Result<(), Box<dyn std::error::Error>> {
//! let partner = Client::new("http://127.0.0.1:7070", Http::new()?).with_token(token);
//! let path = CustomerPath { customer_id: customer_id.parse()? };
//! let customer = partner.send(Call::<GetCustomer>::to(path)).await?.value;
//! println!("{:?}", customer.relationship_to_partner);
//! # Ok(())
//! # }
//! ```
//!
//! Layout: [`client`](Client) sends, [`call`](Call) is what is sent, [`error`](Error) is why it did not succeed,
//! [`transport`](Transport) carries it: over the network with [`Http`], or to any tower service in the same process.

mod call;
mod client;
mod error;
mod transport;

pub use partner_center_model as model;

pub use self::{
    call::{Call, Reply},
    client::Client,
    error::{Error, ServiceError},
    transport::{Answering, Http, Service, Transport, TransportError},
};
