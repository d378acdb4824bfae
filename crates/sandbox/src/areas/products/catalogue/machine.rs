//! What a reservation of a virtual machine reserves.

use serde::Deserialize;

use crate::areas::offers::Term;

/// A virtual machine in a region for a term.
#[derive(Debug)]
pub(crate) struct Machine {
    /// How large it is.
    pub(crate) size: Size,
    /// Where it is.
    pub(crate) region: Region,
    /// For how long it is reserved.
    pub(crate) term: Term,
    /// Whether the region has no more of it.
    pub(crate) sold_out: bool,
}

/// A size of virtual machines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Size {
    /// Its name in Azure: `Standard_B1s`.
    pub(crate) name: String,
    /// Its name for people: `B1s`.
    pub(crate) display: String,
    /// How many cores it has.
    pub(crate) cores: u32,
    /// How many gigabytes of memory it has.
    pub(crate) ram: String,
    /// What it is made for.
    pub(crate) category: String,
    /// What its disks are.
    pub(crate) disk: String,
}

/// A region of Azure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Region {
    /// Its name in Azure: `eastus2`.
    pub(crate) arm: String,
    /// Its name in the catalogue: `US East 2`.
    pub(crate) name: String,
}

impl Machine {
    /// The title of its reservation.
    pub(super) fn title(&self) -> String {
        format!("Reserved VM Instance, {}", self.words())
    }

    /// The description of its reservation.
    pub(super) fn description(&self) -> String {
        format!("Reserved Virtual Machines Instance, {}", self.words())
    }

    fn words(&self) -> String {
        let term = match self.term {
            Term::Month => "1 Month",
            Term::Year => "1 Year",
            Term::ThreeYears => "3 Years",
        };
        format!("{}, {}, {term}", self.size.name, self.region.name)
    }

    /// The term as the attributes of a SKU write it: `3Years`.
    pub(crate) fn duration(&self) -> &'static str {
        match self.term {
            Term::Month => "1Month",
            Term::Year => "1Year",
            Term::ThreeYears => "3Years",
        }
    }
}
