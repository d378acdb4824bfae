//! A client: does one thing after another, and writes down what it asked and what it was told.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use fastrand::Rng;

use crate::{
    Error,
    action::{Action, Seen},
    board::Board,
    clock::Clock,
    history::{Ending, Line, Missed, Outcome},
    log::Log,
    service::{Answer, Service},
};

/// How often an operation is tried.
const TRIES: usize = 500;
/// The longest wait before the next try. Whoever says when to try again is asked sooner than that.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// A client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) number: usize,
    pub(crate) service: Service,
    pub(crate) board: Arc<Board>,
    pub(crate) rng: Rng,
    pub(crate) clock: Clock,
    pub(crate) log: Log,
    /// Set when no more is to be begun.
    pub(crate) enough: Arc<AtomicBool>,
}

impl Client {
    /// Does so many things, unless there is enough before.
    pub(crate) async fn work(mut self, operations: u64) -> Result<(), Error> {
        for number in 0..operations {
            if self.enough.load(Ordering::Relaxed) {
                break;
            }
            let action = self.board.choose(&mut self.rng);
            self.act(format!("c{}n{number}", self.number), action).await?;
        }
        self.log.finish()
    }

    async fn act(&mut self, name: String, action: Action) -> Result<(), Error> {
        let token = self.service.token(action.account(), &mut self.rng).await?;
        let request_id = uuid::Builder::from_random_bytes(self.rng.u128(..).to_be_bytes()).into_uuid().to_string();
        let at = self.clock.now();
        let line = Line::Invoked { at, name: name.clone(), request_id: request_id.clone(), action: action.clone() };
        self.log.write(&line)?;
        let mut missed = self.service.failures();
        let outcome = self.ask(&name, &action, &request_id, &token, &mut missed).await;
        let at = self.clock.now();
        match &outcome {
            Outcome::Done { seen, .. } => self.board.learn(&action, seen),
            // Whether it was deleted or never was: nobody needs to be sent there any more.
            Outcome::Refused { .. } if matches!(action, Action::DeleteCustomer { .. }) => {
                self.board.learn(&action, &Seen::Nothing);
            }
            _ => {}
        }
        self.log.write(&Line::Ended { name, ending: Ending { at, outcome, missed } })
    }

    /// Asks until there is a final answer; rarely, gives up after the first request that had none, as a client that
    /// ends itself would.
    async fn ask(
        &mut self,
        name: &str,
        action: &Action,
        request_id: &str,
        token: &str,
        missed: &mut Vec<Missed>,
    ) -> Outcome {
        let request = action.request(name);
        let ids = action.is_write().then_some(request_id);
        let gives_up = action.is_write() && self.rng.u8(..10) == 0;
        let mut process = self.service.any(&mut self.rng, None);
        while missed.len() < TRIES {
            match self.service.send(process, &request, ids, token).await {
                Ok(answer) => return outcome(action, &answer),
                Err(miss) => missed.push(miss),
            }
            if gives_up && missed.last().is_some_and(|miss| *miss != Missed::Unsent) {
                break;
            }
            tokio::time::sleep(LONGEST_PAUSE.mul_f64(self.rng.f64())).await;
            process = self.service.any(&mut self.rng, Some(process));
        }
        Outcome::Unknown
    }
}

/// What an answer says.
fn outcome(action: &Action, answer: &Answer) -> Outcome {
    let Answer { status, body } = answer;
    if answer.is_success() {
        return Outcome::Done { status: *status, digest: answer.digest(), seen: action.seen(body) };
    }
    Outcome::Refused { status: *status, code: answer.json()["code"].as_u64().unwrap_or_default() }
}
