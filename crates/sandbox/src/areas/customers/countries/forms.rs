//! What is known of single countries: the forms of their postal codes, states and numbers.
//!
//! Sources: `get-market-specific-validation-data` for the rules of the United States, `error-codes` for the countries
//! that ask for a registration number. The forms of other countries are those of their postal services and tax offices,
//! and inferred.

/// What a country asks for. In patterns `9` stands for a digit, `A` for a letter, `*` for either, anything else for
/// itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Forms {
    pub(super) code: &'static str,
    /// The forms of its postal code; none where it is not checked.
    pub(super) postal_codes: &'static [&'static str],
    /// The codes of its states; none where they are not checked.
    pub(super) states: &'static str,
    /// The forms of its phone numbers, without separators; none where only the characters are checked.
    pub(super) phone_numbers: &'static [&'static str],
    /// How many digits its registration numbers have; none where it has no such number.
    pub(super) registration_digits: &'static [usize],
}

/// A country of which nothing is known but that it exists.
pub(super) const PLAIN: Forms =
    Forms { code: "", postal_codes: &[], states: "", phone_numbers: &[], registration_digits: &[] };

const fn postal(code: &'static str, postal_codes: &'static [&'static str]) -> Forms {
    Forms { code, postal_codes, ..PLAIN }
}

/// A country that asks for a registration number and a phone number. The lengths are inferred: they are those of the
/// tax numbers that the countries issue to organizations.
const fn registering(
    code: &'static str,
    postal_codes: &'static [&'static str],
    registration_digits: &'static [usize],
) -> Forms {
    Forms { code, postal_codes, registration_digits, ..PLAIN }
}

/// The countries of which more is known than that they exist.
pub(super) const KNOWN: &[Forms] = &[
    Forms {
        postal_codes: &["99999", "99999-9999"],
        states: "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY \
                 OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY",
        phone_numbers: &["9999999999", "19999999999"],
        ..postal("US", &[])
    },
    Forms {
        postal_codes: &["A9A 9A9", "A9A9A9"],
        states: "AB BC MB NB NL NS NT NU ON PE QC SK YT",
        phone_numbers: &["9999999999", "19999999999"],
        ..postal("CA", &[])
    },
    Forms {
        postal_codes: &["999999"],
        states: "AH BJ CQ FJ GD GS GX GZ HA HB HE HI HL HN JL JS JX LN NM NX QH SC SD SH SN SX TJ XJ XZ YN ZJ",
        ..postal("CN", &[])
    },
    Forms {
        postal_codes: &["99999"],
        states: "AGU BCN BCS CAM CHH CHP CMX COA COL DUR GRO GUA HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SIN SLP SON \
                 TAB TAM TLA VER YUC ZAC",
        ..postal("MX", &[])
    },
    registering("AM", &["9999", "999999"], &[8]),
    registering("AZ", &["AZ9999", "AZ 9999", "9999"], &[10]),
    registering("BY", &["999999"], &[9]),
    registering("HU", &["9999"], &[8, 11]),
    registering("KG", &["999999"], &[14]),
    registering("KZ", &["999999", "A99A9A9"], &[12]),
    registering("MD", &["MD-9999", "MD9999", "9999"], &[13]),
    registering("RU", &["999999"], &[10, 12]),
    registering("TJ", &["999999"], &[9]),
    registering("UA", &["99999"], &[8, 10]),
    registering("UZ", &["999999"], &[9]),
    postal("AT", &["9999"]),
    postal("AU", &["9999"]),
    postal("BE", &["9999"]),
    postal("BG", &["9999"]),
    postal("BR", &["99999-999", "99999999"]),
    postal("CH", &["9999"]),
    postal("CZ", &["999 99", "99999"]),
    postal("DE", &["99999"]),
    postal("DK", &["9999"]),
    postal("EE", &["99999"]),
    postal("ES", &["99999"]),
    postal("FI", &["99999"]),
    postal("FR", &["99999"]),
    postal(
        "GB",
        &[
            "A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA", "A99AA", "A999AA", "AA99AA", "AA999AA",
            "A9A9AA", "AA9A9AA",
        ],
    ),
    postal("GR", &["999 99", "99999"]),
    postal("HR", &["99999"]),
    postal("IN", &["999999", "999 999"]),
    postal("IT", &["99999"]),
    postal("JP", &["999-9999", "9999999"]),
    postal("KR", &["99999"]),
    postal("LT", &["LT-99999", "99999"]),
    postal("LU", &["L-9999", "9999"]),
    postal("LV", &["LV-9999"]),
    postal("NL", &["9999 AA", "9999AA"]),
    postal("NO", &["9999"]),
    postal("NZ", &["9999"]),
    postal("PL", &["99-999"]),
    postal("PT", &["9999-999"]),
    postal("RO", &["999999"]),
    postal("SE", &["999 99", "99999"]),
    postal("SI", &["9999"]),
    postal("SK", &["999 99", "99999"]),
    postal("TR", &["99999"]),
    postal("ZA", &["9999"]),
];

/// The forms of numbers for value-added tax in the European Union and in the United Kingdom, by country.
pub(super) const VAT_IDS: &[(&str, &[&str])] = &[
    ("AT", &["ATU99999999"]),
    ("BE", &["BE9999999999"]),
    ("BG", &["BG999999999", "BG9999999999"]),
    ("CY", &["CY99999999A"]),
    ("CZ", &["CZ99999999", "CZ999999999", "CZ9999999999"]),
    ("DE", &["DE999999999"]),
    ("DK", &["DK99999999"]),
    ("EE", &["EE999999999"]),
    ("ES", &["ES*9999999*"]),
    ("FI", &["FI99999999"]),
    ("FR", &["FR**999999999"]),
    ("GB", &["GB999999999", "GB999999999999"]),
    ("GR", &["EL999999999"]),
    ("HR", &["HR99999999999"]),
    ("HU", &["HU99999999"]),
    ("IE", &["IE9*99999A", "IE9999999AA"]),
    ("IT", &["IT99999999999"]),
    ("LT", &["LT999999999", "LT999999999999"]),
    ("LU", &["LU99999999"]),
    ("LV", &["LV99999999999"]),
    ("MT", &["MT99999999"]),
    ("NL", &["NL999999999B99"]),
    ("PL", &["PL9999999999"]),
    ("PT", &["PT999999999"]),
    ("RO", &["RO9999999", "RO99999999", "RO999999999", "RO9999999999"]),
    ("SE", &["SE999999999999"]),
    ("SI", &["SI99999999"]),
    ("SK", &["SK9999999999"]),
];
