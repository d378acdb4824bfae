//! Exported stores: what reads is written as a file that reads as the same, and a store that takes it gives it back.

use std::io::Cursor;

use backlot_store::{
    Error, Indexed, Options, Store,
    file::{FileError, Head, Reader, Writer},
};

/// Where the first byte is even, the rest is a file; where it is odd, it is the lines of the documents, and a head and an end
/// are put around them that fit.
pub fn check(data: &[u8]) {
    let Some((way, rest)) = data.split_first() else { return };
    let file = if way % 2 == 0 { rest.to_vec() } else { whole(rest) };
    let Ok(documents) = read(&file) else { return };
    let written = write(&documents);
    assert!(read(&written).is_ok_and(|again| again == documents));
    if !documents.is_empty() {
        fill(documents, &written);
    }
}

fn read(file: &[u8]) -> Result<Vec<Indexed>, FileError> {
    let reader = Reader::open(Cursor::new(file))?;
    let promised = reader.head().documents;
    let documents = reader.collect::<Result<Vec<_>, _>>()?;
    assert_eq!(documents.len() as u64, promised);
    assert!(documents.is_sorted_by(|one, other| one.document.key < other.document.key));
    Ok(documents)
}

fn write(documents: &[Indexed]) -> Vec<u8> {
    let mut writer =
        Writer::new(Vec::new(), &Head::new("2026-01-02T03:04:05Z", documents.len() as u64)).expect("memory");
    for document in documents {
        writer.add(document).expect("memory");
    }
    writer.finish().expect("as many as were promised")
}

/// A file with these lines.
fn whole(lines: &[u8]) -> Vec<u8> {
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    let count = if lines.is_empty() { 0 } else { lines.split(|byte| *byte == b'\n').count() };
    let head = serde_json::to_string(&Head::new("2026-01-02T03:04:05Z", count as u64)).expect("JSON");
    let mut file = format!("{head}\n").into_bytes();
    file.extend_from_slice(lines);
    if count > 0 {
        file.push(b'\n');
    }
    let sum: String = digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
    file.extend_from_slice(format!("{{\"end\":{{\"documents\":{count},\"sha256\":\"{sum}\"}}}}\n").as_bytes());
    file
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().try_into().expect("32 bytes")
}

/// A store that takes the documents gives back the file that they came from, and contradicts itself in nothing but what is
/// no JSON; one that does not take them has none of them.
fn fill(documents: Vec<Indexed>, file: &[u8]) {
    let store = Store::open(Options::temporary()).expect("a store");
    let count = documents.len() as u64;
    let filled = store.fill(documents.into_iter().map(Ok::<_, Error>));
    let kept = store.read_blocking(|tx| {
        let mut kept = Vec::new();
        tx.each(|indexed| {
            kept.push(indexed);
            Ok::<_, Error>(())
        })?;
        tx.check(|flaw| {
            assert!(matches!(flaw, backlot_store::Flaw::Unreadable { .. }), "{flaw}");
            Ok::<_, Error>(())
        })?;
        Ok::<_, Error>(kept)
    });
    let kept = kept.expect("a store that can be read");
    match filled {
        Ok(written) => {
            assert_eq!(written, count);
            assert!(write(&kept) == file);
        }
        Err(error) => {
            assert!(matches!(error, Error::Invalid { .. }), "{error}");
            assert!(kept.is_empty());
        }
    }
}
