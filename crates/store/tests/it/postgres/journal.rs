//! The journal that processes share.

use backlot_store::journal::{Entry, Wanted};

use super::two;
use crate::Outcome;

fn call(tenant: &str, operation: &str, status: u16) -> Entry {
    let text = format!("{tenant} {operation} {status}").into();
    let correlation = format!("Of {tenant}");
    Entry { tenant: Some(tenant.to_owned()), operation: Some(operation.to_owned()), correlation, status, text }
}

#[test]
fn every_process_reads_what_every_process_recorded() -> Outcome {
    let Some((one, other)) = two()? else { return Ok(()) };
    let (one, other) = (one.journal().ok_or("it is shared")?, other.journal().ok_or("it is shared")?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        one.record(&[call("a", "GetOrder", 200), call("b", "GetOrder", 404)]).await?;
        other.record(&[call("a", "CreateOrder", 201)]).await?;
        let all = Wanted { limit: 10, ..Wanted::default() };
        let read = one.read(&all).await?;
        assert_eq!(read.count, 3);
        let numbers: Vec<u64> = read.entries.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(read, other.read(&all).await?);

        let texts = async |wanted: Wanted| {
            let entries = other.read(&wanted).await?.entries;
            let texts = entries.iter().map(|(_, text)| String::from_utf8_lossy(text).into_owned());
            Ok::<Vec<String>, backlot_store::Error>(texts.collect())
        };
        let none: Vec<String> = Vec::new();
        assert_eq!(texts(Wanted { limit: 1, ..Wanted::default() }).await?, ["a CreateOrder 201"]);
        assert_eq!(texts(Wanted { tenant: Some("B".into()), ..all.clone() }).await?, ["b GetOrder 404"]);
        assert_eq!(texts(Wanted { at_least: 400, ..all.clone() }).await?, ["b GetOrder 404"]);
        assert_eq!(
            texts(Wanted { operation: Some("createorder".into()), ..all.clone() }).await?,
            ["a CreateOrder 201"]
        );
        assert_eq!(texts(Wanted { correlation: Some("of b".into()), ..all.clone() }).await?, ["b GetOrder 404"]);
        assert_eq!(texts(Wanted { after: 3, ..all.clone() }).await?, none);

        one.forget().await?;
        assert_eq!(texts(all.clone()).await?, none);
        other.record(&[call("c", "GetOrder", 200)]).await?;
        let read = one.read(&all).await?;
        assert_eq!((read.count, read.entries.first().map(|(number, _)| *number)), (4, Some(4)));
        Ok(())
    })
}
