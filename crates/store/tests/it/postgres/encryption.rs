//! Connections that are encrypted, and only with whom they are meant for.

use std::fs;

use backlot_store::{Error, Options, Root, Server, Store};
use backlot_test_postgres::{Cluster, Database, Disk, Shutdown};
use rcgen::generate_simple_self_signed;

use crate::Outcome;
use crate::entry::{exists, order};

#[test]
fn a_server_is_known_by_its_certificate() -> Outcome {
    let Some(mut cluster) = Cluster::start_new(Disk::Careless)? else { return Ok(()) };
    let database = Database::at(format!("{}?sslmode=require", cluster.url()));
    let open = |authority: Option<&std::path::Path>, url: &str| {
        let server = Server::new(url)?.schema(database.schema.as_str()).pool(3);
        Store::open(Options::postgres(authority.into_iter().fold(server, Server::authority)))
    };
    let plain = open(None, &database.url);
    assert!(matches!(plain, Err(Error::Unavailable { .. } | Error::Engine { .. })), "it speaks no TLS: {plain:?}");

    cluster.stop(Shutdown::Fast)?;
    let made = generate_simple_self_signed(vec![String::from("127.0.0.1")])?;
    cluster.encrypt(&made.cert.pem(), &made.signing_key.serialize_pem())?;
    cluster.start()?;
    let home = tempfile::tempdir()?;
    let (own, other) = (home.path().join("own.pem"), home.path().join("other.pem"));
    fs::write(&own, made.cert.pem())?;
    fs::write(&other, generate_simple_self_signed(vec![String::from("127.0.0.1")])?.cert.pem())?;

    let store = open(Some(&own), &database.url)?;
    order(&Root::world(), "1").save(&store)?;
    assert!(exists(&store, order(&Root::world(), "1").key())?);
    for authority in [None, Some(other.as_path())] {
        let stranger = open(authority, &database.url).map(drop);
        assert!(matches!(&stranger, Err(Error::Unavailable { .. })), "{stranger:?}");
    }
    let elsewhere = database.url.replace("127.0.0.1", "localhost");
    let renamed = open(Some(&own), &elsewhere).map(drop);
    assert!(matches!(&renamed, Err(Error::Unavailable { .. })), "the certificate is another host's: {renamed:?}");
    let missing = open(Some(&home.path().join("none.pem")), &database.url).map(drop);
    assert!(matches!(&missing, Err(Error::Address { .. })), "{missing:?}");
    Ok(())
}
