//! Passkeys on the wire: what browsers are asked, in the JSON of Web Authentication, and
//! `/login/{handle}/passkey`, where one is used.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::account::passkeys::Creation;
use idp::login::passkey::Request;
use idp::model::passkey::Passkey;
use idp::{Reason, Refusal};
use oidc::parameters::Parameters;
use serde_json::{Value, json};

use super::Web;
use super::error::{html_page_of, on_page, problem, to_browser};
use super::factor::{days, remember};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{brand, ended, settled_to};
use super::named::Named;
use crate::flow::Browser;
use crate::flow::passkey::{self, Created, Given, Shown};
use crate::page::passkey::{Asking, LoginPasskey};
use crate::page::{Language, Opener};

/// For so long a browser waits for its person, in milliseconds (§15.1).
const TIMEOUT: u32 = 300_000;

/// `PublicKeyCredentialCreationOptionsJSON` (§5.1.8).
pub(super) fn creation(wanted: &Creation) -> String {
    let algorithms = wanted.algorithms.iter().map(|alg| json!({ "type": "public-key", "alg": alg }));
    json!({
        "challenge": wanted.challenge,
        "rp": { "id": wanted.host, "name": wanted.host },
        "user": { "id": wanted.user_handle, "name": wanted.user_name, "displayName": wanted.display_name },
        "pubKeyCredParams": algorithms.collect::<Vec<_>>(),
        "excludeCredentials": wanted.exclude.iter().map(descriptor).collect::<Vec<_>>(),
        // It is to be found without a name, so that nobody need type one.
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "preferred",
        },
        "attestation": "none",
        "timeout": TIMEOUT,
    })
    .to_string()
}

/// `PublicKeyCredentialRequestOptionsJSON` (§5.1.9), in the page's form.
pub(super) fn asking(wanted: &Request, language: &Language) -> Asking {
    let options = json!({
        "challenge": wanted.challenge,
        "rpId": wanted.host,
        "allowCredentials": wanted.allow.iter().map(descriptor).collect::<Vec<_>>(),
        "userVerification": if wanted.user_verification { "required" } else { "preferred" },
        "timeout": TIMEOUT,
    });
    Asking::request(options.to_string(), &wanted.challenge, language)
}

fn descriptor(passkey: &Passkey) -> Value {
    json!({ "type": "public-key", "id": passkey.credential_id, "transports": passkey.transports })
}

/// What a form brings of a passkey that was made.
pub(super) fn read_created(parameters: &Parameters<'_>) -> Result<Created, Refusal> {
    let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
    Ok(Created {
        challenge: text("challenge")?,
        client_data: text("client_data")?,
        attestation_object: text("attestation_object")?,
        transports: text("transports")?.split(' ').map(str::to_owned).collect(),
        name: text("name")?,
    })
}

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    match passkey::show(&web.node, &handle, &browser, language.tag()).await {
        Ok(shown) => page(&shown, &handle, None, language),
        Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
    }
}

pub(super) async fn submit(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = Browser { language: Some(language), ..web.cookies.read(&headers) };
    let given = match form.and_then(|form| read(&form)) {
        Ok(given) => given,
        Err(refusal) => return to_browser(&refusal, language),
    };
    match passkey::sign_in(&web.node, &handle, &given, &browser).await {
        Ok(settled) => settled_to(&web, settled, &handle, language),
        Err(refusal) if is_shown_again(refusal.reason) => {
            again(&web, &handle, &refusal, &browser, language).await
        }
        Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
    }
}

fn read(form: &Form) -> Result<Given, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
    Ok(Given {
        challenge: text("challenge")?,
        credential_id: text("credential_id")?,
        client_data: text("client_data")?,
        authenticator_data: text("authenticator_data")?,
        signature: text("signature")?,
        user_handle: text("user_handle")?,
        remember: remember(&parameters)?,
    })
}

/// Whether another try makes sense.
const fn is_shown_again(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::PasskeyWrong
            | Reason::PasskeyUnverified
            | Reason::PasskeyCopied
            | Reason::PasskeyOver
            | Reason::TooManyRequests
            | Reason::Busy
    )
}

/// The page once more, with what was wrong.
async fn again(
    web: &Web,
    handle: &str,
    refusal: &Refusal,
    browser: &Browser,
    language: &'static Language,
) -> Response {
    match passkey::show(&web.node, handle, browser, language.tag()).await {
        Ok(shown) => page(&shown, handle, Some(refusal), language),
        Err(gone) => to_browser(&gone, language),
    }
}

fn page(shown: &Shown, handle: &str, refusal: Option<&Refusal>, language: &Language) -> Response {
    let brand = shown.waits.as_ref().map(|(app, _)| brand(app)).unwrap_or_default();
    let query = format!("?ui_locales={}", language.tag());
    let others = if shown.confirms {
        format!("/login/{handle}/factor{query}")
    } else {
        format!("/login/{handle}{query}")
    };
    let html = LoginPasskey {
        client: shown.waits.as_ref().map(|(app, _)| app.name.as_str()),
        brand,
        confirms: shown.confirms,
        asking: &asking(&shown.request, language),
        other_href: shown.others.then_some(others.as_str()),
        remember_days: shown.remembers.map(days),
        cancel_action: &format!("/login/{handle}{query}"),
        problem: refusal.map(problem),
    }
    .render(language);
    let target = shown.waits.as_ref().map(|(_, wanted)| [wanted.return_origin.as_str(), "https:"]);
    let targets = target.as_ref().map(<[&str; 2]>::as_slice).unwrap_or_default();
    match refusal {
        Some(refusal) => on_page(refusal, language, html, brand, targets),
        None => html_page_of(brand, StatusCode::OK, language, html, Opener::Kept, targets),
    }
}
