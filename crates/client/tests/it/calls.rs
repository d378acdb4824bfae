//! The client against a sandbox, over a real connection and in the same process.

use backlot_testkit::{Expect, Stage};
use partner_center::{
    Call, Client, Error, ErrorKind, Retry,
    model::{
        customers::{CreateCustomer, Customer, CustomerPath, CustomersQuery, GetCustomer, ListCustomers},
        domains::{
            AuthenticationProtocol, CheckDomain, DomainAuthenticationType, DomainFederationSettings, DomainPath,
            PromptLoginBehavior, VerifiedDomain,
        },
        orders::{GetOrder, OrderPath},
    },
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::oneshot,
    task::JoinHandle,
};

/// A sandbox that listens, and how to end it.
struct Listening {
    url: String,
    end: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn listen(stage: &Stage) -> Listening {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (end, ended) = oneshot::channel::<()>();
    let sandbox = stage.sandbox.clone();
    let server = tokio::spawn(backlot_sandbox::server::serve(listener, sandbox, async {
        let _ = ended.await;
    }));
    Listening { url, end, server }
}

fn new_customer() -> Customer {
    serde_json::from_value(json!({
        "companyProfile": { "domain": "brightwater.example" },
        "billingProfile": {
            "email": "accounts@brightwater.example", "culture": "en-US", "language": "en",
            "companyName": "Brightwater & Söhne",
            "defaultAddress": {
                "firstName": "Accounts", "lastName": "Payable", "addressLine1": "1 Pike Street",
                "city": "Seattle", "state": "WA", "postalCode": "98101", "country": "US"
            }
        }
    }))
    .unwrap()
}

#[tokio::test]
async fn operations_go_over_a_connection_as_they_go_in_process() {
    let stage = Stage::demo().await;
    let token = stage.app_token("direct-sandbox").await;
    let listening = listen(&stage).await;
    let partner = Client::builder().endpoint(format!("{}/", listening.url)).build().unwrap().with_token(token);

    let create = Call::<CreateCustomer>::new().body(new_customer()).request_id("0b1e3f0c-3b0e-4c39-93a7-2f4f4a7c6d11");
    let created = partner.send(create.clone()).await.unwrap();
    assert_eq!(created.status, 201);
    assert_eq!(created.headers["ms-requestid"], "0b1e3f0c-3b0e-4c39-93a7-2f4f4a7c6d11");
    let again = partner.send(create).await.unwrap().value;
    assert_eq!(again.id, created.value.id, "the same call under the same id does its work once");

    let id = created.value.id.clone().unwrap();
    let path = CustomerPath { customer_id: id.parse().unwrap() };
    let read = partner.send(Call::<GetCustomer>::to(path)).await.value();
    assert_eq!(read.company_profile.unwrap().company_name.as_deref(), Some("Brightwater & Söhne"));

    let filter = json!({ "Field": "CompanyName", "Value": "brightwater & söhne", "Operator": "starts_with" });
    let query = CustomersQuery { filter: Some(filter.to_string()), ..CustomersQuery::default() };
    let listed = partner.send(Call::<ListCustomers>::new().query(query)).await.value();
    assert_eq!(listed.items.into_iter().map(|customer| customer.id).collect::<Vec<_>>(), [Some(id)]);

    listening.end.send(()).unwrap();
    listening.server.await.unwrap();
}

#[tokio::test]
async fn lists_go_on_where_the_continuation_token_says() {
    let stage = Stage::demo().await;
    let partner = stage.app("direct-sandbox").await;
    let page = |token: Option<String>| {
        let call = Call::<ListCustomers>::new().query(CustomersQuery { size: Some(4), ..CustomersQuery::default() });
        token.into_iter().fold(call, Call::continuation)
    };
    let first = partner.send(page(None)).await.value();
    let second = partner.send(page(first.continuation_token.clone())).await.value();
    assert_eq!((first.items.len(), second.items.len(), second.continuation_token), (4, 2, None));
    assert!(second.items.iter().all(|customer| !first.items.contains(customer)));
}

#[tokio::test]
async fn a_refusal_brings_code_correlation_id_and_explanation() {
    let stage = Stage::demo().await;
    let partner = stage.app("outsider").await;
    let path = OrderPath {
        customer_id: "d0000000-0000-4000-8000-000000000201".parse().unwrap(),
        order_id: "UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1".parse().unwrap(),
    };
    let refusal = partner.send(Call::<GetOrder>::to(path)).await.refused(403, 20002);
    assert!(refusal.correlation_id.is_some());
    assert!(refusal.explanation.unwrap().contains("not a customer of this account"));
    assert!(refusal.description.contains("d0000000-0000-4000-8000-000000000201"));
}

#[tokio::test]
async fn verified_domains_are_made_as_the_service_takes_them() {
    let world = "[[accounts]]\nname = \"registrar\"\ntype = \"direct_bill\"\nenvironment = \"sandbox\"\ncloud = \"global\"\n\
                 tenantId = \"a0000000-0000-4000-8000-000000000002\"\ndomain = \"registrar.example\"\nmpnId = \"9000002\"\n\
                 country = \"US\"\ncompanyName = \"Lakeside Cloud Services\"\ndomainRegistrar = true\nusers = []\n\
                 apps = [{ clientId = \"b0000000-0000-4000-8000-000000000002\", clientSecret = \"secret\" }]\n";
    let partner = Stage::toml(world).await.app("registrar").await;
    let customer = partner.customers().create(&new_customer()).await.unwrap();
    let domains = partner.customers().by_id(&customer.id).verified_domains();
    let managed = domains.create(&VerifiedDomain::managed("shop.example")).await.unwrap();
    assert_eq!(managed.authentication_type, Some(DomainAuthenticationType::Managed));
    let settings = DomainFederationSettings {
        issuer_uri: Some("desk.example".to_owned()),
        log_off_uri: Some("https://sts.desk.example/out".to_owned()),
        passive_log_on_uri: Some("https://sts.desk.example/in".to_owned()),
        preferred_authentication_protocol: Some(AuthenticationProtocol::WsFed),
        prompt_login_behavior: Some(PromptLoginBehavior::Disabled),
        signing_certificate: Some("MIIC".to_owned()),
        ..DomainFederationSettings::default()
    };
    let federated = domains.create(&VerifiedDomain::managed("desk.example").federated(settings)).await.unwrap();
    assert_eq!(federated.authentication_type, Some(DomainAuthenticationType::Federated));
}

#[tokio::test]
async fn an_answer_without_a_body_is_told_by_its_status() {
    let stage = Stage::demo().await;
    let partner = stage.app("direct-sandbox").await;
    let check = |domain: &str| Call::<CheckDomain>::to(DomainPath { domain: domain.to_owned() });
    assert_eq!(partner.send(check("commonground.example")).await.unwrap().status, 200);
    match partner.send(check("free.example")).await {
        Err(Error::Refused(refusal)) => assert_eq!((refusal.status.as_u16(), refusal.code), (404, None)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_that_reached_nobody_says_so() {
    // Bound and dropped: nobody listens at this address.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let partner = Client::builder().endpoint(format!("http://{address}")).retry(Retry::never()).build().unwrap();
    match partner.send(Call::<ListCustomers>::new()).await {
        Err(Error::Transport(error)) => assert!(error.unsent, "{error}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_without_an_end_is_broken_off() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let asked = connection.read(&mut [0; 4096]).await.unwrap();
        assert!(asked > 0);
        connection.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let blank = vec![b' '; 1 << 20];
        while connection.write_all(&blank).await.is_ok() {}
    });
    let partner = Client::builder().endpoint(format!("http://{address}")).retry(Retry::never()).build().unwrap();
    let error = partner.send(Call::<ListCustomers>::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Lost);
    assert!(error.to_string().contains("longer than 64 MiB"), "{error}");
    server.await.unwrap();
}

#[test]
fn a_token_is_never_shown() {
    let partner = Client::builder().build().unwrap().with_token("a-secret-token".to_owned());
    assert!(!format!("{partner:?}").contains("a-secret-token"));
}
