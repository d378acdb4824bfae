//! Which lines of a cart become one order.

use crate::areas::orders::Kind;

/// The groups of lines, by what was found of each; a line that cannot be bought is in none.
///
/// An order is of offers or of items of the catalogue, and has one billing cycle. Groups are named as the page prints
/// them: `OMS-0` for offers, `0` for items.
///
/// Source: `create-a-cart`, `create-a-cart-with-add-ons`.
pub(super) fn groups(kinds: &[Option<Kind>]) -> Vec<Option<String>> {
    let mut known: Vec<&Kind> = Vec::new();
    for kind in kinds.iter().flatten() {
        if !known.contains(&kind) {
            known.push(kind);
        }
    }
    let name = |kind: &Kind| {
        let alike = known.iter().filter(|one| one.of_catalogue == kind.of_catalogue);
        let number = alike.take_while(|one| **one != kind).count();
        if kind.of_catalogue { number.to_string() } else { format!("OMS-{number}") }
    };
    kinds.iter().map(|kind| kind.as_ref().map(name)).collect()
}
