//! How a refusal is told: the only place that chooses a status code for one.

use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::uri::PathAndQuery;
use http::{HeaderValue, StatusCode, Uri};
use idp::authorize::Destination;
use idp::model::issuer::Layout;
use idp::refusal::Detail;
use idp::{Reason, Refusal};
use jose::JwsAlgorithm;
use oidc::error::{Description, ErrorCode};
use serde::Serialize;
use tracing::{info, warn};

use super::request_id::RequestId;
use super::respond::to_client;
use crate::flow::respond;
use crate::flow::way_back::WayBack;
use crate::page::{self, Brand, Language, Opener, Problem};

/// The status of a refusal that is not told by way of the client's redirect address.
const fn status(reason: Reason) -> StatusCode {
    match reason {
        Reason::NotFound | Reason::AttemptUnknown => StatusCode::NOT_FOUND,
        Reason::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Reason::LoginNameTaken
        | Reason::IdentityTaken
        | Reason::IdentityLast
        | Reason::PasskeyTaken
        | Reason::PasskeysFull
        | Reason::PasskeyLast
        | Reason::FactorsTooMany
        | Reason::EnrolmentUnknown
        | Reason::EnrolmentCodesShown
        | Reason::ClientIdTaken
        | Reason::ClientKeyKnown
        | Reason::ClientKeysFull
        | Reason::KeyInUse
        | Reason::ResourceTaken
        | Reason::ScopeTaken
        | Reason::SenderTaken
        | Reason::UpstreamTaken
        | Reason::DirectoryTaken => StatusCode::CONFLICT,
        Reason::MediaTypeUnsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Reason::BodyTooLong => StatusCode::PAYLOAD_TOO_LARGE,
        Reason::AttemptTaken => StatusCode::CONFLICT,
        Reason::AttemptOver => StatusCode::GONE,
        Reason::ChangedMeanwhile => StatusCode::PRECONDITION_FAILED,
        Reason::TooManyTries
        | Reason::TooManyRequests
        | Reason::OneTimeCodeLocked
        | Reason::OneTimeCodeSends
        | Reason::OneTimeCodeSoon
        | Reason::OneTimeCodeOften => StatusCode::TOO_MANY_REQUESTS,
        Reason::Busy
        | Reason::RegistrationFull
        | Reason::SealingKeysUnavailable
        | Reason::DirectoryUnavailable
        | Reason::OneTimeCodeUnsendable
        | Reason::MailUnsendable
        | Reason::StoreUnavailable
        | Reason::OutcomeUnknown => StatusCode::SERVICE_UNAVAILABLE,
        Reason::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        Reason::PasswordWrong
        | Reason::CurrentPasswordWrong
        | Reason::PasskeyWrong
        | Reason::PasskeyUnverified
        | Reason::PasskeyCopied
        | Reason::TotpWrong
        | Reason::TotpUsed
        | Reason::RecoveryCodeWrong
        | Reason::FactorMissing
        | Reason::OneTimeCodeWrong
        | Reason::OneTimeCodeExpired
        | Reason::OneTimeCodeUsed
        | Reason::OneTimeCodeReplaced
        | Reason::OneTimeCodeTries
        | Reason::OneTimeCodeEnded
        | Reason::ResetOver
        | Reason::RegistrationOver
        | Reason::InvitationOver
        | Reason::InvitationWithdrawn
        | Reason::ForeignForm
        | Reason::PolicyDenied
        | Reason::PhoneUnknown
        | Reason::PhoneLocked
        | Reason::PinWrong
        | Reason::NumberWrong
        | Reason::RequiredDataMissing
        | Reason::LoginOtherBrowser
        | Reason::ServiceOriginForeign
        | Reason::ServiceInvitationMissing
        | Reason::ServiceMembershipMissing
        | Reason::ServiceRoleUnproven
        | Reason::ConnectionUnencrypted => StatusCode::FORBIDDEN,
        reason => match reason.error() {
            ErrorCode::InvalidClient | ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
            ErrorCode::InsufficientScope => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        },
    }
}

/// A refusal as the JSON of the token endpoint and its kin (RFC 6749 §5.2).
pub struct OAuth(pub Refusal);

/// A refusal to whoever presented an access token (RFC 6750 §3).
pub struct Bearer(pub Refusal);

