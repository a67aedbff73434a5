//! The headers that fence a page in.

use url::{Host, Url};

use super::Brand;

/// Headers for every page, but for its [`content_security_policy`].
#[must_use]
pub fn security_headers(opener: Opener) -> &'static [(&'static str, &'static str)] {
    match opener {
        Opener::Severed => &HEADERS,
        // The last one is the opener's.
        Opener::Kept => &HEADERS[..HEADERS.len() - 1],
    }
}

/// What becomes of the window that opened ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opener {
    /// For pages within a request of an app: apps that sign people in by a pop-up need to find their
    /// window again when it comes back, and severing outlives our page.
    Kept,
    /// For all other pages.
    Severed,
}

const HEADERS: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    // `no-referrer` would make browsers send `Origin: null` with our own forms (Fetch, "append a request
    // `Origin` header"), which the check against forged forms reads. This tells other sites as little.
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
];

/// The `Content-Security-Policy` of a page.
///
/// `form_targets` are the redirect addresses (or origins, or `scheme:`) that the answer to one of the
/// page's forms may lead to: Chromium holds `form-action` against every redirect after a form, so a
/// page without its app's address could not send anybody back. Each is cut down to its origin, or to
/// its scheme where it has none; what is neither is left out.
///
/// The same holds for hops beyond the app: one whose redirect address sends the browser on to yet another
/// origin is stopped there, so for such apps `https:` as a target allows every origin of that scheme.
#[must_use]
pub fn content_security_policy(form_targets: &[&str]) -> String {
    let mut policy = String::from(
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; img-src 'self' data:; \
         script-src 'self'; style-src 'self'; form-action 'self'",
    );
    let mut allowed: Vec<String> = Vec::new();
    for source in form_targets.iter().filter_map(|target| form_source(target)) {
        if !allowed.contains(&source) {
            policy.push(' ');
            policy.push_str(&source);
            allowed.push(source);
        }
    }
    policy
}

/// What is added to the policy of a page that frames these addresses, and no others.
#[must_use]
pub fn frame_sources(frames: &[String]) -> String {
    let mut sources: Vec<String> = frames.iter().filter_map(|frame| form_source(frame)).collect();
    sources.sort();
    sources.dedup();
    if sources.is_empty() { String::new() } else { format!("; frame-src {}", sources.join(" ")) }
}

/// Whether an address leads to a page of the web or to an app.
pub(super) fn leads_somewhere(target: &str) -> bool {
    !target.chars().any(char::is_control) && form_source(target).is_some()
}

/// The same for a page that shows what an app shows of itself: its logo may come from its own origin.
#[must_use]
pub fn content_security_policy_of(brand: Brand<'_>, form_targets: &[&str]) -> String {
    let policy = content_security_policy(form_targets);
    match brand.logo_origin() {
        Some(origin) => policy.replacen("img-src 'self' data:", &format!("img-src 'self' data: {origin}"), 1),
        None => policy,
    }
}

fn form_source(target: &str) -> Option<String> {
    if matches!(target, "http:" | "https:") {
        return Some(target.to_owned());
    }
    let url = Url::parse(target).ok()?;
    match (url.scheme(), url.host()) {
        // A host-source has no brackets (CSP 3 §2.3.1), so an IPv6 host can only be allowed by its scheme.
        (scheme @ ("http" | "https"), Some(Host::Ipv6(_))) => Some(format!("{scheme}:")),
        ("http" | "https", _) => Some(url.origin().ascii_serialization()),
        (scheme, _) if NO_APP.contains(&scheme) => None,
        (scheme, _) => Some(format!("{scheme}:")),
    }
}

