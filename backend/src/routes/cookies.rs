//! The two cookies of the workbook: their names, reading and writing them. Both hold a token
//! (`identity.rs`); which of them counts, `visitor` decides.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};

use crate::identity::COOKIE_LIFE;

/// In the order in which they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// Identifies a learner whose work is stored. Only answers to her own writes set it, so a late
    /// answer to another tab's first request cannot replace it with somebody else's.
    Kept,
    /// Identifies whose orders are shown, before any work is stored.
    Visit,
}

impl Name {
    const fn plain(self) -> &'static str {
        match self {
            Self::Kept => "bitacora",
            Self::Visit => "bitacora-visit",
        }
    }

    fn text(self, is_https: bool) -> String {
        format!("{}{}", if is_https { HOST_PREFIX } else { "" }, self.plain())
    }
}

/// A browser accepts it over https only, and only from this very host (RFC 6265bis, 4.1.3.2).
const HOST_PREFIX: &str = "__Host-";

/// A cookie of ours, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub name: Name,
    pub is_prefixed: bool,
    pub value: String,
}

/// All cookies under our names, those that count most first. A name may come several times: other
/// programs on this host write cookies, too.
pub fn ours(headers: &HeaderMap) -> Vec<Received> {
    let mut ours: Vec<Received> = Vec::new();
    for header in headers.get_all(header::COOKIE) {
        // Somebody else's cookie may hold any bytes; it must not hide ours.
        let text = String::from_utf8_lossy(header.as_bytes());
        for cookie in Cookie::split_parse(&*text).filter_map(Result::ok) {
            let unprefixed = cookie.name().strip_prefix(HOST_PREFIX);
            let plain = unprefixed.unwrap_or(cookie.name());
            let name = [Name::Kept, Name::Visit].into_iter().find(|name| name.plain() == plain);
            let Some(name) = name else { continue };
            let value = cookie.value().to_owned();
            ours.push(Received { name, is_prefixed: unprefixed.is_some(), value });
        }
    }
    // The sort is stable: among equals the browser's order stays.
    ours.sort_by_key(|cookie| (cookie.name, !cookie.is_prefixed));
    ours
}

/// The `Set-Cookie` that stores a value.
pub fn set(name: Name, value: &str, is_https: bool) -> HeaderValue {
    let life = Duration::try_from(COOKIE_LIFE).expect("400 days fit in a duration");
    write(&name.text(is_https), value, life, is_https)
}

/// The `Set-Cookie` that deletes a cookie.
pub fn delete(cookie: &Received) -> HeaderValue {
    write(&cookie.name.text(cookie.is_prefixed), "", Duration::ZERO, cookie.is_prefixed)
}

fn write(name: &str, value: &str, life: Duration, is_secure: bool) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_secure)
        .max_age(life);
    HeaderValue::try_from(cookie.to_string()).expect("base64 and our own words fit in a header")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_else_is_sent_ours_are_found_in_the_order_in_which_they_count() {
        let mut headers = HeaderMap::new();
        let lines: [&[u8]; 3] = [
            b"bitacora-visit=v; a=\xc3\xb1\xff; bitacora; =; bitacora=1; bitacora=2",
            b"__Host-bitacora-visit=w;__Host-bitacora=3; __Secure-bitacora=no; Bitacora=no",
            b"",
        ];
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        let values: Vec<String> = ours(&headers).into_iter().map(|cookie| cookie.value).collect();
        assert_eq!(values, ["3", "1", "2", "w", "v"]);
    }

    #[test]
    fn by_https_a_cookie_is_the_hosts_own() {
        assert_eq!(
            set(Name::Kept, "v", true),
            "__Host-bitacora=v; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=34560000"
        );
        assert_eq!(
            set(Name::Visit, "v", false),
            "bitacora-visit=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=34560000"
        );
        let cookie = Received { name: Name::Kept, is_prefixed: true, value: "v".to_owned() };
        assert_eq!(
            delete(&cookie),
            "__Host-bitacora=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0"
        );
    }
}