/// A refusal to whoever presented an access token that is bound to a key (RFC 9449 §7.1).
pub struct Dpop(pub Refusal);

/// A refusal of the admin API, or of client registration (RFC 7591 §3.2.2).
pub struct Api(pub Refusal);

impl From<Refusal> for Api {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    error: ErrorCode,
    error_description: &'a str,
    /// Our own stable code, by which log and documentation go.
    error_code: &'a str,
    /// What the operator finds in the log.
    reference: &'a str,
}

impl IntoResponse for OAuth {
    fn into_response(self) -> Response {
        let refusal = self.0;
        let mut response = json(&refusal);
        if status(refusal.reason) == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"token endpoint\", charset=\"UTF-8\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

impl OAuth {
    /// The same at a door of this layout: the programs that know Signicat's expect status 400 also where
    /// a client did not prove itself, and RFC 6749 §5.2 has 401.
    pub(super) fn at(self, layout: Layout) -> Response {
        let mut response = self.into_response();
        if layout == Layout::Signicat && response.status() == StatusCode::UNAUTHORIZED {
            *response.status_mut() = StatusCode::BAD_REQUEST;
            response.headers_mut().remove(WWW_AUTHENTICATE);
        }
        response
    }
}

impl IntoResponse for Bearer {
    fn into_response(self) -> Response {
        let refusal = self.0;
        let about_request = refusal.reason.error() == ErrorCode::InvalidRequest;
        challenged(&refusal, about_request || is_about_token(&refusal))
    }
}

impl IntoResponse for Dpop {
    fn into_response(self) -> Response {
        let refusal = self.0;
        let mut response = json(&refusal);
        let error = refusal.reason.error();
        let is_about_proof = matches!(error, ErrorCode::InvalidDpopProof | ErrorCode::UseDpopNonce);
        if is_about_token(&refusal) || is_about_proof {
            let names: Vec<_> = idp::dpop::algorithms().map(JwsAlgorithm::name).collect();
            let described = description(&refusal);
            let challenge = format!(
                "DPoP error=\"{error}\", error_description=\"{described}\", algs=\"{}\"",
                names.join(" ")
            );
            if is_about_proof {
                *response.status_mut() = StatusCode::UNAUTHORIZED;
            }
            response
                .headers_mut()
                .extend(HeaderValue::from_str(&challenge).ok().map(|it| (WWW_AUTHENTICATE, it)));
        }
        response
    }
}

impl IntoResponse for Api {
    fn into_response(self) -> Response {
        challenged(&self.0, is_about_token(&self.0))
    }
}

fn is_about_token(refusal: &Refusal) -> bool {
    matches!(refusal.reason.error(), ErrorCode::InvalidToken | ErrorCode::InsufficientScope)
}

fn challenged(refusal: &Refusal, challenges: bool) -> Response {
    let mut response = json(refusal);
    if let Some(challenge) = challenges.then(|| challenge(refusal)).flatten() {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// Without a token the challenge has nothing but our name, because the scheme never stands alone; with one
/// it says what is wrong with it (RFC 6750 §3, §3.1).
fn challenge(refusal: &Refusal) -> Option<HeaderValue> {
    let error = refusal.reason.error();
    if matches!(refusal.reason, Reason::TokenMissing | Reason::InitialAccessTokenMissing) {
        return Some(HeaderValue::from_static("Bearer realm=\"countersign\""));
    }
    let mut text = format!("Bearer error=\"{error}\", error_description=\"{}\"", description(refusal));
    if refusal.reason == Reason::ScopeInsufficient
        && let Some(scope) = &refusal.detail.expected
    {
        text.push_str(&format!(", scope=\"{scope}\""));
    }
    HeaderValue::from_str(&text).ok()
}

/// A refusal to a phone, or to a page that waits for one: with a code of ours in the words of JSON, and with what a
/// person may be told in their language.
pub(super) fn to_phone(refusal: &Refusal, language: &Language) -> Response {
    let mut told = serde_json::json!({
        "error": refusal.reason.error().as_str(),
        "error_description": description(refusal).as_str(),
        "code": refusal.reason.code().replace('-', "_"),
        "reference": report(refusal),
    });
    if let Some(left) = refusal.detail.left {
        told["attemptsLeft"] = left.into();
    }
    let texts = page::refusal_texts(language, refusal.reason.code());
    if let Some(said) = language.of(&refusal.detail.said) {
        told["words"] = serde_json::json!({ "what": said });
    } else if let Some(texts) = texts {
        told["words"] = serde_json::json!({ "what": texts.what, "do": texts.remedy });
    }
    let status = match refusal.reason {
        // No session of a browser's waits here, which could be another's meanwhile: there is none.
        Reason::EnrolmentUnknown => StatusCode::NOT_FOUND,
        reason => status(reason),
    };
    let mut response = (status, serde_json::to_vec(&told).unwrap_or_default()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    refused(response, refusal)
}

fn json(refusal: &Refusal) -> Response {
    let reference = report(refusal);
    let description = description(refusal);
    let body = Body {
        error: refusal.reason.error(),
        error_description: description.as_str(),
        error_code: refusal.reason.code(),
        reference: &reference,
    };
    let bytes = serde_json::to_vec(&body).unwrap_or_default();
    let mut response = (status(refusal.reason), bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    refused(response, refusal)
}

/// A refusal to a browser: back to the client where the client is trusted, otherwise a page.
pub(super) fn to_browser(refusal: &Refusal, language: &Language) -> Response {
    to_browser_at(None, refusal, language)
}

/// The same where the browser may come to this address again and nothing is begun anew: what passes
/// can be tried again there.
pub(super) fn to_browser_at(here: Option<&Uri>, refusal: &Refusal, language: &Language) -> Response {
    if let Destination::Client(to) = &refusal.destination
        && let Some(told) = respond::refused(refusal, to)
    {
        let response = to_client(&told, &to.redirect, to.mode, language);
        if let Some(href) = shown_first(refusal, &response) {
            let client = to.redirect.uri().origin();
            let back = WayBack { name: client, href };
            return to_person(refusal, language, Ways { here: None, back: Some(&back) });
        }
        report(refusal);
        return refused(response, refusal);
    }
    let here = here.and_then(Uri::path_and_query).map(PathAndQuery::as_str);
    to_person(refusal, language, Ways { here, back: None })
}

/// Where the person goes on to who is to read first what an administrator has them told: a link can lead there.
fn shown_first(refusal: &Refusal, response: &Response) -> Option<String> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    (!refusal.detail.said.is_empty() && page::is_link(location)).then(|| location.to_owned())
}

/// The same for somebody whose sign-in is over, with the way back to the app that it was for.
pub(super) fn to_browser_back(refusal: &Refusal, language: &Language, back: Option<&WayBack>) -> Response {
    match &refusal.destination {
        Destination::Client(_) => to_browser(refusal, language),
        Destination::Direct => to_person(refusal, language, Ways { here: None, back }),
    }
}

/// Whether a sign-in is over that somebody came to, so that the app is where they go on.
pub(super) const fn is_over(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::LoginUnknown
            | Reason::LoginOtherBrowser
            | Reason::UpstreamAnswered
            | Reason::OneTimeCodeEnded
    )
}

/// Where a person can go from a page that says what cannot be.
struct Ways<'a> {
    /// This address, where it may be loaded again.
    here: Option<&'a str>,
    /// The app they came from.
    back: Option<&'a WayBack>,
}

/// 303, so that a form is never sent on to somebody else (RFC 9700 §4.12).
pub(super) fn see_other(location: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // Addresses are parsed before they get here, so that they are always fit for a header.
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    response
}

fn to_person(refusal: &Refusal, language: &Language, ways: Ways<'_>) -> Response {
    let reference = report(refusal);
    let detail = page::refusal_description(
        refusal.reason.code(),
        refusal.detail.parameter.as_deref(),
        refusal.detail.expected.as_deref(),
    );
    let html = page::Error {
        problem: problem(refusal),
        said: language.of(&refusal.detail.said),
        reference: &reference,
        detail: detail.as_deref(),
        again_href: ways.here.filter(|_| passes(refusal.reason)),
        front_href: leads_to_front(refusal.reason).then_some("/"),
        return_to: ways.back.map(|back| page::ReturnTo { client: &back.name, href: &back.href }),
    }
    .render(language);
    let response = html_page(status(refusal.reason), language, html, Opener::Kept, &[]);
    refused(response, refusal)
}

/// Whether waiting alone can help.
const fn passes(reason: Reason) -> bool {
    matches!(reason, Reason::Busy | Reason::TooManyRequests | Reason::StoreUnavailable | Reason::Internal)
}

/// Whether our front page is the way on: whoever wanted to sign out and could not can do so there.
const fn leads_to_front(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::NotFound
            | Reason::MethodNotAllowed
            | Reason::IdentityTaken
            | Reason::LogoutHintInvalid
            | Reason::LogoutClientMismatch
            | Reason::PostLogoutUriMismatch
            | Reason::PostLogoutClientMissing
            | Reason::LogoutUnknown
            | Reason::UpstreamLogoutUntrusted
    )
}

/// A refusal shown on the page of the form that led to it.
pub(super) fn on_page(
    refusal: &Refusal,
    language: &Language,
    html: String,
    brand: Brand<'_>,
    form_targets: &[&str],
) -> Response {
    report(refusal);
    let response = html_page_of(brand, status(refusal.reason), language, html, Opener::Kept, form_targets);
    refused(response, refusal)
}

/// What pages say of a refusal.
pub(super) fn problem(refusal: &Refusal) -> Problem<'static> {
    let Detail { retry_after, left, .. } = &*refusal.detail;
    Problem {
        code: refusal.reason.code(),
        retry_after: retry_after.map(u64::from),
        left: left.map(u64::from),
    }
}

/// A page that shows what an app shows of itself: its logo may be asked for at its origin, and at no
/// other.
pub(super) fn html_page_of(
    brand: Brand<'_>,
    status: StatusCode,
    language: &Language,
    html: String,
    opener: Opener,
    form_targets: &[&str],
) -> Response {
    let mut response = html_page(status, language, html, opener, form_targets);
    let policy = page::content_security_policy_of(brand, form_targets);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert("content-security-policy", policy);
    }
    response
}

