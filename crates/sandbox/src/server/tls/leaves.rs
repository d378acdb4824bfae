//! The certificates that the server shows: one for each name that a client asks for, made when it does.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, Error, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    SanType, SerialNumber,
};
use rustls::{
    crypto::CryptoProvider,
    pki_types::PrivatePkcs8KeyDer,
    server::{ClientHello, ResolvesServerCert},
    sign::{CertifiedKey, SigningKey},
};

use super::{
    TlsError,
    authority::{Authority, SKEW},
    moment,
};
use crate::{limits::CERTIFICATES, wall::SharedWall};

/// How long a certificate is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long it is shown; then another one is.
const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Whom a client wants to talk to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    /// A host of this name, in lower case.
    Name(Box<str>),
    /// Whoever listens at this address of the machine, as no name was said.
    Address(IpAddr),
}

/// The certificates of one server. All have the same key.
pub(super) struct Leaves {
    authority: Authority,
    wall: SharedWall,
    key: KeyPair,
    signs: Arc<dyn SigningKey>,
    made: Cache<Subject, Leaf>,
}

#[derive(Clone)]
struct Leaf {
    shown_until: Timestamp,
    certified: Arc<CertifiedKey>,
}

impl Leaves {
    pub(super) fn new(authority: Authority, wall: SharedWall, provider: &CryptoProvider) -> Result<Self, TlsError> {
        let key = KeyPair::generate()?;
        let der = PrivatePkcs8KeyDer::from(key.serialize_der());
        let signs =
            provider.key_provider.load_private_key(der.into()).map_err(|error| TlsError::NotMade(error.to_string()))?;
        Ok(Self { authority, wall, key, signs, made: Cache::new(CERTIFICATES) })
    }

    /// The certificate that clients trust, as PEM.
    pub(super) fn authority(&self) -> &str {
        &self.authority.pem
    }

    fn show(&self, subject: Subject) -> Option<Arc<CertifiedKey>> {
        let now = self.wall.now();
        if let Some(leaf) = self.made.get(&subject).filter(|leaf| now < leaf.shown_until) {
            return Some(leaf.certified);
        }
        match self.make(&subject, now) {
            Ok(leaf) => {
                let certified = Arc::clone(&leaf.certified);
                self.made.insert(subject, leaf);
                Some(certified)
            }
            Err(error) => {
                tracing::debug!(?subject, %error, "no certificate can be made");
                None
            }
        }
    }

    fn make(&self, subject: &Subject, now: Timestamp) -> Result<Leaf, Error> {
        let mut parameters = CertificateParams::default();
        let (name, also) = match subject {
            Subject::Name(name) => (&**name, vec![SanType::DnsName(name.to_string().try_into()?)]),
            Subject::Address(address) => ("localhost", nameless(*address)?),
        };
        parameters.distinguished_name = DistinguishedName::new();
        // Longer names are in the alternative names alone, where all of them are looked for.
        parameters.distinguished_name.push(DnType::CommonName, if name.len() <= 64 { name } else { "Backlot" });
        parameters.subject_alt_names = also;
        parameters.not_before = moment(now - SKEW);
        parameters.not_after = moment((now + GOOD_FOR).min(self.authority.until));
        parameters.is_ca = IsCa::ExplicitNoCa;
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        parameters.use_authority_key_identifier_extension = true;
        // Two certificates of an authority with the same number are refused by browsers.
        let said = format!("{subject:?} {now}");
        let serial = digest(&SHA256, &[self.key.public_key_raw(), said.as_bytes()].concat());
        parameters.serial_number = Some(SerialNumber::from_slice(&serial.as_ref()[..16]));
        let certificate = parameters.signed_by(&self.key, &self.authority.issuer)?;
        let certified = CertifiedKey::new(vec![certificate.der().clone()], Arc::clone(&self.signs));
        Ok(Leaf { shown_until: now + SHOWN_FOR, certified: Arc::new(certified) })
    }
}

/// What a server is called by those who say no name: this machine's own names, and the address that was reached.
fn nameless(address: IpAddr) -> Result<Vec<SanType>, Error> {
    let mut names = vec![SanType::DnsName("localhost".try_into()?)];
    let addresses = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into(), address];
    for address in addresses.map(SanType::IpAddress) {
        if !names.contains(&address) {
            names.push(address);
        }
    }
    Ok(names)
}

/// Shows certificates on a connection that came to this address.
pub(super) struct Shown {
    pub(super) leaves: Arc<Leaves>,
    pub(super) at: IpAddr,
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.leaves.show(match hello.server_name() {
            Some(name) => Subject::Name(name.to_ascii_lowercase().into()),
            None => Subject::Address(self.at),
        })
    }
}

// Keys stay out of logs.
impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::Ipv4Addr,
        sync::{
            Arc,
            atomic::{AtomicI64, Ordering},
        },
    };

    use backlot_store::{Options, Store};
    use jiff::{SignedDuration, Timestamp};
    use rustls::crypto::aws_lc_rs::default_provider;

    use super::{CERTIFICATES, Leaves, SHOWN_FOR, Subject};
    use crate::{server::tls::authority::Authority, vault::Vault, wall::Wall};

    /// A clock that a test sets, in seconds.
    struct Set(AtomicI64);

    impl Wall for Arc<Set> {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }
    }

    fn leaves(clock: &Arc<Set>) -> Leaves {
        let store = Store::open(Options::temporary()).unwrap();
        let authority = Authority::open(Vault::of(&store), clock.now()).unwrap();
        Leaves::new(authority, Arc::new(Arc::clone(clock)), &default_provider()).unwrap()
    }

    fn name(name: &str) -> Subject {
        Subject::Name(name.into())
    }

    #[test]
    fn one_is_shown_again_until_it_is_too_old() {
        let clock = Arc::new(Set(AtomicI64::new(1_800_000_000)));
        let leaves = leaves(&clock);
        let show = || leaves.show(name("login.example")).unwrap();
        let first = show();
        clock.0.fetch_add(SHOWN_FOR.as_secs() - 1, Ordering::Relaxed);
        assert!(Arc::ptr_eq(&first, &show()));
        clock.0.fetch_add(1, Ordering::Relaxed);
        let second = show();
        assert_ne!(first.cert, second.cert);
        let here = Subject::Address(Ipv4Addr::LOCALHOST.into());
        assert_ne!(leaves.show(here).unwrap().cert, second.cert);
        // Whatever the clock says, none is good for longer than its authority.
        clock.0.fetch_add(SignedDuration::from_hours(20 * 365 * 24).as_secs(), Ordering::Relaxed);
        assert!(leaves.show(name("late.example")).is_some());
    }

    #[test]
    fn however_many_names_are_asked_for_so_many_are_remembered() {
        let leaves = leaves(&Arc::new(Set(AtomicI64::new(1_800_000_000))));
        for number in 0..CERTIFICATES * 3 {
            assert!(leaves.show(name(&format!("{number}.example"))).is_some());
        }
        assert!(leaves.made.len() <= CERTIFICATES, "{}", leaves.made.len());
        let longest = [&"x".repeat(63)[..]; 3].join(".") + ".example";
        assert!(leaves.show(name(&longest)).is_some());
    }
}
