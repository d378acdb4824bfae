//! The table of limits in `SECURITY.md` against the limits that the server keeps.

use std::{collections::BTreeMap, time::Duration};

use backlot_sandbox::limits::*;

const PAGE: &str = include_str!("../../../../SECURITY.md");

fn bytes(bytes: usize) -> String {
    match bytes {
        _ if bytes.is_multiple_of(1024 * 1024) => format!("{} MiB", bytes / 1024 / 1024),
        _ => format!("{} KiB", bytes / 1024),
    }
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs())
}

#[test]
fn the_page_has_every_limit() {
    let section = PAGE.split("## Limits").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")).skip(2);
    let stated: BTreeMap<String, String> = rows
        .map(|row| {
            let mut cells = row.split(" | ");
            let (what, limit) = (cells.next().unwrap(), cells.next().unwrap());
            (what.to_owned(), limit.split(", or as many").next().unwrap().to_owned())
        })
        .collect();
    let kept: BTreeMap<String, String> = [
        ("connections".to_owned(), CONNECTIONS.to_string()),
        ("connections that are being told so".to_owned(), TURNED_AWAY.to_string()),
        ("head of a request".to_owned(), bytes(LONGEST_HEAD)),
        ("headers of a request".to_owned(), MOST_HEADERS.to_string()),
        ("time for a TLS handshake and a head; idle connection of HTTP/1".to_owned(), seconds(HEAD_TIMEOUT)),
        ("names for which certificates are remembered".to_owned(), CERTIFICATES.to_string()),
        ("time for an idle connection of HTTP/2 to answer a ping".to_owned(), seconds(PING)),
        ("requests under way on a connection of HTTP/2".to_owned(), STREAMS.to_string()),
        ("body of a call".to_owned(), bytes(LONGEST_BODY)),
        ("body of a request for a token, form of a sign-in".to_owned(), bytes(LONGEST_FORM)),
        ("request that begins a sign-in".to_owned(), bytes(LONGEST_SIGN_IN)),
        ("people signed in in one browser".to_owned(), PEOPLE.to_string()),
        ("wrong passwords of a person in a row".to_owned(), WRONG_PASSWORDS.to_string()),
        ("wrong codes of devices in 15 minutes, from all browsers".to_owned(), WRONG_USER_CODES.to_string()),
        ("keys kept beside the one that signs, as their tokens may be good".to_owned(), KEYS_BEFORE.to_string()),
        ("value in such a body".to_owned(), bytes(LONGEST_VALUE)),
        ("values in such a body".to_owned(), MOST_PARAMETERS.to_string()),
        ("time for a body".to_owned(), seconds(BODY_TIMEOUT)),
        ("all bodies of requests for tokens".to_owned(), bytes(ROOM_FOR_FORMS)),
        (format!("all bodies of calls, the first {} of each", bytes(SHORT_BODY)), bytes(ROOM_FOR_SHORT)),
        ("all bodies of calls, what is beyond that".to_owned(), bytes(ROOM_FOR_LONG)),
        ("time that an answer may lie unread".to_owned(), seconds(STALLED_ANSWER)),
        ("access token".to_owned(), bytes(LONGEST_TOKEN)),
        ("time to finish what is under way when the server ends".to_owned(), seconds(GRACE)),
    ]
    .into();
    assert_eq!(stated, kept);
}
