//! One partner in two worlds, which differ in what others hold.

use std::collections::BTreeMap;

use backlot_testkit::{Hands, Stage};

use super::{
    holdings::Holdings,
    kept,
    probes::{Probe, probes},
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

    /// Names what others hold in every place of every operation, and expects to be told nothing but what is public.
    pub(super) async fn probe(
        &self,
        others: &[&str],
        mine: &Holdings,
        theirs: &Holdings,
        repeated: &[(String, Ask)],
        public: &[Public],
    ) {
        let kept = || others.iter().map(|other| kept::rows(&self.with, other)).collect::<Vec<_>>();
        let before = kept();
        let all = probes(mine, theirs, repeated);
        assert!(all.len() > 1000, "{} probes are not all", all.len());
        let mut told: BTreeMap<(&str, &str), String> = BTreeMap::new();
        // What is public last and in its order, as it may change one world and not the other.
        let mut sorted: Vec<&Probe> = all.iter().collect();
        sorted.sort_by_key(|probe| public.iter().position(|public| public.is_asked_by(probe)));
        for (number, probe) in sorted.into_iter().enumerate() {
            let Some((there, not_there)) = self.tell_apart(probe, number).await else { continue };
            match public.iter().find(|public| public.is_asked_by(probe)) {
                Some(public) => no_more_than(public, probe, &there, theirs),
                None => panic!(
                    "{} ({}, {}) tells of {}:\n{} {}\nand where it never was:\n{} {}",
                    there.asked,
                    probe.operation,
                    probe.place,
                    probe.what,
                    there.status,
                    shown(&there),
                    not_there.status,
                    shown(&not_there)
                ),
            }
            told.insert((probe.operation, &probe.place), probe.what.clone());
        }
        for Public { operation, place, .. } in public {
            assert!(told.contains_key(&(*operation, *place)), "{operation} {place} tells nothing: it is not public");
        }
        assert!(kept() == before, "what {others:?} hold was changed");
    }

    /// What the two worlds answer to one request, if they do not answer alike.
    async fn tell_apart(&self, probe: &Probe, number: usize) -> Option<(Answer, Answer)> {
        let correlation = format!("{number:032}");
        let id = probe.repeats.as_ref().unwrap_or(&correlation);
        let ask = probe.ask.clone().token(&self.token).header("ms-requestid", id);
        let ask = ask.header("ms-correlationid", &correlation);
        let (there, not_there) = (ask.clone().of(&self.with).await, ask.of(&self.without).await);
        let seen = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            // The one header that is another for every answer.
            headers.remove("ms-cv");
            (answer.status, headers, answer.body.clone())
        };
        (seen(&there) != seen(&not_there)).then_some((there, not_there))
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
