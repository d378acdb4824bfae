//! A typed client for the Partner Center REST API, and for Backlot.
//!
//! A [`Client`] is put together once, and walked from: to a collection, to one thing in it, to what is below that. What a
//! method returns is sent when it is awaited.
//!
//! ```
//! use partner_center::{AppOnly, Application, Client, Service, model::orders::{Order, OrderLineItem}};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = backlot_testkit::Stage::demo().await.sandbox;
//! let application = Application::with_secret(
//!     "direct-sandbox.example",
//!     "b0000000-0000-4000-8000-000000000002",
//!     "direct-sandbox-app-secret".to_owned(),
//! );
//! // Without endpoint and transport it speaks to the real service, over the network.
//! let partner = Client::builder()
//!     .endpoint("http://localhost")
//!     .transport(Service(sandbox))
//!     .credential(AppOnly::new(application))
//!     .build()?;
//!
//! let customer = partner.customers().by_id("d0000000-0000-4000-8000-000000000201");
//! let order = Order::of([OrderLineItem::of("51e95709-dc35-4780-9040-22278cb7c0e1", 5).named("Desks")]);
//! let placed = customer.orders().create(&order).await?;
//! assert!(placed.id.is_some());
//!
//! let mut subscription = customer.subscriptions().by_id(&placed.line_items[0].subscription_id).get().await?;
//! subscription.friendly_name = Some("Desks on the first floor".to_owned());
//! customer.subscriptions().by_id(&subscription.id).patch(&subscription).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Lists
//!
//! A [`List`] is read as a whole ([`all`](List::all)), as a stream that asks for the next page when it is needed
//! ([`stream`](List::stream)), or [page](List::page) by page.
//!
//! ```
//! # use futures_util::TryStreamExt;
//! # use partner_center::Client;
//! # async fn example(partner: Client) -> Result<(), partner_center::Error> {
//! let mut customers = std::pin::pin!(partner.customers().named("Bright").stream());
//! while let Some(customer) = customers.try_next().await? {
//!     println!("{:?}", customer.company_profile);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What was fetched
//!
//! [`Fetched`] is used and changed as the type itself, and keeps the JSON that it came as. Sent back, it is that JSON with the
//! changes made in it: what the types do not know is not lost by reading, changing and writing. Enums are open: a value that the
//! service adds later is `Unknown`, and none fails a call. So do not ids: a path takes an [id of its own type](model::ids), or
//! the `id` of a resource, which is the text that the service answered, and is told if it is none.
//!
//! # Errors
//!
//! An [`Error`] has a [kind](Error::kind) that says what to do next, the service's code, and the `MS-CorrelationId` that support
//! asks for. Codes that are documented are constants of [`model::errors`].
//!
//! ```
//! # use partner_center::{Client, ErrorKind, model::errors};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! # let partner = backlot_testkit::Stage::demo().await.app("direct-sandbox").await;
//! let error = partner.customers().by_id("6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10").delete().await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Refused);
//! assert!(error.refusal().is_some_and(|refusal| refusal.is(&errors::NOT_FOUND)));
//! # }
//! ```
//!
//! # Again
//!
//! A call that fails in passing is tried again, as [`Retry`] says, always under the same `MS-RequestId`: the service knows it
//! again, and does its work once. An id of one's own ([`Prepared::request_id`]) goes further, and lets a program that was
//! interrupted send the same call again.
//!
//! # Beyond the types
//!
//! Any operation of the [`model`] is sent as a value by [`Client::send`], those too that Backlot does not serve;
//! [`Client::send_raw`] sends what has no type, and [`Client::follow`] goes where a link of an answer leads.
//!
//! ```
//! use partner_center::{Call, Client, model::invoices::ListInvoices};
//!
//! # async fn example(partner: Client) -> Result<(), partner_center::Error> {
//! let invoices = partner.send(Call::<ListInvoices>::new()).await?;
//! let same = partner.send_raw("GET", "/v1/invoices", "").header("X-Locale", "de-DE").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Traces
//!
//! Each call is a `tracing` span named `partner_center`, with `operation`, `request_id`, `correlation_id` and `status`.

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
mod raw;
mod retry;
mod transport;
mod wall;
mod wire;

/// The example of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use partner_center_model as model;

pub use self::{
    builder::Builder,
    call::{Call, Reply},
    client::Client,
    credential::{
        AccessToken, AppOnly, Application, Certificate, Credential, CredentialError, DeviceCode, DevicePrompt,
        FileTokenStore, MemoryTokenStore, Person, RefreshToken, SignedIn, TokenStore, TokenStoreError, UserPassword,
    },
    error::{Error, ErrorKind, ServiceError},
    fetched::{Content, Fetched},
    list::{List, Page},
    pacing::Pace,
    place::IntoId,
    prepared::Prepared,
    raw::Raw,
    retry::Retry,
    transport::{Answering, Http, Service, Transport, TransportError},
};
