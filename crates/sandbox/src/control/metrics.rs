//! `GET metrics`: what a Prometheus scrapes.

use super::{Answer, Page};
use crate::{metrics::CONTENT_TYPE, refusal::Failure, sandbox::Inner};

pub(super) fn metrics(inner: &Inner) -> Answer {
    let page = inner.metrics.page(inner.store.figures(), inner.journal.figures());
    let page = page.map_err(|error| Failure::Defect(format!("the metrics cannot be written: {error}")))?;
    Ok(Page { kind: CONTENT_TYPE, bytes: page.into() })
}
