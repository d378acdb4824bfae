//! A collector of OpenTelemetry: takes exports over HTTP, and reads of their protobuf what the tests ask for.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{self, Receiver, Sender},
    time::Duration,
};

/// How long a test waits for spans that do not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// Listens until it is dropped.
pub(super) struct Collector {
    pub(super) url: String,
    spans: Receiver<Sent>,
}

/// A span as it was sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent {
    pub(super) resource: BTreeMap<String, String>,
    pub(super) trace: String,
    pub(super) parent: String,
    pub(super) name: String,
    /// 2 is that of a server.
    pub(super) kind: u64,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) attributes: BTreeMap<String, String>,
}

impl Collector {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, spans) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let sender = sender.clone();
                std::thread::spawn(move || take_exports(stream, &sender));
            }
        });
        Self { url, spans }
    }

    /// What was sent, once it is enough.
    pub(super) fn until(&self, enough: impl Fn(&[Sent]) -> bool) -> Vec<Sent> {
        let mut sent = Vec::new();
        while !enough(&sent) {
            match self.spans.recv_timeout(PATIENCE) {
                Ok(span) => sent.push(span),
                Err(error) => panic!("{error}, after {sent:#?}"),
            }
        }
        sent
    }
}

/// Answers the exports of a connection; one that a test does not want any more is cut.
fn take_exports(stream: TcpStream, spans: &Sender<Sent>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_lowercase()),
            }
        }
        assert_eq!(lines[0], "post /v1/traces http/1.1");
        assert!(lines.contains(&"content-type: application/x-protobuf".to_owned()), "{lines:?}");
        let length = lines.iter().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        for span in exported(&body) {
            if spans.send(span).is_err() {
                return;
            }
        }
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
        reader.get_mut().write_all(answer.as_bytes()).unwrap();
    }
}

/// The spans of an `ExportTraceServiceRequest`.
fn exported(request: &[u8]) -> Vec<Sent> {
    let mut spans = Vec::new();
    for resource_spans in messages(request, 1) {
        let resource: BTreeMap<String, String> = messages(resource_spans, 1).flat_map(|of| attributes(of, 1)).collect();
        for span in messages(resource_spans, 2).flat_map(|scope| messages(scope, 2)) {
            spans.push(read(span, resource.clone()));
        }
    }
    spans
}

fn read(span: &[u8], resource: BTreeMap<String, String>) -> Sent {
    let bytes = |number| messages(span, number).next().unwrap_or_default();
    let number = |wanted| fields(span).find(|(number, _)| *number == wanted).map_or(0, |(_, field)| field.number());
    Sent {
        resource,
        trace: hex(bytes(1)),
        parent: hex(bytes(4)),
        name: text(bytes(5)),
        kind: number(6),
        start: number(7),
        end: number(8),
        attributes: attributes(span, 9).collect(),
    }
}

/// The `KeyValue`s in a field, their values as text.
fn attributes(message: &[u8], number: u64) -> impl Iterator<Item = (String, String)> {
    messages(message, number).map(|pair| {
        let key = text(messages(pair, 1).next().unwrap_or_default());
        let value = messages(pair, 2).flat_map(fields).next().map(|(_, value)| match value {
            Field::Bytes(bytes) => text(bytes),
            Field::Number(number) => number.to_string(),
        });
        (key, value.unwrap_or_default())
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A field of a protobuf message.
#[derive(Clone, Copy)]
enum Field<'m> {
    Number(u64),
    Bytes(&'m [u8]),
}

impl Field<'_> {
    fn number(self) -> u64 {
        match self {
            Self::Number(number) => number,
            Self::Bytes(_) => panic!("a number is expected"),
        }
    }
}

/// What stands in each field of this number.
fn messages(message: &[u8], wanted: u64) -> impl Iterator<Item = &[u8]> {
    fields(message).filter_map(move |(number, field)| match field {
        Field::Bytes(bytes) if number == wanted => Some(bytes),
        _ => None,
    })
}

/// The fields of a message with their numbers.
fn fields(mut message: &[u8]) -> impl Iterator<Item = (u64, Field<'_>)> {
    std::iter::from_fn(move || {
        if message.is_empty() {
            return None;
        }
        let tag = varint(&mut message);
        let field = match tag & 7 {
            0 => Field::Number(varint(&mut message)),
            1 => Field::Number(u64::from_le_bytes(take(&mut message, 8).try_into().unwrap())),
            2 => {
                let length = varint(&mut message);
                Field::Bytes(take(&mut message, usize::try_from(length).unwrap()))
            }
            5 => Field::Number(u32::from_le_bytes(take(&mut message, 4).try_into().unwrap()).into()),
            other => panic!("protobuf has no wire type {other}"),
        };
        Some((tag >> 3, field))
    })
}

fn take<'m>(message: &mut &'m [u8], length: usize) -> &'m [u8] {
    let (taken, rest) = message.split_at(length);
    *message = rest;
    taken
}

fn varint(message: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = take(message, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return value;
        }
    }
    panic!("a number that does not end")
}