/// Schemes that browsers handle themselves, so no app on a phone can own them.
const NO_APP: [&str; 12] = [
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "ftp",
    "javascript",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

#[cfg(test)]
mod tests {
    use super::{
        Brand, Opener, content_security_policy, content_security_policy_of, frame_sources, security_headers,
    };

    fn form_action(targets: &[&str]) -> String {
        let policy = content_security_policy(targets);
        policy.split("form-action ").nth(1).expect("has form-action").to_owned()
    }

    #[test]
    fn nothing_is_allowed_that_is_not_named() {
        let policy = content_security_policy(&[]);
        assert!(policy.starts_with("default-src 'none';"));
        assert!(policy.ends_with("form-action 'self'"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
    }

    #[test]
    fn a_page_may_ask_for_the_apps_logo_and_for_nothing_else() {
        let of = |logo| content_security_policy_of(Brand { logo: Some(logo), ..Brand::default() }, &[]);
        let policy = of("https://cdn.example/l.png");
        assert!(policy.contains("; img-src 'self' data: https://cdn.example; "), "{policy}");
        assert_eq!(of("http://cdn.example/l.png"), content_security_policy(&[]));
        assert_eq!(of("https://x/;script-src *"), content_security_policy(&[]));
    }

    #[test]
    fn forms_may_lead_to_the_apps_origin() {
        assert_eq!(form_action(&["https://shop.example/cb?x=1"]), "'self' https://shop.example");
        assert_eq!(form_action(&["http://127.0.0.1:5173/cb"]), "'self' http://127.0.0.1:5173");
        assert_eq!(form_action(&["https://a.example/1", "https://a.example/2"]), "'self' https://a.example");
        assert_eq!(form_action(&["https://Käse.example/"]), "'self' https://xn--kse-qla.example");
    }

    #[test]
    fn forms_may_lead_to_an_app_on_the_phone_by_its_scheme() {
        assert_eq!(form_action(&["com.example.app:/cb", "myapp:"]), "'self' com.example.app: myapp:");
    }

    #[test]
    fn forms_may_lead_anywhere_by_https_where_the_caller_says_so() {
        assert_eq!(form_action(&["https://shop.example/cb", "https:"]), "'self' https://shop.example https:");
    }

    #[test]
    fn an_ipv6_host_is_allowed_by_its_scheme() {
        assert_eq!(form_action(&["http://[::1]:8080/cb"]), "'self' http:");
    }

    #[test]
    fn a_page_frames_what_is_named_and_nothing_else() {
        assert_eq!(frame_sources(&[]), "");
        let frames =
            ["https://b.example/out?x=1", "https://a.example:8443/", "https://b.example/", "javascript:1"];
        assert_eq!(
            frame_sources(&frames.map(str::to_owned)),
            "; frame-src https://a.example:8443 https://b.example"
        );
    }

    #[test]
    fn refuses_targets_that_run_or_that_break_out_of_the_policy() {
        for target in [
            "javascript:alert(1)",
            "data:text/html,x",
            "blob:https://a.example/x",
            "*",
            "'unsafe-inline'",
            "",
            "a; b",
        ] {
            assert_eq!(form_action(&[target]), "'self'", "{target}");
        }
        let policy = content_security_policy(&["https://a.example/; script-src *", "x:; script-src *"]);
        assert_eq!(policy.matches("script-src").count(), 1);
        assert!(policy.ends_with("form-action 'self' https://a.example x:"));
    }

    #[test]
    fn only_pages_outside_an_apps_request_sever_the_opener() {
        let has =
            |opener| security_headers(opener).iter().any(|(name, _)| *name == "cross-origin-opener-policy");
        assert!(has(Opener::Severed));
        assert!(!has(Opener::Kept));
        assert_eq!(security_headers(Opener::Severed).len(), security_headers(Opener::Kept).len() + 1);
    }

    #[test]
    fn the_referrer_policy_leaves_the_origin_of_our_own_forms() {
        let policy = security_headers(Opener::Kept).iter().find(|(name, _)| *name == "referrer-policy");
        assert_eq!(policy.map(|(_, value)| *value), Some("same-origin"));
    }
}
