//! Thousands who send nothing, little or too much at once: others are served, and memory stays bounded.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use backlot_sandbox::limits::{LONGEST_BODY, ROOM_FOR_LONG, SHORT_BODY};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::{
    Server, announcing,
    connection::{Connection, customer, stage},
};

const IDLE: usize = 3000;
const HALF_SENT_HEADS: usize = 200;
const SLOW_BODIES: usize = 100;

/// The most memory that all of it may take, in MiB.
const MEMORY: u64 = 128;

const SILENT_READERS: usize = 256;
const LONG_BODIES: usize = 64;

/// The most memory that these may take together, in MiB.
const FULL: u64 = 160;

const PAGE: &str = include_str!("../../../../../SECURITY.md");

/// How many customers each of the normal clients creates.
const CREATED: usize = 10;

/// Lets this process open so many connections.
fn allow_files(wanted: u64) {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < wanted) {
        let raised = Rlimit { current: Some(wanted), maximum: limit.maximum };
        setrlimit(Resource::Nofile, raised).expect("so many open files must be allowed to whoever tests floods");
    }
}

/// The most memory that the server ever had, in MiB.
fn peak(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// What never ends, or is longer than anything should be: a beginning, and what is repeated after it.
fn floods(token: &str) -> [(Vec<u8>, Vec<u8>); 7] {
    let chunked =
        announcing(token, 0).replace("Content-Length: 0\r\nExpect: 100-continue", "Transfer-Encoding: chunked");
    let start = "GET /v1/customers HTTP/1.1\r\nHost: localhost\r\n";
    let text = |start: &str, more: &str, times: usize| (start.as_bytes().to_vec(), more.repeat(times).into_bytes());
    [
        // Many headers.
        text(start, "X-Flood: x\r\n", 100),
        // One that never ends.
        text(&format!("{start}X-Flood: "), "x", 1024),
        // A target that never ends.
        text("GET /", "v1/", 300),
        // A chunk whose extension never ends.
        text(&format!("{chunked}1;flood="), "x", 1024),
        // Trailers that never end.
        text(&format!("{chunked}0\r\n"), "X-Flood: x\r\n", 100),
        // A body that never ends, in small pieces.
        text(&chunked, &format!("40\r\n{}\r\n", "x".repeat(64)), 20),
        // Headers of HTTP/2 of which there is always one more frame.
        ([PREFACE, &frame(HEADERS)].concat(), frame(CONTINUATION)),
    ]
}

/// What HTTP/2 begins with, and settings of which none is changed.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;

/// A frame of HTTP/2 with one header of a kilobyte, which does not say that it is the last.
fn frame(kind: u8) -> Vec<u8> {
    const LENGTH: usize = 1000;
    // Literally, by a name that is in no table; RFC 7541, sections 5.1 and 6.2.2.
    let mut header = vec![0, 1, b'x', 127, 0x80 | ((LENGTH - 127) % 128) as u8, ((LENGTH - 127) / 128) as u8];
    header.resize(header.len() + LENGTH, b'x');
    let length = (header.len() as u32).to_be_bytes();
    [&length[1..], &[kind, 0, 0, 0, 0, 1], &header].concat()
}

/// Floods the server until told to stop, and each time until it is cut.
fn flood(server: &Server, start: &[u8], more: &[u8], stop: &AtomicBool) {
    loop {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let mut sent = stream.write_all(start);
        while sent.is_ok() {
            sent = stream.write_all(more);
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
}

/// Whether four clients are served that create customers with bodies that are longer by so much, and delete them.
fn serves(server: &Server, token: &str, longer: usize) -> bool {
    thread::scope(|scope| {
        let clients = [0, 1, 2, 3].map(|client| {
            scope.spawn(move || {
                for number in 0..CREATED {
                    // A new connection each time.
                    let body = customer(&format!("fernhill-{client}-{number}")) + &" ".repeat(longer);
                    let mut connection = Connection::to(server);
                    let made = connection.ask("POST", "/v1/customers", token, &body);
                    assert_eq!(made.status, 201, "{made:?}");
                    let path = format!("/v1/customers/{}", made.json()["id"].as_str().unwrap());
                    assert_eq!(connection.ask("DELETE", &path, token, "").status, 204);
                }
            })
        });
        clients.map(thread::ScopedJoinHandle::join).iter().all(Result::is_ok)
    })
}

#[test]
fn others_are_served_and_memory_is_bounded() {
    allow_files(8192);
    let (server, token) = stage();
    let connect = |start: &str| {
        let mut connection = Connection::to(&server);
        connection.write(start.as_bytes());
        connection
    };
    let begun =
        format!("{}{}", announcing(&token, 1_000_000).replace("Expect: 100-continue\r\n", ""), " ".repeat(100_000));
    let half = format!("GET /v1/customers HTTP/1.1\r\nHost: localhost\r\nX-Half: {}", "x".repeat(30_000));
    let mut held: Vec<Connection> = (0..IDLE).map(|_| connect("")).collect();
    held.extend((0..HALF_SENT_HEADS).map(|_| connect(&half)));
    held.extend((0..SLOW_BODIES).map(|_| connect(&begun)));

    let stop = AtomicBool::new(false);
    let served = thread::scope(|scope| {
        for (start, more) in floods(&token) {
            let (server, stop) = (&server, &stop);
            scope.spawn(move || flood(server, &start, &more, stop));
        }
        // Bodies that are longer than short ones.
        let served = serves(&server, &token, 100_000);
        stop.store(true, Ordering::Relaxed);
        served
    });
    assert!(served, "somebody was not served");
    let peak = peak(&server);
    assert!(peak <= MEMORY, "{peak} MiB");
    drop(held);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn those_who_read_nothing_and_those_who_send_all_that_is_taken_take_bounded_memory() {
    let (server, token) = stage();
    let ask = format!("GET /v1/offers?country=US HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");
    let unread: Vec<Connection> = (0..SILENT_READERS)
        .map(|_| {
            let mut connection = Connection::to(&server);
            // The next one is made only when the last one has been written.
            connection.write(ask.repeat(16).as_bytes());
            connection
        })
        .collect();
    let stop = AtomicBool::new(false);
    let longest = format!("{{}}{}", " ".repeat(LONGEST_BODY - 2));
    let served = thread::scope(|scope| {
        for _ in 0..LONG_BODIES {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    // It may be told to come later, and cut.
                    let _ = Connection::to(&server).try_ask("PATCH", "/v1/customers/nobody", &token, &longest);
                }
            });
        }
        let served = serves(&server, &token, 0);
        stop.store(true, Ordering::Relaxed);
        served
    });
    assert!(served, "somebody was not served");
    let peak = peak(&server);
    assert!(peak <= FULL, "{peak} MiB");
    drop(unread);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn the_page_says_what_it_takes() {
    let page = PAGE.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        format!(
            "{IDLE} idle connections, {HALF_SENT_HEADS} half-sent heads, {SLOW_BODIES} slow bodies, and floods of \
             headers, chunks and trailers at once take less than {MEMORY} MiB"
        ),
        format!(
            "{SILENT_READERS} who ask for lists and read nothing, and {LONG_BODIES} who send bodies of 1 MiB, at once \
             less than {FULL} MiB"
        ),
    ] {
        assert!(page.contains(&said), "SECURITY.md does not say: {said}");
    }
}

/// A server that may open no more than 300 files, and so has 75 places for connections.
fn small() -> (Server, usize) {
    (Server::with_files(300), 75)
}

#[test]
fn who_comes_when_all_places_are_taken_gets_that_of_the_longest_idle() {
    let (server, places) = small();
    let mut first = Connection::to(&server);
    assert_eq!(first.ask("GET", "/_backlot/health", "", "").status, 200);
    let mut used = Connection::to(&server);
    assert_eq!(used.ask("GET", "/_backlot/health", "", "").status, 200);
    let mut silent: Vec<Connection> = (2..places).map(|_| Connection::to(&server)).collect();
    // Whoever asks again is not idle for the longest any more.
    assert_eq!(used.ask("GET", "/_backlot/health", "", "").status, 200);
    // One more: it is served, and the first one goes.
    assert_eq!(Connection::to(&server).ask("GET", "/_backlot/health", "", "").status, 200);
    assert!(first.try_answer(false).is_none(), "its place is another's");
    assert_eq!(used.ask("GET", "/_backlot/health", "", "").status, 200);
    // And however many come who send nothing, whoever asks is answered.
    for _ in 0..4 * places {
        silent.push(Connection::to(&server));
        let keep = silent.len().saturating_sub(2 * places);
        silent.drain(..keep);
        assert_eq!(Connection::to(&server).ask("GET", "/_backlot/health", "", "").status, 200);
    }
}

#[test]
fn who_comes_when_everybody_is_busy_is_told_so() {
    let (server, places) = small();
    let body = "grant_type=none";
    let head = format!(
        "POST /common/oauth2/token HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        body.len()
    );
    let mut busy: Vec<Connection> = (0..places)
        .map(|_| {
            let mut connection = Connection::to(&server);
            connection.write(head.as_bytes());
            // Once the body is asked for, the request is under way.
            assert_eq!(connection.line(), "HTTP/1.1 100 Continue");
            assert_eq!(connection.line(), "");
            connection
        })
        .collect();
    for _ in 0..3 {
        let mut late = Connection::to(&server);
        late.write(b"GET /_backlot/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let told = late.answer(false);
        assert_eq!(
            (told.status, told.header("retry-after"), told.header("connection")),
            (503, Some("1"), Some("close"))
        );
        assert!(late.try_answer(false).is_none(), "it is cut");
    }
    let done = busy.last_mut().unwrap();
    done.write(body.as_bytes());
    assert_eq!(done.answer(false).status, 400);
    assert_eq!(Connection::to(&server).ask("GET", "/_backlot/health", "", "").status, 200, "one is idle now");
    let mut rest = Vec::new();
    assert_eq!(done.clone_stream().read_to_end(&mut rest).unwrap_or_default(), 0, "its place is another's");
}

#[test]
fn bodies_share_the_room_there_is_and_short_ones_have_their_own() {
    let (server, token) = stage();
    let ask = |length: usize| {
        let body = format!("{{}}{}", " ".repeat(length - 2));
        Connection::to(&server).ask("PATCH", "/v1/customers/nobody", &token, &body)
    };
    assert_eq!(ask(LONGEST_BODY).status, 400, "there is no such customer");
    // Each sends all but the last byte of a body that is as long as one may be, until there is no room for another.
    let (mut slow, fit) = (Vec::new(), ROOM_FOR_LONG / (LONGEST_BODY - SHORT_BODY));
    let refused = loop {
        let mut connection = Connection::to(&server);
        connection.write(announcing(&token, LONGEST_BODY).replace("Expect: 100-continue\r\n", "").as_bytes());
        connection.write(" ".repeat(LONGEST_BODY - 1).as_bytes());
        slow.push(connection);
        if slow.len() > fit {
            let answer = ask(LONGEST_BODY);
            if answer.status == 503 {
                break answer;
            }
            assert!(slow.len() < 10 * fit, "{} long bodies have room", slow.len());
        }
    };
    assert_eq!((refused.header("retry-after"), refused.json()["code"].as_u64()), (Some("1"), Some(800_003)));
    assert_eq!(ask(SHORT_BODY).status, 400, "short ones are read as ever");
    assert_eq!(server.call("GET", "/_backlot/health", &[], "").0, 200);
    // The server notices that they are gone when it gets to it.
    drop(slow);
    while ask(LONGEST_BODY).status == 503 {
        thread::yield_now();
    }
}
