//! The page of instructions and the pages of code, filled in. Nothing in them is secret: programs read the secrets
//! out of the settings beside them.

use askama::Template;

use super::settings::Known;

#[derive(Template)]
#[template(path = "bundle/guide.html")]
struct Guide<'a> {
    known: &'a Known,
    page: &'a str,
    node: &'a str,
    python: &'a str,
    java: &'a str,
    rust: &'a str,
}

#[derive(Template)]
#[template(path = "bundle/page.html")]
struct Page<'a> {
    known: &'a Known,
    script: String,
    config: String,
}

const NODE: &str = include_str!("../../templates/bundle/redeem.mjs");
const PYTHON: &str = include_str!("../../templates/bundle/redeem.py");
const JAVA: &str = include_str!("../../templates/bundle/Redeem.java");
const RUST: &str = include_str!("../../../rp/examples/redeem.rs");

/// The instructions for a service of these settings, as HTML.
///
/// # Errors
/// The page cannot be written.
pub fn guide(known: &Known) -> askama::Result<String> {
    let page = page(known)?;
    Guide { known, page: &page, node: NODE, python: PYTHON, java: JAVA, rust: RUST }.render()
}

/// The pages of code, with their names in the bundle.
pub(super) fn snippets(known: &Known) -> askama::Result<Vec<(&'static str, String)>> {
    let page = page(known)?;
    let code = [
        ("snippets/redeem.mjs", NODE),
        ("snippets/redeem.py", PYTHON),
        ("snippets/Redeem.java", JAVA),
        ("snippets/redeem.rs", RUST),
    ];
    let code = code.into_iter().map(|(name, text)| (name, text.to_owned()));
    Ok([("snippets/page.html", page)].into_iter().chain(code).collect())
}

/// A page that shows the code to scan.
fn page(known: &Known) -> askama::Result<String> {
    let script = format!("{}/js/xignqr-jslogin.umd.min.js", known.manager_uri);
    let text = |text: &str| literal(text);
    let config = format!(
        "managerUri: {},\n        containerId: \"countersign\",\n        clientId: {},\n        \
         mode: XignQRLogin.XignLoginMode.PULL_TOKEN,\n        redirectUri: {},\n        useSSO: false",
        text(&known.manager_uri),
        text(&known.client_id),
        text(&known.redirect_uri),
    );
    Page { known, script, config }.render()
}

/// A text in a script within a page: nothing in it ends the text, or the script.
fn literal(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026").replace('\'', "\\u0027")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::settings::Signature;

    fn known(client_id: &str) -> Known {
        Known {
            client_id: client_id.to_owned(),
            redirect_uri: "https://shop.test/cb?a=1&b=2".to_owned(),
            manager_uri: "https://id.test".to_owned(),
            issuer: "https://id.test".to_owned(),
            token_uri: "https://id.test/api/rp/token".to_owned(),
            jwks_uri: "https://id.test/openid/jwks".to_owned(),
            token_endpoint_auth_method: "client_secret_basic".to_owned(),
            encryption: None,
            signature: Signature { alg: "ES256".to_owned() },
            client_name: Some("Shop & <Sons>".to_owned()),
        }
    }

    #[test]
    fn what_was_registered_stays_a_text_in_every_page() {
        let hostile = "\"</script><script>alert(1)</script>'\\";
        for text in [guide(&known(hostile)).unwrap(), page(&known(hostile)).unwrap()] {
            assert!(!text.contains("<script>alert"), "{text}");
            assert!(!text.contains("<Sons>"));
        }
        assert!(page(&known("shop")).unwrap().contains("clientId: \"shop\""));
    }

    #[test]
    fn the_instructions_load_nothing_from_anywhere() {
        let guide = guide(&known("shop")).unwrap();
        for loads in ["<script", "<link", "<img", "src=\"", "@import", "url("] {
            assert!(!guide.contains(loads), "{loads}");
        }
        assert!(guide.contains("https://id.test/api/rp/token") && guide.contains("prefers-color-scheme"));
    }
}
