//! A transaction that runs once, on the thread of its caller: what it writes cannot be had a second time.

use super::Postgres;
use super::line::Line;
use super::session::PostgresSession;
use super::trouble::Trouble;
use crate::{Error, Indexed, Plan, Root, Tx};

/// Plans rest on what the tables were like when somebody last looked.
const ANALYZE: &str = "ANALYZE documents, sets, members, uniques";

impl Postgres {
    pub(crate) fn fill<E: From<Error>>(&self, documents: impl Iterator<Item = Result<Indexed, E>>) -> Result<u64, E> {
        if self.is_closed() {
            return Err(Error::Closed.into());
        }
        let mut line = self.ready().map_err(Trouble::into_error)?;
        let written = fill(&mut line, &self.shared.server.schema, documents)?;
        self.shared.committed(1);
        // Who may write may not be who may do this; then the server does it by itself in a while.
        let _ = line.rows((ANALYZE, &[]));
        self.spare().push(line);
        Ok(written)
    }
}

/// A line on which this fails is not used again, which ends its transaction.
fn fill<E: From<Error>>(
    line: &mut Line,
    schema: &str,
    documents: impl Iterator<Item = Result<Indexed, E>>,
) -> Result<u64, E> {
    let plan = Plan::from(Root::world());
    let mut session = PostgresSession::write(line, schema, &[&plan], false).map_err(Trouble::into_error)?;
    let written = Tx::new(&mut session, &plan).fill(documents);
    if let Some(trouble) = session.take_trouble() {
        return Err(refusal(trouble).into());
    }
    let written = written?;
    match session.commit(1).1 {
        Ok(()) => Ok(written),
        Err(Trouble::Lost(error)) => Err(Error::Unsure { source: Box::new(error) }.into()),
        Err(trouble) => Err(refusal(trouble).into()),
    }
}

fn refusal(trouble: Trouble) -> Error {
    match trouble {
        Trouble::Assumed(error) => Error::contradiction(&error),
        trouble => trouble.into_error(),
    }
}
