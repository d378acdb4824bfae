//! Random sequences of what several accounts do while time passes, in the sandbox and in a model of it that is written
//! from the pages: the model says how each call is answered, and what there is afterwards.
//!
//! - `action`: what is done, and how a sequence is drawn; `world`: the accounts; `wares`: what they buy
//! - `state`, `rules`, `time`: the model
//! - `play`: a sequence in both; `customers`, `orders`, `carts`, `subscriptions`: its steps; `adopt`: what was made
//! - `etags`, `invariants`: what holds at any time
//!
//! A failure names the seed of its sequence, and the shortest sequence that fails alike.

mod action;
mod adopt;
mod carts;
mod customers;
mod etags;
mod invariants;
mod orders;
mod play;
mod rules;
mod state;
mod subscriptions;
mod time;
mod wares;
mod world;

use std::{cell::RefCell, collections::BTreeMap, env, fmt::Debug, str::FromStr};

use backlot_testkit::ENGINE;
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestError, TestRng, TestRunner},
};
use tokio::runtime::Runtime;

use self::{
    action::Step,
    play::{Flaw, Play},
};

/// How many sequences are played, and from which seed on.
const SEQUENCES: &str = "BACKLOT_TEST_SEQUENCES";
const SEED: &str = "BACKLOT_TEST_SEED";

/// The most steps of a sequence.
const STEPS: usize = 120;

/// After how many steps everything is compared.
const INSPECTED: usize = 12;

/// How many shorter sequences are tried once one has failed.
const SHORTENED: u32 = 400;

type Seen = BTreeMap<(u16, u64), u32>;

async fn play(steps: &[Step]) -> Result<Seen, Flaw> {
    let mut play = Play::new().await?;
    for (at, step) in steps.iter().enumerate() {
        play.step(step).await.map_err(|flaw| format!("step {at}, {step:?}: {flaw}"))?;
        if (at + 1) % INSPECTED == 0 {
            play.inspect().await.map_err(|flaw| format!("after step {at}: {flaw}"))?;
        }
    }
    play.inspect().await.map_err(|flaw| format!("in the end: {flaw}"))?;
    Ok(play.seen)
}

fn setting<T: FromStr<Err: Debug>>(name: &str) -> Option<T> {
    env::var(name).ok().map(|value| value.parse().unwrap())
}

#[test]
fn sequences_go_as_the_model_says() {
    let usual = if env::var_os(ENGINE).is_some() { 5 } else { 30 };
    let sequences: u64 = setting(SEQUENCES).unwrap_or(usual);
    let first = setting(SEED).unwrap_or_else(|| TestRunner::default().rng().next_u64());
    let runtime = Runtime::new().unwrap();
    let seen = RefCell::new(Seen::new());
    for seed in (0..sequences).map(|number| first.wrapping_add(number)) {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let config = ProptestConfig {
            cases: 1,
            max_shrink_iters: SHORTENED,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let outcome = runner.run(&action::steps(STEPS), |steps| {
            let played = runtime.block_on(play(&steps)).map_err(TestCaseError::fail)?;
            played.into_iter().for_each(|(kind, times)| *seen.borrow_mut().entry(kind).or_default() += times);
            Ok(())
        });
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(flaw, steps)) => {
                let steps = steps.iter().enumerate().map(|(at, step)| format!("{at}: {step:?}\n")).collect::<String>();
                panic!("{flaw}\n{steps}Again: {SEED}={seed} {SEQUENCES}=1 cargo test -p backlot-sandbox sequences_go")
            }
            Err(other) => panic!("{other}; {SEED}={seed}"),
        }
    }
    // Or the sequences would show little.
    let seen = seen.into_inner();
    assert!(sequences < usual || seen.len() > 12, "no more than this was answered: {seen:?}");
}
