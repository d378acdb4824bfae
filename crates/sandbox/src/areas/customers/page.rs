//! Where a page of customers begins, as a token that a client gives back unread.

use backlot_store::Position;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use partner_center_model::{customers::CustomersQuery, filter::SeekOperation};

use crate::{chance::Chance, refusal::Refusal};

/// The most customers of a page. Source: `get-a-list-of-customers` names none; the service's own limit is inferred.
const LARGEST: usize = 1000;

/// How many bytes of the seal a token carries.
const SEAL: usize = 16;

/// How many customers a page holds: as many as asked for, within bounds.
pub(super) fn size(query: &CustomersQuery) -> Result<usize, Refusal> {
    match query.size {
        None | Some(0) => Ok(LARGEST),
        Some(size) => match usize::try_from(size) {
            Ok(size) => Ok(size.min(LARGEST)),
            Err(_) => Err(Refusal::invalid("size", format_args!("0 or more is expected, found {size}"))),
        },
    }
}

/// The token that the client gives back, if it goes on from an earlier page.
pub(super) fn token<'q>(query: &'q CustomersQuery, header: Option<&'q str>) -> Result<Option<&'q str>, Refusal> {
    let token = header.or(query.continuation_token.as_deref());
    match &query.seek_operation {
        None | Some(SeekOperation::Next) if token.is_some() => Ok(token),
        None | Some(SeekOperation::First) => Ok(None),
        Some(SeekOperation::Next) => {
            Err(Refusal::invalid("MS-ContinuationToken", "seekOperation=Next needs the token of the page before")
                .explain("Send the header that links.next.headers of the page before names."))
        }
        Some(other) => Err(Refusal::invalid("seekOperation", format_args!("Next or First is expected, found {other}"))),
    }
}

/// The token of the page that begins after this place. It holds for this purpose alone: the account and its filter.
pub(super) fn write(chance: &Chance, purpose: &str, sort: &str, id: &str) -> String {
    let place = [id.as_bytes(), b"\n", sort.as_bytes()].concat();
    let seal = chance.seal(purpose, &place);
    URL_SAFE_NO_PAD.encode([&seal[..SEAL], &place].concat())
}

/// The place that a token stands for. A token of another account, of another filter, or of nobody's is refused.
pub(super) fn read(chance: &Chance, purpose: &str, token: &str) -> Result<Position, Refusal> {
    let place = || {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (seal, place) = bytes.split_at_checked(SEAL)?;
        let (id, sort) = std::str::from_utf8(place).ok()?.split_once('\n')?;
        chance.is_sealed(purpose, place, seal).then(|| Position::new(sort, id))
    };
    place().ok_or_else(|| {
        Refusal::invalid("MS-ContinuationToken", "not a token of this list")
            .explain("A continuation token holds for the account and the filter of the page that it came with.")
    })
}
