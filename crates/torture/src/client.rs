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
    action::{Action, Request},
    board::Board,
    clock::Clock,
    history::{Again, Ending, Line, Missed, Outcome, Repeat},
    log::Log,
    service::{Answer, Service},
};

/// The longest wait before the next try. Whoever says when to try again is asked sooner than that.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// One write of so many is sent to two processes at the same time.
const TWINS: u8 = 8;
/// One acknowledged write of so many is sent once more at once.
const ECHOES: u8 = 8;
/// One write of so many is given up after the first request that had no answer.
const LOST: u8 = 10;

/// A client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) number: usize,
    pub(crate) service: Service,
    pub(crate) board: Arc<Board>,
    pub(crate) rng: Rng,
    pub(crate) clock: Clock,
    /// How long it asks for one thing.
    pub(crate) patience: Duration,
    pub(crate) log: Log,
    /// Set when no more is to be begun.
    pub(crate) enough: Arc<AtomicBool>,
}

/// What came of asking.
struct Asked {
    outcome: Outcome,
    /// The process that answered, or that was asked last.
    process: usize,
    /// The answer of another one that was asked at the same time, if both have done it.
    twin: Option<Answer>,
}

impl Client {
    /// Does one thing after another, until there is enough.
    pub(crate) async fn work(mut self) -> Result<(), Error> {
        let mut number = 0_u64;
        while !self.enough.load(Ordering::Relaxed) {
            let action = self.board.choose(&mut self.rng);
            self.act(format!("c{}n{number}", self.number), action).await?;
            number += 1;
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
        let request = action.request(&name);
        let ids = action.is_write().then_some(request_id.as_str());
        let Asked { outcome, process, twin } = self.ask(&action, &request, ids, &token, &mut missed).await;
        let at = self.clock.now();
        let is_done = matches!(outcome, Outcome::Done { .. });
        match &outcome {
            Outcome::Done { seen, .. } => self.board.learn(&action, seen),
            // Whether it was deleted or never was: nobody needs to be sent there any more.
            Outcome::Refused { .. } if matches!(action, Action::DeleteCustomer { .. }) => {
                self.board.forget(&action);
            }
            _ => {}
        }
        let mut again = twin.map(|answer| (Again::AtOnce, answer));
        if is_done && action.is_write() && self.rng.u8(..ECHOES) == 0 {
            let other = self.service.any(&mut self.rng, Some(process));
            match self.service.send(other, &request, ids, &token).await {
                Ok(answer) => again = Some((Again::Soon, answer)),
                Err(miss) => missed.push(miss),
            }
        }
        if let Some((again, answer)) = again {
            let repeat = Repeat { name: name.clone(), again, status: answer.status, digest: answer.digest() };
            self.log.write(&Line::Repeated(repeat))?;
        }
        self.log.write(&Line::Ended { name, ending: Ending { at, outcome, missed } })
    }

    /// Asks until there is a final answer; rarely, gives up after the first request that had none, as a client that
    /// ends itself would.
    async fn ask(
        &mut self,
        action: &Action,
        request: &Request,
        ids: Option<&str>,
        token: &str,
        missed: &mut Vec<Missed>,
    ) -> Asked {
        let gives_up = action.is_write() && self.rng.u8(..LOST) == 0;
        let mut has_twin = action.is_write() && self.rng.u8(..TWINS) == 0;
        let begun = self.clock.elapsed();
        let mut process = self.service.any(&mut self.rng, None);
        while self.clock.elapsed() < begun + self.patience {
            let before = missed.len();
            let service = &self.service;
            let mut answers = if std::mem::take(&mut has_twin) {
                let other = service.any(&mut self.rng, Some(process));
                let send = |process| service.send(process, request, ids, token);
                let (one, other) = tokio::join!(send(process), send(other));
                vec![one, other]
            } else {
                vec![service.send(process, request, ids, token).await]
            };
            let mut answered = Vec::new();
            for answer in answers.drain(..) {
                match answer {
                    Ok(answer) => answered.push(answer),
                    Err(miss) => missed.push(miss),
                }
            }
            // Of two, one may be refused before what it was refused for is no more, and the other one done.
            answered.sort_by_key(|answer| !answer.is_success());
            let mut answered = answered.into_iter();
            if let Some(answer) = answered.next()
                && (answer.is_success() || missed.len() == before)
            {
                let twin = answered.next().filter(Answer::is_success);
                return Asked { outcome: outcome(action, &answer), process, twin };
            }
            if gives_up && missed.last().is_some_and(|miss| *miss != Missed::Unsent) {
                return Asked { outcome: Outcome::Unknown, process, twin: None };
            }
            tokio::time::sleep(LONGEST_PAUSE.mul_f64(self.rng.f64())).await;
            process = self.service.any(&mut self.rng, Some(process));
        }
        Asked { outcome: Outcome::Unanswered, process, twin: None }
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