/// A page in this language, with everything that fences it in.
pub(super) fn html_page(
    status: StatusCode,
    language: &Language,
    html: String,
    opener: Opener,
    form_targets: &[&str],
) -> Response {
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.extend(HeaderValue::from_str(language.tag()).ok().map(|tag| (CONTENT_LANGUAGE, tag)));
    for (name, value) in page::security_headers(opener) {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&page::content_security_policy(form_targets)) {
        headers.insert("content-security-policy", policy);
    }
    response
}

fn description(refusal: &Refusal) -> Description {
    respond::description(refusal.reason, &refusal.detail)
}

/// An answer that is a refusal: it says when to come again, and is counted by its reason.
fn refused(mut response: Response, refusal: &Refusal) -> Response {
    if let Some(seconds) = refusal.detail.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(refusal.reason);
    response
}

/// Tells the log, under a reference that whoever was refused can name.
fn report(refusal: &Refusal) -> String {
    let reference = RequestId::current().as_str().to_owned();
    let code = refusal.reason.code();
    let parameter = refusal.detail.parameter.as_deref();
    let seen = refusal.detail.operator.as_deref();
    if status(refusal.reason).is_server_error() {
        warn!(reference, code, parameter, seen, "refused");
    } else {
        info!(reference, code, parameter, seen, "refused");
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn page(reason: Reason) -> String {
        let here = Uri::from_static("/login/abc?ui_locales=en");
        let response = to_browser_at(Some(&here), &Refusal::new(reason), Language::english());
        let bytes = axum::body::to_bytes(response.into_body(), 64 * 1024).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn what_passes_can_be_tried_again_where_it_was_asked_and_nothing_else() {
        let again = "href=\"/login/abc?ui_locales=en\"";
        for reason in [Reason::Busy, Reason::StoreUnavailable, Reason::Internal] {
            assert!(page(reason).await.contains(again), "{}", reason.code());
        }
        for reason in [Reason::LoginUnknown, Reason::ClientUnknown, Reason::OutcomeUnknown] {
            assert!(!page(reason).await.contains(again), "{}", reason.code());
        }
    }

    #[tokio::test]
    async fn who_could_not_sign_out_is_led_to_where_it_can_be_done() {
        assert!(page(Reason::LogoutHintInvalid).await.contains("href=\"/\""));
        assert!(!page(Reason::RedirectUriMismatch).await.contains("href=\"/\""));
    }
}
