//! How much of anything the server takes from whoever reaches it. `SECURITY.md` has the same numbers as a table.

use std::time::Duration;

/// How many connections are served at a time, where the system allows that many open files.
pub const CONNECTIONS: usize = 4096;

/// How many connections that find no place are told so at a time; further ones are cut.
pub const TURNED_AWAY: usize = 64;

/// The most bytes that the head of a request may have.
pub const LONGEST_HEAD: usize = 32 * 1024;

/// The most headers that a request of HTTP/1 may have: hyper's own limit, as with any other one it would make room for
/// them at each request.
pub const MOST_HEADERS: usize = 100;

/// How many requests one HTTP/2 connection may have under way.
pub const STREAMS: u32 = 64;

/// For how many names the certificates that are made on demand are remembered, those in use. Another one takes less time to
/// make than the rest of a handshake.
pub const CERTIFICATES: usize = 256;

/// How long a client may take for a TLS handshake and to send the head of a request, and how long a connection of HTTP/1
/// may be idle.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How often an idle HTTP/2 connection is asked whether anybody is there, and how long an answer may take.
pub const PING: Duration = Duration::from_secs(30);

/// How long a client may leave an answer unread that fills what the system holds for it.
pub const STALLED_ANSWER: Duration = Duration::from_secs(30);

/// The longest body of a caller who is known, in bytes.
pub const LONGEST_BODY: usize = 1024 * 1024;

/// The longest body of anybody else, who can only ask for a token or sign in, in bytes.
pub const LONGEST_FORM: usize = 64 * 1024;

/// Bodies up to this length have room of their own, in bytes.
pub const SHORT_BODY: usize = 64 * 1024;

/// How long a client may take to send its body.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// What all bodies of unknown callers take together, in bytes.
pub const ROOM_FOR_FORMS: usize = 8 * 1024 * 1024;

/// What all bodies of known callers take together, each up to [`SHORT_BODY`], in bytes.
pub const ROOM_FOR_SHORT: usize = 64 * 1024 * 1024;

/// What all bodies of known callers take together beyond that, in bytes.
pub const ROOM_FOR_LONG: usize = 32 * 1024 * 1024;

/// How long requests under way may take to finish once the server is to end.
pub const GRACE: Duration = Duration::from_secs(10);

/// The longest access token that is looked at, in bytes. Ours are below 2 KiB.
pub const LONGEST_TOKEN: usize = 8 * 1024;

/// The longest value of a form, in bytes.
pub const LONGEST_VALUE: usize = 16 * 1024;

/// The most parameters of a form.
pub const MOST_PARAMETERS: usize = 64;

/// The longest request for a code, in bytes. It travels in each form of a sign-in.
pub const LONGEST_SIGN_IN: usize = 8 * 1024;

/// How many people are signed in in one browser at a time.
pub const PEOPLE: usize = 8;

/// How many keys that sign no more are kept, as their tokens may still be good.
pub const KEYS_BEFORE: usize = 8;

/// How many wrong passwords in a row a person may enter before nobody can sign in as that person for a while.
pub const WRONG_PASSWORDS: u32 = 10;

/// How long that is at first; each further wrong one doubles it.
pub const SHORTEST_LOCKOUT: Duration = Duration::from_secs(60);

/// How many codes that no device shows may be entered in fifteen minutes, by all browsers together: who guesses throws its
/// cookies away. One code of five hundred thousand millions is right.
pub const WRONG_USER_CODES: u32 = 100;
