//! Where people may be sent back to: the redirect URIs that an application has registered, and no others.

/// The longest redirect URI.
const LONGEST: usize = 512;

/// What is wrong with a redirect URI, if anything is: https, or http to one's own machine; no fragment, no wildcard.
pub(crate) fn flaw(uri: &str) -> Option<&'static str> {
    if uri.len() > LONGEST {
        return Some("is longer than 512 bytes");
    }
    if uri.contains('#') {
        return Some("has a fragment");
    }
    if uri.contains('*') {
        return Some("has a wildcard; each address is registered by itself");
    }
    let plain = |byte: u8| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte);
    if !uri.bytes().all(plain) {
        return Some("has characters that must be percent-encoded");
    }
    let host = match uri.split_once("://") {
        Some(("https", rest)) => authority(rest),
        Some(("http", _)) if on_this_machine(uri).is_some() => return None,
        Some(("http", _)) => {
            return Some("leads elsewhere without https; only http://localhost and http://127.0.0.1 may");
        }
        _ => return Some("is neither an https:// nor an http://localhost address"),
    };
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "443"));
    let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    (!named || port.parse::<u16>().is_err()).then_some("names no host, or a user")
}

/// Whether an application that registered these addresses wants people sent to this one.
///
/// An address of one's own machine fits with any port, as programs take whichever is free. Source: RFC 8252, section 7.3.
pub(crate) fn is_registered(registered: &[String], sent: &str) -> bool {
    if flaw(sent).is_some() {
        return false;
    }
    let local = on_this_machine(sent);
    registered.iter().any(|known| known == sent || (local.is_some() && on_this_machine(known) == local))
}

/// The scheme, host and port of an address that has no flaw.
pub(super) fn origin(uri: &str) -> &str {
    let scheme = uri.find("://").map_or(0, |at| at + 3);
    &uri[..scheme + authority(&uri[scheme..]).len()]
}

/// Whether the address is one of one's own machine.
pub(super) fn is_local(uri: &str) -> bool {
    on_this_machine(uri).is_some()
}

/// Host and path of an `http` address of one's own machine, whatever its port.
fn on_this_machine(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let authority = authority(rest);
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let path = Some(&rest[authority.len()..]).filter(|path| !path.is_empty()).unwrap_or("/");
    (matches!(host, "localhost" | "127.0.0.1") && digits).then_some((host, path))
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{flaw, is_registered, origin};

    #[test]
    fn only_https_and_ones_own_machine_can_be_registered() {
        for fine in [
            "https://app.direct.example/signed-in",
            "https://app.direct.example",
            "https://app.direct.example:8443/a?b=c",
            "http://localhost",
            "http://localhost:8400/back",
            "http://127.0.0.1/",
        ] {
            assert_eq!(flaw(fine), None, "{fine}");
        }
        for wrong in [
            "",
            "/signed-in",
            "//app.direct.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "urn:ietf:wg:oauth:2.0:oob",
            "HTTPS://app.direct.example/",
            "https://",
            "https:///path",
            "https://user@app.direct.example/",
            "https://app.direct.example:http/",
            "https://app.direct.example/#part",
            "https://*.direct.example/",
            "https://app.direct.example/\\elsewhere",
            "https://app.direct.example/a b",
            "https://app.direct.example/\r\nset-cookie:a=b",
            "http://app.direct.example/",
            "http://localhost.direct.example/",
            "http://localhost@direct.example/",
            "http://localhost:80@direct.example/",
            "http://localhost:/",
            "http://localhost:99999/",
            "http://[::1]/",
        ] {
            assert!(flaw(wrong).is_some(), "{wrong}");
        }
        assert!(flaw(&format!("https://app.direct.example/{}", "a".repeat(600))).is_some());
    }

    #[test]
    fn ports_are_free_on_ones_own_machine_and_nothing_else_is() {
        let registered = ["http://localhost", "http://127.0.0.1:8080/back", "https://app.direct.example/signed-in"]
            .map(str::to_owned);
        for fits in [
            "http://localhost",
            "http://localhost/",
            "http://localhost:49152",
            "http://localhost:49152/",
            "http://127.0.0.1/back",
            "http://127.0.0.1:1/back",
            "https://app.direct.example/signed-in",
        ] {
            assert!(is_registered(&registered, fits), "{fits}");
        }
        for fits_not in [
            "http://127.0.0.1:49152",
            "http://localhost:49152/other",
            "http://localhost:49152?a=b",
            "https://localhost",
            "http://LOCALHOST/",
            "https://app.direct.example/signed-in/",
            "https://app.direct.example/signed-in?a=b",
            "https://app.direct.example:443/signed-in",
            "https://app.direct.example/Signed-In",
            "https://elsewhere.example/",
        ] {
            assert!(!is_registered(&registered, fits_not), "{fits_not}");
        }
        // What an earlier release let into a world does no harm.
        assert!(!is_registered(&["javascript:alert(1)".to_owned()], "javascript:alert(1)"));
    }

    #[test]
    fn origins() {
        assert_eq!(origin("https://app.direct.example/signed-in?a=b"), "https://app.direct.example");
        assert_eq!(origin("http://localhost:8400"), "http://localhost:8400");
        assert_eq!(origin("https://app.direct.example?a=/b"), "https://app.direct.example");
    }
}
