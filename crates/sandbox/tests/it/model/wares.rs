//! What is bought in the sequences, as the pages describe it: bounds, cycles, terms.

/// What becomes of something that is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Licence,
    AddOn,
    Trial,
    Azure,
    Plan,
    Software,
    SoftwareTerm,
    Reservation,
    Marketplace,
    /// Nothing that is sold.
    Unknown,
}

/// Something that a line names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ware {
    pub(super) id: &'static str,
    pub(super) kind: Kind,
    pub(super) least: i64,
    pub(super) most: i64,
    /// How it can be billed, the usual cycle first.
    pub(super) cycles: &'static [&'static str],
    /// How long its term is; 0 if it has none.
    pub(super) months: i32,
    /// Whether licences can be given up during the term.
    pub(super) decrease: bool,
    pub(super) sold: bool,
    /// Whether `ARCHIVING` can be added to it.
    pub(super) base: bool,
    /// Whether a customer has it once at a time, or once for ever.
    pub(super) once: Option<Once>,
    /// Whether a sandbox may reserve it.
    pub(super) in_sandbox: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Once {
    AtATime,
    ForEver,
}

impl Ware {
    /// Whether it is an item of the catalogue, and no offer.
    pub(super) fn is_item(&self) -> bool {
        self.entitles() || matches!(self.kind, Kind::Plan | Kind::Marketplace)
    }

    /// Whether it makes an entitlement, and no subscription.
    pub(super) fn entitles(&self) -> bool {
        matches!(self.kind, Kind::Software | Kind::SoftwareTerm | Kind::Reservation)
    }

    /// Whether its quantity is one of licences, which a sandbox limits.
    pub(super) fn has_licences(&self) -> bool {
        matches!(self.kind, Kind::Licence | Kind::AddOn | Kind::Trial | Kind::Marketplace)
    }

    /// Whether it is renewed by itself.
    pub(super) fn renews(&self) -> bool {
        matches!(self.kind, Kind::Licence | Kind::AddOn | Kind::Marketplace)
    }

    /// How a line is billed for which this cycle is asked; none if that cannot be.
    pub(super) fn billed(&self, asked: Option<&'static str>) -> Option<&'static str> {
        let usual = self.cycles.first().copied();
        match asked {
            None => usual,
            Some(asked) => self.cycles.iter().copied().find(|cycle| *cycle == asked),
        }
    }
}

const LICENCE: Ware = Ware {
    id: "",
    kind: Kind::Licence,
    least: 1,
    most: 10_000_000,
    cycles: &["monthly", "annual"],
    months: 12,
    decrease: true,
    sold: true,
    base: false,
    once: None,
    in_sandbox: false,
};

const ITEM: Ware = Ware { most: 999_999_999, cycles: &["one_time"], months: 0, ..LICENCE };

/// Where the add-on stands.
pub(super) const ARCHIVING: usize = 6;

pub(super) const WARES: &[Ware] = &[
    Ware { id: "195416C1-3447-423A-B37B-EE59A99A19C4", base: true, ..LICENCE },
    Ware { id: "91FD106F-4B2C-4938-95AC-F54F74E9A239", base: true, ..LICENCE },
    Ware { id: "D903A2DB-BF6F-4434-83F1-21BA44017813", cycles: &["monthly"], ..LICENCE },
    Ware { id: "5344C201-3099-44E5-B333-C3EB0401EDE0", months: 36, decrease: false, ..LICENCE },
    Ware { id: "88F9EB8A-0636-45E8-A601-553E0A48AA9E", most: 1, once: Some(Once::AtATime), ..LICENCE },
    Ware { id: "F1A2FDB0-5CA8-475D-8CCC-9BB81C033DA5", least: 250, ..LICENCE },
    Ware { id: "2828BE95-46BA-4F91-B2FD-0BEF192ECF60", kind: Kind::AddOn, ..LICENCE },
    Ware {
        id: "C0BD2E08-11AC-4836-BDC7-3712E744922F",
        kind: Kind::Trial,
        most: 25,
        cycles: &["none"],
        months: 1,
        once: Some(Once::ForEver),
        ..LICENCE
    },
    Ware { id: "MS-AZR-0145P", kind: Kind::Azure, most: 1, cycles: &["monthly"], months: 0, ..LICENCE },
    Ware { id: "8909E28E-5832-42F4-9886-B0A5545F3645", sold: false, ..LICENCE },
    Ware { id: "5d0f5e1a-0000-4000-8000-000000000000", kind: Kind::Unknown, ..LICENCE },
    Ware { id: "DZH318Z0BPS6:0001:DZH318Z0BML6", kind: Kind::Plan, most: 1, ..ITEM },
    Ware { id: "DG7GMGF0DWM3:0002:DG7GMGF0DT1M", kind: Kind::Software, ..ITEM },
    Ware { id: "DG7GMGF0FKZV:0003:DG7GMGF0DWMS", kind: Kind::SoftwareTerm, months: 36, ..ITEM },
    Ware { id: "DZH318Z0BQ3S:0002:DZH318Z08D0B", kind: Kind::Reservation, months: 12, in_sandbox: true, ..ITEM },
    Ware { id: "DZH318Z0BQ4B:0047:DZH318Z0DSM8", kind: Kind::Reservation, months: 12, ..ITEM },
    Ware {
        id: "DZH318Z0BXWC:0001:DZH318Z0BMJX",
        kind: Kind::Marketplace,
        most: 10,
        cycles: &["monthly"],
        months: 1,
        ..ITEM
    },
    Ware {
        id: "DZH318Z0BXWC:0002:DZH318Z0BMRV",
        kind: Kind::Marketplace,
        most: 1000,
        cycles: &["monthly", "annual"],
        months: 1,
        ..ITEM
    },
];

/// The ware of this id.
pub(super) fn find(id: &str) -> &'static Ware {
    WARES.iter().find(|ware| ware.id.eq_ignore_ascii_case(id)).unwrap()
}
