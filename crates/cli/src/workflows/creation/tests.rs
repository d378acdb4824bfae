//! What is certainly not created is not under way any more.

use std::{fs, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use partner_center::{
    Answering, Client, Transport, TransportError,
    model::{
        address::Address,
        customers::{Customer, CustomerBillingProfile},
    },
};
use tokio::time::Instant;

use super::{super::customer::NewCustomer, *};

/// Has no customers, and answers this status to whoever creates one; is not reached without one.
struct Service(Option<u16>);

impl Transport for Service {
    fn carry(&self, request: Request<Bytes>) -> Answering<'_> {
        let status = if request.method() == "GET" { Some(200) } else { self.0 };
        Box::pin(async move {
            let status = status.ok_or_else(|| TransportError::new(true, "nobody is there", "refused"))?;
            Ok(Response::builder().status(status).body(Bytes::from(r#"{"totalCount":0,"items":[]}"#)).unwrap())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_taken_or_not_sent_was_not_created() {
    let address = Address::new("US", "Seattle", "1 Pike Street");
    let customer =
        Customer::new("brightwater.example", CustomerBillingProfile::new("Brightwater", "a@b.example", address));
    for (status, under_way) in [(Some(400), 0), (Some(401), 0), (None, 0), (Some(503), 1)] {
        let home = tempfile::tempdir().unwrap();
        let client = Client::builder().transport(Service(status)).build().unwrap();
        let attempt = Attempt {
            pending: PendingCreations::in_directory(home.path().to_owned()),
            account: "direct".to_owned(),
            by: Signer {
                profile: "demo:direct:app".to_owned(),
                client_id: "b0000000-0000-4000-8000-000000000001".to_owned(),
                app_only: true,
                person: None,
            },
            request_id: Uuid::from_u128(7),
            now: Timestamp::UNIX_EPOCH,
        };
        let limits = Limits::new(1, Duration::from_secs(1), Instant::now() + Duration::from_secs(3600));
        let failed = create_once(&NewCustomer { partner: &client, customer: &customer }, attempt, &limits).await;
        let told = failed.unwrap_err().to_string();
        assert_eq!(told.contains("is not known"), under_way > 0, "{status:?}: {told}");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), under_way, "{status:?}: {told}");
    }
}
