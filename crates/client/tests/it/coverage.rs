//! Every operation that the sandbox serves can be called by walking the handles.

use std::{
    collections::BTreeSet,
    convert::Infallible,
    fs,
    future::Ready,
    path::Path,
    sync::{Arc, Mutex},
    task,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use partner_center::{
    Client, Service,
    model::{
        address::Address,
        all,
        carts::Cart,
        customers::{Customer, CustomerBillingProfile},
        domains::VerifiedDomain,
        operation::{Operation, OperationInfo, Segment, Visitor},
        orders::Order,
        products::InventoryCheckRequest,
        read::Reader,
        relationships::PartnerRelationshipType,
        subscriptions::{Conversion, Subscription, SupportContact, Upgrade},
    },
};

const ID: &str = "6f3bd7a1-3c52-4c4e-9a34-0d6f1c7f4a10";

/// Knows the operation of a request by the table, notes it, and answers something that reads.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<BTreeSet<&'static str>>>);

impl tower_service::Service<Request<Full<Bytes>>> for Recorder {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> task::Poll<Result<(), Infallible>> {
        task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        let (method, path) = (request.method().as_str(), request.uri().path());
        let mut answering = Answering { method, path, found: None };
        all::visit(&mut answering);
        assert!(answering.found.is_some(), "{method} {path} is no operation");
        let (info, body) = answering.found.unwrap();
        self.0.lock().unwrap().insert(info.name);
        std::future::ready(Ok(Response::new(body.into())))
    }
}

/// Finds the operation of a request. Literal segments win over ids, as they do in the service.
struct Answering<'a> {
    method: &'a str,
    path: &'a str,
    found: Option<(OperationInfo, &'static str)>,
}

impl Visitor for Answering<'_> {
    fn visit<O: Operation>(&mut self) {
        let ids = |info: &OperationInfo| info.segments().filter(|it| matches!(it, Segment::Parameter(_))).count();
        let asked = self.path.split('/').skip(1);
        let fits =
            O::INFO.segments().map(Some).chain([None]).zip(asked.map(Some).chain([None])).all(|pair| match pair {
                (Some(Segment::Literal(literal)), Some(asked)) => literal == asked,
                (Some(Segment::Parameter(_)), Some(_)) | (None, None) => true,
                _ => false,
            });
        let better = self.found.is_none_or(|(found, _)| ids(&O::INFO) < ids(&found));
        if O::INFO.method.as_str() == self.method && fits && better {
            let object = Reader::REPLIES.slice::<O::Reply>(b"{}").is_ok();
            self.found = Some((O::INFO, if object { "{}" } else { "[]" }));
        }
    }
}

