//! The authority that signs certificates: one for all processes of a database, made anew by one of them before it ends.

use backlot_sandbox::{Place, Sandbox, Server, server::Tls};
use backlot_test_postgres::Server as Postgres;
use backlot_testkit::{Hands, builder};
use jiff::SignedDuration;

#[test]
fn processes_make_it_once_and_renew_it_once() {
    let Some(database) = Postgres::shared().unwrap().map(Postgres::database) else { return };
    let hands = Hands::new();
    let open = || {
        let server = Server::new(&database.url).unwrap().schema(database.schema.as_str()).pool(3).durable(false);
        builder(Place::Postgres(Box::new(server))).wall(hands.clone()).open().unwrap()
    };
    let sandboxes = [open(), open()];
    let authority = |sandbox: &Sandbox| Tls::own(sandbox).unwrap().authority().unwrap().to_owned();
    let at_once = || {
        let [one, other] = &sandboxes;
        std::thread::scope(|scope| {
            let one = scope.spawn(|| authority(one));
            let other = authority(other);
            assert_eq!(one.join().unwrap(), other);
            other
        })
    };
    let first = at_once();
    assert_eq!(at_once(), first);
    // More than nine years of ten.
    hands.forward(SignedDuration::from_hours(24 * 3300));
    let second = at_once();
    assert_ne!(second, first);
    assert_eq!(at_once(), second);
}
