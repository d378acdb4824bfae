//! A resource that is fetched, changed and sent back keeps what its type does not know.

use backlot_testkit::Stage;
use partner_center::model::{customers::CustomerPartnerRelationship, subscriptions::SubscriptionStatus};
use serde_json::{Value, json};

use crate::scripted::{Scripted, json as answered};

#[tokio::test]
async fn unknown_members_and_spellings_go_back_as_they_came() {
    let sent = json!({
        "Id": "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10",
        "RelationshipToPartner": "reseller",
        "CompanyProfile": { "CompanyName": "Brightwater", "LaterMember": [1, 2.50, null] },
        "AllowDelegatedAccess": null,
        "Attributes": { "Etag": "x", "ObjectType": "Customer", "Later": {} },
        "CreatedLater": "2021-03-04T05:06:07.1234567Z",
    });
    let given = sent.clone();
    let service = Scripted::new(move |_, _| answered(200, &given));
    let partner = service.client();
    let customer = partner.customers().by_id("6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10");
    let mut fetched = customer.get().await.unwrap();
    assert_eq!((fetched.raw(), fetched.etag()), (&sent, Some("x")));
    fetched.relationship_to_partner = Some(CustomerPartnerRelationship::None);
    fetched.company_profile.as_mut().unwrap().domain = Some("brightwater.example".to_owned());
    customer.patch(&fetched).await.unwrap();

    let mut expected = sent;
    expected["RelationshipToPartner"] = "none".into();
    expected["CompanyProfile"]["domain"] = "brightwater.example".into();
    let body: Value = serde_json::from_slice(service.requests()[1].body()).unwrap();
    assert_eq!(body, expected);
}

#[tokio::test]
async fn get_modify_patch_at_a_sandbox() {
    let stage = Stage::demo().await;
    let partner = stage.user("direct-sandbox").await;
    let customers = partner.customers().list().all().await.unwrap();
    for customer in customers {
        let customer = partner.customers().by_id(customer.id.as_deref().unwrap());
        let active = |status: &Option<SubscriptionStatus>| *status == Some(SubscriptionStatus::Active);
        let subscriptions = customer.subscriptions().list().all().await.unwrap();
        let Some(mut subscription) = subscriptions.into_iter().find(|it| active(&it.status)) else { continue };
        let handle = customer.subscriptions().by_id(subscription.id.as_deref().unwrap());
        let etag = subscription.etag().unwrap().to_owned();
        subscription.friendly_name = Some("Renamed".to_owned());
        handle.patch(&subscription).if_match(&etag).await.unwrap();
        let mut read = handle.get().await.unwrap();
        assert_eq!(read.friendly_name.as_deref(), Some("Renamed"));
        read.friendly_name = Some("Renamed again".to_owned());
        let stale = handle.patch(&read).if_match(&etag).await.unwrap_err();
        assert_eq!(stale.code(), Some(2055), "{stale}");
        return;
    }
    panic!("no customer of the demo world has an active subscription");
}