#[tokio::test]
async fn every_operation_of_the_sandbox_is_a_method() {
    let recorder = Recorder::default();
    let transport = Service(recorder.clone());
    let partner = Client::builder().endpoint("http://localhost").transport(transport).build().unwrap();

    let customers = partner.customers();
    customers.list().all().await.unwrap();
    customers.create(&Customer::default()).await.unwrap();
    customers.relationship_request().await.unwrap();
    let customer = customers.by_id(ID);
    customer.get().await.unwrap();
    customer.patch(&Customer::default()).await.unwrap();
    customer.delete().await.unwrap();
    customer.profiles().billing().await.unwrap();
    customer.profiles().replace_billing(&CustomerBillingProfile::default()).await.unwrap();
    customer.profiles().company().await.unwrap();
    customer.relationships().list().all().await.unwrap();
    customer.verified_domains().create(&VerifiedDomain::default()).await.unwrap();

    customer.carts().create(&Cart::default()).await.unwrap();
    let cart = customer.carts().by_id(ID);
    cart.get().await.unwrap();
    cart.replace(&Cart::default()).await.unwrap();
    cart.checkout().await.unwrap();

    customer.entitlements().list().all().await.unwrap();
    let artifact = customer.entitlements().artifact("group", "1", ID);
    artifact.reserved_instance().await.unwrap();
    artifact.virtual_machine_reserved_instance().await.unwrap();

    customer.orders().list().all().await.unwrap();
    customer.orders().create(&Order::default()).await.unwrap();
    let order = customer.orders().by_id(ID);
    order.get().await.unwrap();
    order.patch(&Order::default()).await.unwrap();
    order.provisioning_status().all().await.unwrap();
    order.line_item(0).activation_links().list().all().await.unwrap();

    customer.subscriptions().list().all().await.unwrap();
    let subscription = customer.subscriptions().by_id(ID);
    subscription.get().await.unwrap();
    subscription.patch(&Subscription::default()).await.unwrap();
    subscription.activate().await.unwrap();
    subscription.addons().list().all().await.unwrap();
    subscription.azure_entitlements().list().all().await.unwrap();
    subscription.conversions().list().all().await.unwrap();
    subscription.conversions().create(&Conversion::default()).await.unwrap();
    subscription.provisioning_status().await.unwrap();
    subscription.register().await.unwrap();
    subscription.registration_status().await.unwrap();
    subscription.support_contact().await.unwrap();
    subscription.replace_support_contact(&SupportContact::default()).await.unwrap();
    subscription.upgrades().list().all().await.unwrap();
    subscription.upgrades().create(&Upgrade::default()).await.unwrap();

    customer.products().list("Azure").all().await.unwrap();
    let product = customer.products().by_id("DZH318Z0BQ3Q");
    product.get().await.unwrap();
    product.skus().list().all().await.unwrap();
    let sku = product.skus().by_id("0001");
    sku.get().await.unwrap();
    sku.availabilities().list().all().await.unwrap();
    sku.availabilities().by_id("DZH318Z0BP8B").get().await.unwrap();

    let products = partner.products().by_country("US").by_target_view("Azure");
    products.list().all().await.unwrap();
    let product = products.by_id("DZH318Z0BQ3Q");
    product.get().await.unwrap();
    product.skus().list().all().await.unwrap();
    let sku = product.skus().by_id("0001");
    sku.get().await.unwrap();
    sku.availabilities().list().all().await.unwrap();
    sku.availabilities().by_id("DZH318Z0BP8B").get().await.unwrap();
    partner.inventory().check("US", &InventoryCheckRequest::default()).await.unwrap();

    partner.offer_categories().list("US").all().await.unwrap();
    let offers = partner.offers().by_country("US");
    offers.list().all().await.unwrap();
    offers.by_id(ID).get().await.unwrap();
    offers.by_id(ID).addons().list().all().await.unwrap();

    let resellers = PartnerRelationshipType::IsIndirectCloudSolutionProviderOf;
    partner.relationships().list(resellers).all().await.unwrap();
    partner.domains().by_name("commonground.example").exists().await.unwrap();
    partner.country_validation_rules().by_country("US").get().await.unwrap();
    partner.validations().address(&Address::default()).await.unwrap();

    let called = recorder.0.lock().unwrap().clone();
    assert_eq!(called, backlot_sandbox::emulated().into_iter().collect());
}

/// All that is written in the files of this directory, with one space between two words.
fn written_in(directory: &Path) -> String {
    let mut all = String::new();
    for file in fs::read_dir(directory).unwrap() {
        let path = file.unwrap().path();
        let text = if path.is_dir() { written_in(&path) } else { fs::read_to_string(path).unwrap() };
        for word in text.split_whitespace().filter(|word| *word != "///") {
            all += word;
            all.push(' ');
        }
    }
    all
}

#[test]
fn every_method_says_its_line_of_http_and_its_page() {
    struct Looking(String, Vec<String>);
    impl Visitor for Looking {
        fn visit<O: Operation>(&mut self) {
            let OperationInfo { name, method, path, page, .. } = O::INFO;
            let line = format!("`{} {path}`.", method.as_str());
            let sources = [format!(" Source: `{page}`"), format!(" Sources: `{page}`"), " No page ".to_owned()];
            let is_said = sources.iter().any(|source| self.0.contains(&format!("{line}{source}")));
            if backlot_sandbox::emulated().contains(&name) && !is_said {
                self.1.push(line);
            }
        }
    }
    let mut looking = Looking(written_in(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/areas"))), Vec::new());
    all::visit(&mut looking);
    assert_eq!(looking.1, [""; 0]);
}
