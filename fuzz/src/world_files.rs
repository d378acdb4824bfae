//! World files: what reads makes a world that opens, and whose accounts get their tokens.

use std::sync::OnceLock;

use backlot_sandbox::{Place, Sandbox, SigningKey, StartError, listing, seed::WorldFile};
use backlot_testkit::Stage;

use crate::scene::runtime;

/// The input is the file.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let world = match WorldFile::parse(text) {
        Ok(world) => world,
        Err(error) => {
            let told = error.to_string();
            assert!(told.starts_with("the world") && told.len() > "the world".len(), "{told}");
            return;
        }
    };
    let mut named: Vec<String> = world.accounts().iter().map(|account| account.name.clone()).collect();
    named.sort();
    match Sandbox::builder(Place::Temporary).signing_key(key()).world(world.clone()).open() {
        Ok(sandbox) => {
            let listed = listing::of(sandbox.store()).expect("accounts");
            assert_eq!(listed.iter().map(|account| account.name.clone()).collect::<Vec<_>>(), named);
        }
        // Orders are judged only when they are planted.
        Err(StartError::World(error)) => {
            assert!(error.to_string().starts_with("the world"), "{error}");
            return;
        }
        Err(error) => panic!("{error}: {error:?}"),
    }
    runtime().block_on(async {
        let stage = Stage::open(Place::Temporary, world).await;
        for name in named {
            stage.app_token(&name).await;
        }
    });
}

fn key() -> SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate().expect("the system makes a key")).clone()
}
