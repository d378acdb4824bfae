//! Derived chance: value `n` of a request is always the same, so that a handler which runs twice makes the same ids.

use std::cell::OnceCell;

use aws_lc_rs::{constant_time, hmac};
use jiff::Timestamp;
use uuid::Uuid;

/// The letters of catalogue order ids, as the pages print them: `UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1`.
const ORDER_ID_LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Letters of one-time passwords; those that people confuse are left out.
const PASSWORD_LETTERS: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#%+=;*";

/// Letters of secrets, 5 bits each.
const SECRET_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Values drawn for one request: `HMAC-SHA256(world secret, request key, n)`.
pub(crate) struct Chance {
    /// Made when it is first used: most requests draw nothing. A key takes some hundred bytes.
    key: OnceCell<Box<hmac::Key>>,
    secret: Vec<u8>,
    request: Vec<u8>,
    drawn: u64,
}

impl Chance {
    /// Chance for the request that `request` identifies; equal requests draw equal values.
    pub(crate) fn new(secret: &[u8], request: impl Into<Vec<u8>>) -> Self {
        Self { key: OnceCell::new(), secret: secret.to_vec(), request: request.into(), drawn: 0 }
    }

    fn key(&self) -> &hmac::Key {
        self.key.get_or_init(|| Box::new(hmac::Key::new(hmac::HMAC_SHA256, &self.secret)))
    }

    /// Proves that this world wrote `text` for `purpose`. No value that is drawn tells anything of a seal.
    pub(crate) fn seal(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let mut seal = [0; 32];
        seal.copy_from_slice(hmac::sign(self.key(), &sealed(purpose, text)).as_ref());
        seal
    }

    /// Whether this world wrote `text` for `purpose`, by the seal or its first bytes; compared in constant time.
    pub(crate) fn is_sealed(&self, purpose: &str, text: &[u8], seal: &[u8]) -> bool {
        let full = self.seal(purpose, text);
        full.get(..seal.len())
            .is_some_and(|expected| !seal.is_empty() && constant_time::verify_slices_are_equal(expected, seal).is_ok())
    }

    /// The next 32 bytes.
    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        let mut context = hmac::Context::with_key(self.key());
        context.update(&self.drawn.to_be_bytes());
        context.update(&self.request);
        self.drawn += 1;
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.sign().as_ref());
        bytes
    }

    /// A GUID.
    pub(crate) fn guid(&mut self) -> Uuid {
        let bytes = self.bytes();
        let mut guid = [0; 16];
        guid.copy_from_slice(&bytes[..16]);
        uuid::Builder::from_random_bytes(guid).into_uuid()
    }

    /// The GUID of something that comes with what the request does at that time; however many there are, what is drawn stays
    /// the same. Its beginning is the time of this run, so that what came one after another is stored side by side.
    pub(crate) fn aside(&self, what: &str, at: Timestamp) -> Uuid {
        let mut random = [0; 10];
        let text = [what.as_bytes(), &[0], &self.request].concat();
        random.copy_from_slice(&self.seal("aside", &text)[..10]);
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Chance of the same world for another request.
    pub(crate) fn of(&self, request: impl Into<Vec<u8>>) -> Self {
        Self { key: self.key.clone(), secret: self.secret.clone(), request: request.into(), drawn: 0 }
    }

    /// The id of an order from the catalogue: 32 letters and the digit 1.
    pub(crate) fn order_id(&mut self) -> String {
        let mut id: String = self.letters(ORDER_ID_LETTERS, 32);
        id.push('1');
        id
    }

    /// The `alternateId` of an order: 12 hexadecimal digits.
    pub(crate) fn alternate_id(&mut self) -> String {
        self.bytes()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A one-time password.
    pub(crate) fn password(&mut self) -> String {
        self.letters(PASSWORD_LETTERS, 12)
    }

    /// A secret of an app or a person: 40 letters that need no escaping in a form or on a command line.
    pub(crate) fn secret(&mut self) -> String {
        let bytes = [self.bytes(), self.bytes()].concat();
        bytes.iter().take(40).map(|byte| char::from(SECRET_LETTERS[usize::from(byte % 32)])).collect()
    }

    /// The first version of a document whose id the caller chose. Random, so that an etag of a document that was
    /// removed does not fit one that was made anew under the same id.
    pub(crate) fn version(&mut self) -> i64 {
        let bytes = self.bytes();
        i64::from(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])) + 1
    }

    fn letters(&mut self, alphabet: &[u8; 64], count: usize) -> String {
        self.bytes().iter().take(count).map(|byte| char::from(alphabet[usize::from(byte % 64)])).collect()
    }
}

/// What a seal signs. It begins with a number that no draw reaches, so that it is never what a draw signs.
fn sealed(purpose: &str, text: &[u8]) -> Vec<u8> {
    let length = (purpose.len() as u64).to_be_bytes();
    [&u64::MAX.to_be_bytes(), &length[..], purpose.as_bytes(), text].concat()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Chance;

    #[test]
    fn equal_requests_draw_equal_values_in_order() {
        let (mut one, mut two) = (Chance::new(b"secret", "request"), Chance::new(b"secret", "request"));
        assert_eq!(one.guid(), two.guid());
        assert_eq!(one.order_id(), two.order_id());
        assert_ne!(one.bytes(), Chance::new(b"secret", "request").bytes(), "the counter moves on");
        assert_ne!(Chance::new(b"other", "request").bytes(), Chance::new(b"secret", "request").bytes());
    }

    #[test]
    fn a_seal_holds_for_one_world_one_purpose_and_one_text() {
        let chance = Chance::new(b"secret", "request");
        let seal = chance.seal("page", b"text");
        assert!(Chance::new(b"secret", "another request").is_sealed("page", b"text", &seal[..16]));
        assert!(!Chance::new(b"other", "request").is_sealed("page", b"text", &seal));
        assert!(!chance.is_sealed("pag", b"etext", &seal));
        assert!(!chance.is_sealed("page", b"text", b""));
        assert!(!chance.is_sealed("page", b"text", &[0; 33]));
    }

    #[test]
    fn what_comes_beside_sorts_by_its_time() {
        let chance = Chance::new(b"secret", "request");
        let at = |second| chance.aside("event", Timestamp::constant(second, 0)).to_string();
        let ids = [-1, 1_614_600_000, 1_614_600_001, 253_402_207_200].map(at);
        assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
        assert_eq!(at(0), at(0));
        assert_ne!(at(0), chance.aside("another event", Timestamp::UNIX_EPOCH).to_string());
    }

    #[test]
    fn ids_have_the_documented_lengths() {
        let mut chance = Chance::new(b"secret", "lengths");
        assert_eq!(chance.order_id().len(), 33);
        assert_eq!(chance.alternate_id().len(), 12);
    }
}
