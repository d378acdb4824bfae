//! The browser that asks, as far as its cookies tell.
//!
//! One cookie ties the forms of a sign-in to the browser that they were shown in. Another holds a secret for each person
//! who has signed in there, the last one first.

use http::{HeaderMap, HeaderValue, Response, header};

use super::bearer::Shown;
use crate::{chance::Chance, limits::PEOPLE, oauth::discovery, stack::Head};

/// The hexadecimal digits that name a browser.
const DIGITS: usize = 64;

/// What a browser's cookies say.
#[derive(Debug, Clone)]
pub(super) struct Browser {
    /// What forms are bound to.
    pub(super) id: String,
    /// Whether the id was drawn only now.
    new: bool,
    /// Whether the browser came by https.
    secure: bool,
    /// The secrets of its sessions.
    sessions: Vec<String>,
}

impl Browser {
    /// The browser that sent this.
    pub(super) fn of(head: &Head, chance: &mut Chance) -> Self {
        let secure = discovery::origin(head).starts_with("https:");
        let known = cookie(&head.headers, &name(secure, "browser"))
            .filter(|id| id.len() == DIGITS && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let sessions = cookie(&head.headers, &name(secure, "people")).unwrap_or_default();
        let sessions = sessions.split('.').filter(|secret| Shown::read(secret).is_some());
        let drawn = || chance.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            new: known.is_none(),
            id: known.map_or_else(drawn, str::to_owned),
            secure,
            sessions: sessions.take(PEOPLE).map(str::to_owned).collect(),
        }
    }

    /// The sessions that the browser names.
    pub(super) fn sessions(&self) -> Vec<Shown> {
        self.sessions.iter().filter_map(|secret| Shown::read(secret)).collect()
    }

    /// Puts the id into the answer, where the browser has none yet.
    pub(super) fn remember<B>(&self, response: &mut Response<B>) {
        if self.new {
            self.set(response, "browser", &self.id);
        }
    }

    /// Puts another session into the answer, before those that the browser has and beside these.
    pub(super) fn sign_in<B>(&self, response: &mut Response<B>, secret: &str) {
        let secrets = std::iter::once(secret).chain(self.sessions.iter().map(String::as_str));
        self.set(response, "people", &secrets.take(PEOPLE).collect::<Vec<_>>().join("."));
    }

    /// Takes the sessions away, and the id: a form that was shown before is no way back in.
    pub(super) fn sign_out<B>(&self, response: &mut Response<B>) {
        for what in ["people", "browser"] {
            self.put(response, format!("{}=; Max-Age=0", name(self.secure, what)));
        }
    }

    fn set<B>(&self, response: &mut Response<B>, what: &str, value: &str) {
        self.put(response, format!("{}={value}", name(self.secure, what)));
    }

    /// A cookie for as long as the browser runs, which no script reads and no other site's form sends.
    fn put<B>(&self, response: &mut Response<B>, cookie: String) {
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!("{cookie}; Path=/; HttpOnly; SameSite=Lax{secure}");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

/// The name of a cookie. By https, nobody beside this host can set it.
fn name(secure: bool, what: &str) -> String {
    format!("{}backlot-{what}", if secure { "__Host-" } else { "" })
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(known, _)| *known == name).map(|(_, value)| value).next()
}
