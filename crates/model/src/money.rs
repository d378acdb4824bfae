//! Money: amounts are the decimals that people write, though JSON has them as numbers.

use std::fmt;

use rust_decimal::Decimal;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Unexpected, Visitor},
    ser,
};

/// An amount of money, in the currency that stands beside it.
///
/// Sums of amounts are exact. On the wire an amount is a number, which reads as the decimal that it is written with.
///
/// ```
/// use partner_center_model::money::Amount;
///
/// let price: Amount = serde_json::from_str("0.1").unwrap();
/// assert_eq!((price.0 + price.0 + price.0).to_string(), "0.3");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount(pub Decimal);

impl Amount {
    /// So many parts of a unit, of which the last `decimals` digits tell, at most 28: `new(1999, 2)` is 19.99.
    #[must_use]
    pub fn new(parts: i64, decimals: u32) -> Self {
        Self(Decimal::new(parts, decimals.min(Decimal::MAX_SCALE)))
    }
}

impl From<i64> for Amount {
    fn from(units: i64) -> Self {
        Self(units.into())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The number nearest to a decimal of 15 digits is written with them again.
        serializer.serialize_f64(self.0.to_string().parse().map_err(ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount of money")
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Amount, E> {
        let decimal = number.to_string().parse();
        decimal.map(Amount).map_err(|_| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Amount, E> {
        Ok(number.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Amount, E> {
        Ok(Amount(number.into()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Amount;
    use crate::read::Reader;

    #[test]
    fn amounts_are_written_as_the_numbers_that_they_were() {
        for number in ["0.0", "36.0", "0.1", "19.99", "-12.5", "1234567890.12", "0.004"] {
            let amount: Amount = serde_json::from_str(number).unwrap();
            assert_eq!(serde_json::to_string(&amount).unwrap(), number);
            assert_eq!(Reader::REPLIES.slice::<Amount>(number.as_bytes()).unwrap().value, amount);
        }
        for (number, text) in [("5", "5"), ("\"7.50\"", "7.5"), ("1e3", "1000")] {
            assert_eq!(Reader::REPLIES.slice::<Amount>(number.as_bytes()).unwrap().value.to_string(), text);
        }
        let error = Reader::REPLIES.slice::<Amount>(b"1e300").unwrap_err();
        assert!(error.to_string().contains("expected an amount of money"), "{error}");
    }

    proptest! {
        #[test]
        fn every_amount_that_people_pay_is_kept_to_the_last_digit(cents in -1_000_000_000_000_i64..1_000_000_000_000) {
            let amount = Amount::new(cents, 2);
            let written = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&written).unwrap(), amount);
        }
    }
}
