//! What is billed, and how often.

use crate::open_enum;

open_enum! {
    /// How often something is billed.
    ///
    /// The Java client reads the first five alone.
    pub enum BillingCycleType {
        /// Not said; what clients send when they leave the property alone.
        Unspecified = "unknown" (0),
        /// Every month.
        Monthly = "monthly" (1),
        /// Every year.
        Annual = "annual" (2),
        /// Never: trials.
        None = "none" (3),
        /// Once: software and reservations.
        OneTime = "one_time" (4),
        /// Every three years.
        Triennial = "triennial" (5),
        /// Every two years.
        Biennial = "biennial" (6),
    }
}

open_enum! {
    /// What is billed.
    pub enum BillingType {
        /// Nothing.
        None = "none" (0),
        /// What is used.
        Usage = "usage" (1),
        /// Licences.
        License = "license" (2),
    }
}
