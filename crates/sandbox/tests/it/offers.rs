//! Offers over the wire: the catalogue of a country, in each cloud.

use backlot_testkit::{
    Expect, Stage,
    client::{Call, Client},
};
use http::StatusCode;
use partner_center_model::offers::{
    GetOffer, ListOfferAddons, ListOfferCategories, ListOffers, Offer, OfferPath, OffersQuery,
};

fn country(code: &str) -> OffersQuery {
    OffersQuery { country: Some(code.to_owned()) }
}

fn offer(id: &str, code: &str) -> Call<GetOffer> {
    Call::to(OfferPath { offer_id: id.parse().unwrap() }).query(country(code))
}

async fn listed(client: &Client, code: &str) -> Vec<Offer> {
    let list = client.send(Call::<ListOffers>::new().query(country(code))).await.value();
    assert_eq!(list.total_count, Some(list.items.len() as u64));
    list.items
}

#[tokio::test]
async fn every_listed_offer_is_read_by_its_link() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let list = client.send(Call::<ListOffers>::new().query(country("us"))).await.value();
    assert_eq!(list.links.unwrap().self_link.unwrap().uri, "/offers?country=US");
    let offers = listed(&client, "us").await;
    assert!(offers.iter().any(|offer| offer.name.as_deref() == Some("Office 365 Enterprise E1")));
    for offer in offers {
        let uri = offer.links.clone().unwrap().self_link.unwrap().uri;
        let answer = client.send_raw("GET", &format!("/v1{uri}"), "").await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{uri}");
        assert_eq!(serde_json::from_slice::<Offer>(answer.body()).unwrap(), offer);
    }
}

#[tokio::test]
async fn the_country_is_required_and_must_exist() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    for query in [OffersQuery::default(), country("USA"), country("XX"), country("-1")] {
        let refused = client.send(Call::<ListOffers>::new().query(query)).await.refused(400, 3000);
        assert!(refused.description.contains("country"), "{}", refused.description);
    }
}

#[tokio::test]
async fn what_is_not_there_is_refused_for_what_it_is() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    client.send(offer("db2e705f-b82a-4024-a3d5-d88e12f2db35", "DE")).await.value();
    client.send(offer("99999999-b82a-4024-a3d5-d88e12f2db35", "US")).await.refused(404, 1000);
    client.send(offer("4D8F3B90-29B3-4E7B-B37C-4A435DDEF1D9", "IN")).await.refused(400, 800_070);
    let refused = client.send(offer("DZH318Z0BXWC:0001:DZH318Z0BMJX", "US")).await.refused(400, 2100);
    assert!(refused.description.contains("DZH318Z0BXWC:0001:DZH318Z0BMJX"), "{}", refused.description);
}

#[tokio::test]
async fn each_cloud_sells_its_own_azure() {
    let stage = Stage::demo().await;
    for (account, code, azure) in [
        ("direct-sandbox", "US", &["MS-AZR-0145P", "MS-AZR-0146P"][..]),
        ("germany-sandbox", "DE", &["MS-AZR-DE-0146P"]),
        ("us-government-sandbox", "US", &["MS-AZR-USGOV-0146P"]),
        ("china-sandbox", "CN", &[]),
    ] {
        let offers = listed(&stage.app(account).await, code).await;
        let ids = offers.iter().filter_map(|offer| offer.id.as_deref());
        assert_eq!(ids.filter(|id| id.starts_with("MS-AZR")).collect::<Vec<_>>(), azure, "{account}");
    }
}

#[tokio::test]
async fn categories_are_those_of_what_the_country_is_sold() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    for (code, expected) in [
        ("US", &["Enterprise_Key", "SmallBusiness_Key", "Government_Key"][..]),
        ("fr", &["Enterprise_Key", "SmallBusiness_Key"]),
    ] {
        let list = client.send(Call::<ListOfferCategories>::new().query(country(code))).await.value();
        let ids: Vec<_> = list.items.iter().filter_map(|category| category.id.as_deref()).collect();
        assert_eq!(ids, expected, "{code}");
        assert!(list.items.iter().all(|category| category.country.as_deref() == Some(&code.to_uppercase())));
    }
    client.send(Call::<ListOfferCategories>::new()).await.refused(400, 3000);
}

#[tokio::test]
async fn add_ons_are_those_that_name_the_offer() {
    let stage = Stage::demo().await;
    let client = stage.app("direct").await;
    let add_ons =
        |id: &str| Call::<ListOfferAddons>::to(OfferPath { offer_id: id.parse().unwrap() }).query(country("us"));
    let list = client.send(add_ons("195416c1-3447-423a-b37b-ee59a99a19c4")).await.value();
    let ids: Vec<_> = list.items.iter().filter_map(|offer| offer.id.as_deref()).collect();
    let expected = [
        "2828BE95-46BA-4F91-B2FD-0BEF192ECF60",
        "45320EC9-9B8E-49D0-B900-F14141A0ABD1",
        "A2706F86-868D-4048-989B-0C69E5C76B63",
    ];
    assert_eq!(ids, expected);
    assert!(list.items.iter().all(|offer| offer.is_add_on == Some(true)));
    assert_eq!(client.send(add_ons("MS-AZR-0145P")).await.value().items, []);
    client.send(add_ons("99999999-b82a-4024-a3d5-d88e12f2db35")).await.refused(404, 1000);
    client.send(add_ons("DZH318Z0BXWC:0001:DZH318Z0BMJX")).await.refused(400, 2100);
}
