//! One partner in two worlds, which differ in what others hold.

use std::{collections::BTreeSet, fmt};

use backlot_sandbox::emulated;
use backlot_store::Root;
use backlot_testkit::{Hands, Stage};
use partner_center_model::{all, operation::Root as Changes};

use super::{
    holdings::Holdings,
    kept,
    probes::{Probe, in_full, probes},
    worlds::{Partner, world},
};
use crate::ask::{Answer, Ask};

/// A question whose answer tells what another partner holds, because the service tells it to everybody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Public {
    pub(super) operation: &'static str,
    pub(super) place: &'static str,
    /// The properties that it tells; nothing, if it tells no more than that there is something.
    pub(super) tells: &'static [&'static str],
}

impl Public {
    fn is_asked_by(&self, probe: &Probe) -> bool {
        (self.operation, self.place) == (probe.operation, probe.place.as_str())
    }
}

/// The reads that some partner has no answer of: whether a domain is free is public, sandboxes ask nobody for a
/// relationship, resellers fill no carts, and nobody here has Azure.
const SELDOM_ANSWERED: &[&str] = &["CheckDomain", "GetCart", "GetRelationshipRequest", "ListAzureEntitlements"];

/// How many probes there are at least.
const FEWEST: usize = 500;

/// The same partner with others and without them.
pub(super) struct Twins {
    pub(super) with: Stage,
    pub(super) without: Stage,
    token: String,
}

impl Twins {
    /// The partner `viewer` in two worlds of these partners.
    pub(super) async fn new(viewer: &str, with: &[Partner], without: &[Partner]) -> Self {
        let hands = Hands::new();
        let (with, without) = (world(&hands, with).await, world(&hands, without).await);
        // Both worlds know the key that it is signed with, and the person that it is of.
        let token = with.user_token(viewer).await;
        Self { with, without, token }
    }

    /// What the viewer holds, in both worlds.
    pub(super) async fn holdings(&self, viewer: &Partner) -> Holdings {
        Holdings::of(&self.without, viewer).await;
        Holdings::of(&self.with, viewer).await
    }

    /// Names what others hold in every place of every operation, and expects to be told nothing but what is public.
    pub(super) async fn probe(
        &self,
        others: &[Partner],
        mine: &Holdings,
        theirs: &Holdings,
        repeated: &[(String, Ask)],
        public: &[Public],
    ) {
        let names: Vec<&str> = others.iter().map(|other| other.name).collect();
        let accounts: Vec<Root> = others.iter().map(|other| Root::account(self.with.tenant(other.name))).collect();
        let customers = others.iter().flat_map(|other| other.customers).map(|customer| Root::tenant(&customer.id()));
        let all_of_theirs: Vec<Root> = accounts.iter().cloned().chain(customers).collect();
        let before = kept::beneath(&self.with, &all_of_theirs);

        let all_probes = probes(mine, theirs, repeated);
        assert!(all_probes.len() > FEWEST, "{} probes are not all", all_probes.len());
        let is_public = |probe: &&Probe| public.iter().any(|public| public.is_asked_by(probe));
        let (asked, private): (Vec<&Probe>, Vec<&Probe>) = all_probes.iter().partition(is_public);
        let mut done = BTreeSet::new();
        for probe in private {
            let told = self.ask(probe).await;
            assert!(!told.differs(), "{probe} {told}");
            assert!(!probe.is_refused || told.there.status >= 400, "{probe} is not refused: {told}");
            if told.there.status < 300 {
                done.insert(probe.operation);
            }
        }
        assert!(kept::beneath(&self.with, &all_of_theirs) == before, "what {names:?} hold was changed");
        let reads = all::operations().filter(|info| emulated().contains(&info.name) && info.root == Changes::Nothing);
        let missing: Vec<&str> = reads.map(|info| info.name).filter(|name| !done.contains(name)).collect();
        assert!(
            missing.iter().all(|name| SELDOM_ANSWERED.contains(name)),
            "{missing:?} came to nothing, and so tell nothing"
        );

        // What is public comes last, each question after the other, as it may change one world and not the other.
        let before = kept::beneath(&self.with, &accounts);
        for public in public {
            let mut tells = false;
            for probe in asked.iter().filter(|probe| public.is_asked_by(probe)) {
                let told = self.ask(probe).await;
                if told.differs() {
                    no_more_than(public, probe, &told.there, theirs);
                    tells = true;
                }
            }
            assert!(tells || !in_full(), "{} {} tells nothing: it is not public", public.operation, public.place);
        }
        assert!(kept::beneath(&self.with, &accounts) == before, "what {names:?} hold was changed");
    }

    /// Sends a probe to both worlds.
    async fn ask(&self, probe: &Probe) -> Told {
        let correlation = format!("{:032}", probe.number);
        let id = probe.repeats.as_ref().unwrap_or(&correlation);
        let ask = probe.ask.clone().token(&self.token).header("ms-requestid", id);
        let ask = ask.header("ms-correlationid", &correlation);
        Told { there: ask.clone().of(&self.with).await, not_there: ask.of(&self.without).await }
    }
}

/// What the two worlds answer to one request.
struct Told {
    there: Answer,
    not_there: Answer,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { there, not_there } = self;
        write!(
            f,
            "{} {}\nand where it never was:\n{} {}",
            there.status,
            shown(there),
            not_there.status,
            shown(not_there)
        )
    }
}

impl Told {
    fn differs(&self) -> bool {
        let seen = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            // The one header that is another for every answer.
            headers.remove("ms-cv");
            (answer.status, headers, answer.body.clone())
        };
        seen(&self.there) != seen(&self.not_there)
    }
}

/// An answer about what is public holds no other name of theirs.
fn no_more_than(public: &Public, probe: &Probe, answer: &Answer, theirs: &Holdings) {
    let shown = shown(answer);
    for name in &theirs.names {
        let tells = public.tells.iter().any(|tells| name.of.starts_with(tells)) || probe.what == name.of;
        assert!(tells || !shown.contains(&name.text), "{} tells the {}: {shown}", answer.asked, name.of);
    }
}

/// All that a caller gets to see.
fn shown(answer: &Answer) -> String {
    format!("{:?} {}", answer.headers, answer.text())
}
