//! Calls keep to a pace.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use partner_center::Pace;
use tokio::time::Instant;

use crate::scripted::{Scripted, with_headers};

#[tokio::test(start_paused = true)]
async fn there_are_never_more_calls_in_a_span_than_said() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&times);
    let service = Scripted::new(move |_, _| {
        noted.lock().unwrap().push(Instant::now());
        with_headers(200, &[], "{}")
    });
    let span = Duration::from_secs(60);
    let partner = service.builder().pace(Pace { calls: 10, span }).timeout(None).build().unwrap();
    let start = Instant::now();
    let country = || partner.country_validation_rules().by_country("US").get().reply();
    futures_util::future::try_join_all((0..35).map(|_| country())).await.unwrap();
    let times = times.lock().unwrap().clone();
    assert_eq!(times.len(), 35);
    for (earlier, later) in times.iter().zip(times.iter().skip(10)) {
        assert!(*later - *earlier >= span, "eleven calls within {:?}", *later - *earlier);
    }
    assert_eq!(start.elapsed().as_secs(), 180, "and no call waits longer than it has to");
    assert_eq!(times.iter().filter(|time| **time - start < Duration::from_secs(1)).count(), 10);
}
