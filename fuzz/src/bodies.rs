//! Bodies through the tolerant reader, as what every operation asks for.

use std::any::TypeId;

use partner_center_model::{
    all,
    operation::{Nothing, Operation, Visitor},
    read::Reader,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::queries::explains;

/// The first byte picks the operation, the rest is the body.
pub fn check(data: &[u8]) {
    let Some((operation, body)) = data.split_first() else { return };
    let mut picked = Picked { at: None, count: 0, body };
    all::visit(&mut picked);
    picked.at = Some(usize::from(*operation) % picked.count);
    picked.count = 0;
    all::visit(&mut picked);
}

/// Reads the body as that of one operation, or only counts those that have any.
struct Picked<'b> {
    at: Option<usize>,
    count: usize,
    body: &'b [u8],
}

impl Visitor for Picked<'_> {
    fn visit<O: Operation>(&mut self) {
        if TypeId::of::<O::Body>() == TypeId::of::<Nothing>() {
            return;
        }
        if self.at == Some(self.count) {
            reads::<O::Body>(self.body);
            // What the service answers, a client reads with the other reader.
            reads_again::<O::Body>(Reader::REPLIES, self.body);
        }
        self.count += 1;
    }
}

/// What reads without tolerance reads with it as well, and as the same.
fn reads<T: Serialize + DeserializeOwned>(body: &[u8]) {
    let tolerant = reads_again::<T>(Reader::REQUESTS, body);
    let strict = Reader::REQUESTS.strict().slice::<T>(body);
    match (strict, tolerant) {
        (Ok(strict), Some((tolerances, written))) => {
            assert_eq!((strict.tolerances, tolerances), (0, 0));
            assert!(json(&strict.value) == written);
        }
        (Ok(_), None) => panic!("what is strictly right is refused"),
        (Err(error), tolerant) => {
            explains(&error);
            assert!(tolerant.is_none_or(|(tolerances, _)| tolerances > 0), "{error} is nothing that was tolerated");
        }
    }
}

/// What reads is written, and reads as the same again. Answers how many tolerances it took, and what was written.
fn reads_again<T: Serialize + DeserializeOwned>(reader: Reader, body: &[u8]) -> Option<(u32, String)> {
    match reader.slice::<T>(body) {
        Ok(once) => {
            let written = json(&once.value);
            match reader.slice::<T>(written.as_bytes()) {
                Ok(again) => assert_eq!(json(&again.value), written),
                Err(error) => panic!("{written}: {error}"),
            }
            Some((once.tolerances, written))
        }
        Err(error) => {
            explains(&error);
            None
        }
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a body is JSON")
}
