//! The currencies that customers are billed in: where, how they are written, and what dollars of the catalogue come to.

use partner_center_model::money::Amount;

/// A currency.
#[derive(Debug)]
pub(super) struct Currency {
    /// Its ISO 4217 code.
    pub(super) code: &'static str,
    /// Its symbol.
    pub(super) symbol: &'static str,
    /// The countries that are billed in it.
    countries: &'static [&'static str],
    /// What a hundred US dollars come to. The figures are invented, and do not change.
    per_hundred_dollars: i64,
    /// How many parts its unit has: a hundred, or just one.
    parts: i64,
}

/// US dollars, in which Partner Center bills where it has no currency of the country's own.
const DOLLAR: Currency = row("USD", "$", &[], 100);

/// Countries of the euro.
const EURO: &[&str] =
    &["AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK"];

/// All others.
const CURRENCIES: &[Currency] = &[
    row("AUD", "$", &["AU"], 140),
    row("BRL", "R$", &["BR"], 500),
    row("CAD", "$", &["CA"], 130),
    row("CHF", "CHF", &["CH", "LI"], 95),
    row("CNY", "\u{a5}", &["CN"], 650),
    row("DKK", "kr", &["DK"], 650),
    row("EUR", "\u{20ac}", EURO, 90),
    row("GBP", "\u{a3}", &["GB"], 80),
    row("INR", "\u{20b9}", &["IN"], 7_500),
    Currency { parts: 1, ..row("JPY", "\u{a5}", &["JP"], 11_050) },
    Currency { parts: 1, ..row("KRW", "\u{20a9}", &["KR"], 115_025) },
    row("NOK", "kr", &["NO"], 875),
    row("NZD", "$", &["NZ"], 145),
    row("RUB", "\u{20bd}", &["RU"], 7_400),
    row("SEK", "kr", &["SE"], 855),
    row("TWD", "NT$", &["TW"], 2_800),
];

const fn row(
    code: &'static str,
    symbol: &'static str,
    countries: &'static [&'static str],
    per_hundred_dollars: i64,
) -> Currency {
    Currency { code, symbol, countries, per_hundred_dollars, parts: 100 }
}

impl Currency {
    /// The currency of this code, as orders state it.
    pub(super) fn find(code: &str) -> &'static Self {
        CURRENCIES.iter().find(|currency| currency.code == code).unwrap_or(&DOLLAR)
    }

    /// What US dollars come to, in parts of the unit.
    pub(super) fn parts(&self, dollars: i64) -> i64 {
        rounded(dollars.saturating_mul(self.per_hundred_dollars).saturating_mul(self.parts), 100)
    }

    /// So many parts as an amount in units.
    pub(super) fn units(&self, parts: i64) -> Amount {
        Amount::new(parts, self.parts.ilog10())
    }
}

/// A quotient as a whole number, halves away from nothing.
pub(super) fn rounded(dividend: i64, divisor: i64) -> i64 {
    dividend.saturating_add(divisor / 2) / divisor
}

/// The currency of a country: its ISO 4217 code and its symbol.
pub(crate) fn currency(country: &str) -> (&'static str, &'static str) {
    let is = |known: &&str| known.eq_ignore_ascii_case(country);
    let found = CURRENCIES.iter().find(|currency| currency.countries.iter().any(is)).unwrap_or(&DOLLAR);
    (found.code, found.symbol)
}
