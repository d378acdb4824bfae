//! What ZIP codes of the United States tell: their state, and for some their city.

/// First and last of the three-digit beginnings of ZIP codes, with their state.
const ZIP_CODES: &[(u16, u16, &str)] = &[
    (5, 5, "NY"),
    (10, 27, "MA"),
    (28, 29, "RI"),
    (30, 38, "NH"),
    (39, 49, "ME"),
    (50, 54, "VT"),
    (55, 55, "MA"),
    (56, 59, "VT"),
    (60, 69, "CT"),
    (70, 89, "NJ"),
    (100, 149, "NY"),
    (150, 196, "PA"),
    (197, 199, "DE"),
    (200, 200, "DC"),
    (201, 201, "VA"),
    (202, 205, "DC"),
    (206, 219, "MD"),
    (220, 246, "VA"),
    (247, 268, "WV"),
    (270, 289, "NC"),
    (290, 299, "SC"),
    (300, 319, "GA"),
    (320, 349, "FL"),
    (350, 369, "AL"),
    (370, 385, "TN"),
    (386, 397, "MS"),
    (398, 399, "GA"),
    (400, 427, "KY"),
    (430, 459, "OH"),
    (460, 479, "IN"),
    (480, 499, "MI"),
    (500, 528, "IA"),
    (530, 549, "WI"),
    (550, 567, "MN"),
    (569, 569, "DC"),
    (570, 577, "SD"),
    (580, 588, "ND"),
    (590, 599, "MT"),
    (600, 629, "IL"),
    (630, 658, "MO"),
    (660, 679, "KS"),
    (680, 693, "NE"),
    (700, 714, "LA"),
    (716, 729, "AR"),
    (730, 732, "OK"),
    (733, 733, "TX"),
    (734, 749, "OK"),
    (750, 799, "TX"),
    (800, 816, "CO"),
    (820, 831, "WY"),
    (832, 838, "ID"),
    (840, 847, "UT"),
    (850, 865, "AZ"),
    (870, 884, "NM"),
    (885, 885, "TX"),
    (889, 898, "NV"),
    (900, 961, "CA"),
    (967, 968, "HI"),
    (970, 979, "OR"),
    (980, 994, "WA"),
    (995, 999, "AK"),
];

/// First and last of ZIP codes of a few cities, those around the one of the example of `validate-an-address` among them.
/// Everywhere else a ZIP code tells the state alone.
const CITIES: &[(u32, u32, &str)] = &[
    (94_102, 94_134, "San Francisco"),
    (98_004, 98_009, "Bellevue"),
    (98_052, 98_053, "Redmond"),
    (98_101, 98_109, "Seattle"),
];

/// The state that ZIP codes like this belong to.
pub(crate) fn state(zip: &str) -> Option<&'static str> {
    let beginning: u16 = zip.get(..3)?.parse().ok()?;
    ZIP_CODES.iter().find(|(first, last, _)| (*first..=*last).contains(&beginning)).map(|(.., state)| *state)
}

/// The city that ZIP codes like this belong to, where that is known.
pub(crate) fn city(zip: &str) -> Option<&'static str> {
    let number: u32 = zip.get(..5)?.parse().ok()?;
    CITIES.iter().find(|(first, last, _)| (*first..=*last).contains(&number)).map(|(.., city)| *city)
}
