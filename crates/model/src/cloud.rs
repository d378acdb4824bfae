//! The national clouds that Partner Center is operated in.

use serde::{Deserialize, Serialize};

/// A national cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cloud {
    /// Partner Center.
    Global,
    /// Partner Center operated by 21Vianet.
    China,
    /// Partner Center for Microsoft Cloud Germany.
    Germany,
    /// Partner Center for Microsoft Cloud for US Government.
    UsGovernment,
}

impl Cloud {
    /// Every cloud.
    pub const ALL: [Self; 4] = [Self::Global, Self::China, Self::Germany, Self::UsGovernment];

    /// The name used in world files and documents: `us_government`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::China => "china",
            Self::Germany => "germany",
            Self::UsGovernment => "us_government",
        }
    }
}

/// The clouds that a page says it applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clouds(u8);

impl Clouds {
    /// All four.
    pub const EVERYWHERE: Self = Self::of(&Cloud::ALL);
    /// The global cloud alone.
    pub const GLOBAL: Self = Self::of(&[Cloud::Global]);

    /// The global cloud and Germany.
    pub const GLOBAL_AND_GERMANY: Self = Self::of(&[Cloud::Global, Cloud::Germany]);
    /// The global cloud and US Government.
    pub const GLOBAL_AND_US_GOVERNMENT: Self = Self::of(&[Cloud::Global, Cloud::UsGovernment]);
    /// All but China.
    pub const OUTSIDE_CHINA: Self = Self::of(&[Cloud::Global, Cloud::Germany, Cloud::UsGovernment]);
    /// All but Germany.
    pub const OUTSIDE_GERMANY: Self = Self::of(&[Cloud::Global, Cloud::China, Cloud::UsGovernment]);
    /// All but US Government.
    pub const OUTSIDE_US_GOVERNMENT: Self = Self::of(&[Cloud::Global, Cloud::China, Cloud::Germany]);

    const fn of(clouds: &[Cloud]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < clouds.len() {
            bits |= 1 << clouds[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    /// Whether the page applies to this cloud.
    pub const fn contains(self, cloud: Cloud) -> bool {
        self.0 & (1 << cloud as u8) != 0
    }
}
