//! What is asked for, in parameters that nobody signed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::fault::{Fault, Problem};
use crate::claims::{self, ClaimsRequest};
use crate::display::Display;
use crate::parameters::{Malformed, Parameters};
use crate::pkce::CodeChallenge;
use crate::prompt::Prompts;
use crate::resource;
use crate::response_mode::ResponseMode;
use crate::response_type::ResponseType;
use crate::scope::Scope;

/// How long a `state` may be, in bytes: it is handed back in an address, which must stay usable.
pub const MAX_STATE: usize = 2048;
/// How long a `nonce` may be, in bytes: it stands in every ID token.
pub const MAX_NONCE: usize = 512;
/// How many words `ui_locales` and `acr_values` may have.
pub const MAX_WORDS: usize = 20;
/// How many times `login_hint` may be given.
pub const MAX_HINTS: usize = 10;
/// How long an `idp_hint` may be, in bytes.
pub const MAX_IDP_HINT: usize = 200;
/// What a `state` must be, as a phrase.
pub const STATE_EXPECTED: &str = "at most 2048 printable ASCII characters";

/// An authorization request in plain parameters: whoever held the browser could have written it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsignedRequest {
    /// What to hand out.
    pub response_type: ResponseType,
    /// How to hand it out, where the client says.
    pub response_mode: Option<ResponseMode>,
    /// What for; empty where nothing was said.
    pub scope: Scope,
    /// Handed back with the response.
    pub state: Option<String>,
    /// Handed back in the ID token.
    pub nonce: Option<String>,
    /// PKCE; an omitted method has been read as `plain`.
    pub code_challenge: Option<CodeChallenge>,
    /// The key that the code is to be bound to (RFC 9449 §10).
    #[serde(default)]
    pub dpop_jkt: Option<String>,
    /// Which pages to show.
    pub prompt: Prompts,
    /// How long ago the person may have authenticated, in seconds.
    pub max_age: Option<u32>,
    /// Languages in order of preference; what is no language tag has been left out.
    pub ui_locales: Vec<String>,
    /// Whom the client means. Signicat's clients give several.
    pub login_hint: Vec<String>,
    /// Authentication contexts in order of preference.
    pub acr_values: Vec<String>,
    /// Where the person is to prove who they are, as brokers name it.
    #[serde(default)]
    pub idp_hint: Option<String>,
    /// An ID token issued before, unread.
    pub id_token_hint: Option<String>,
    /// Claims asked for by name (OpenID Connect Core §5.5).
    pub claims: ClaimsRequest,
    /// How to show the pages.
    pub display: Option<Display>,
    /// For which protected resources (RFC 8707).
    pub resource: Vec<String>,
    /// Whether a request object came along; never together with `request_uri`.
    pub request: bool,
    /// Whether a reference to a request object came along.
    pub request_uri: bool,
    /// Whether `registration` came along, which only self-issued providers read.
    pub registration: bool,
}

impl UnsignedRequest {
    /// Reads a request, or tells the first thing wrong with it.
    pub fn parse(parameters: &Parameters<'_>) -> Result<Self, Fault> {
        // The state first: an error about anything else is to hand it back.
        let state = read_state(parameters)?;
        let (request, request_uri) = request_object(parameters)?;
        let (response_type, response_mode) = response(parameters)?;
        Ok(Self {
            response_type,
            response_mode,
            scope: scope(parameters)?,
            state,
            nonce: nonce(parameters)?,
            code_challenge: CodeChallenge::from_parameters(
                parameters.get("code_challenge")?,
                parameters.get("code_challenge_method")?,
            )?,
            dpop_jkt: dpop_jkt(parameters)?,
            prompt: prompt(parameters)?,
            max_age: max_age(parameters)?,
            ui_locales: parameters.get("ui_locales")?.map(locales).unwrap_or_default(),
            login_hint: login_hint(parameters)?,
            acr_values: acr_values(parameters)?,
            idp_hint: idp_hint(parameters)?,
            id_token_hint: parameters.get("id_token_hint")?.map(str::to_owned),
            claims: claims(parameters)?,
            display: word(parameters, "display", Display::EXPECTED)?,
            resource: resource::parse(parameters)?,
            request,
            request_uri,
            registration: parameters.contains("registration"),
        })
    }

    /// How the response travels: as asked for, or as the response type has it.
    pub fn effective_response_mode(&self) -> ResponseMode {
        let asked = self.response_mode.map(|mode| mode.settled_for(self.response_type));
        asked.unwrap_or_else(|| ResponseMode::default_for(self.response_type))
    }
}

/// A thumbprint (RFC 7638): SHA-256 in base64url.
fn dpop_jkt(parameters: &Parameters<'_>) -> Result<Option<String>, Malformed> {
    const NAME: &str = "dpop_jkt";
    let Some(text) = parameters.get(NAME)? else { return Ok(None) };
    match jose::base64url::decode(text) {
        Ok(bytes) if bytes.len() == 32 => Ok(Some(text.to_owned())),
        _ => {
            Err(Malformed::Invalid { name: NAME, expected: "the SHA-256 thumbprint of a key, in base64url" })
        }
    }
}

/// Hints and state are about persons, so only the shape of the request is shown.
impl fmt::Debug for UnsignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsignedRequest")
            .field("response_type", &self.response_type)
            .field("response_mode", &self.response_mode)
            .field("scope", &self.scope)
            .field("code_challenge", &self.code_challenge)
            .field("prompt", &self.prompt)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}

/// The state of a request, if it can be read: an error must reach the client even when other
/// parameters are broken.
pub fn state(parameters: &Parameters<'_>) -> Option<String> {
    read_state(parameters).ok().flatten()
}

/// RFC 6749 Appendix A.5 with a limit.
pub(crate) fn read_state(parameters: &Parameters<'_>) -> Result<Option<String>, Malformed> {
    let state = parameters.get("state")?;
    let fits =
        |state: &str| state.len() <= MAX_STATE && state.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if state.is_some_and(|state| !fits(state)) {
        return Err(Malformed::Invalid { name: "state", expected: STATE_EXPECTED });
    }
    Ok(state.map(str::to_owned))
}

fn request_object(parameters: &Parameters<'_>) -> Result<(bool, bool), Fault> {
    let request = parameters.get("request")?.is_some();
    let request_uri = parameters.get("request_uri")?.is_some();
    if request && request_uri {
        return Err(Fault { parameter: "request_uri", problem: Problem::RequestAndRequestUri });
    }
    Ok((request, request_uri))
}

fn response(parameters: &Parameters<'_>) -> Result<(ResponseType, Option<ResponseMode>), Fault> {
    let response_type = ResponseType::parse(parameters.require("response_type")?)
        .map_err(|_| Fault { parameter: "response_type", problem: Problem::ResponseType })?;
    let mode: Option<ResponseMode> = word(parameters, "response_mode", ResponseMode::EXPECTED)?;
    if mode.is_some_and(|mode| !mode.may_carry(response_type)) {
        return Err(Fault { parameter: "response_mode", problem: Problem::TokenInQuery });
    }
    Ok((response_type, mode))
}

fn scope(parameters: &Parameters<'_>) -> Result<Scope, Fault> {
    Scope::parse(parameters.get("scope")?.unwrap_or_default())
        .map_err(|error| Fault { parameter: "scope", problem: Problem::Scope(error) })
}

fn nonce(parameters: &Parameters<'_>) -> Result<Option<String>, Fault> {
    let nonce = parameters.get("nonce")?;
    if nonce.is_some_and(|nonce| nonce.len() > MAX_NONCE || nonce.contains(char::is_control)) {
        return Err(Fault::invalid("nonce", "at most 512 bytes without control characters"));
    }
    Ok(nonce.map(str::to_owned))
}

fn prompt(parameters: &Parameters<'_>) -> Result<Prompts, Fault> {
    Prompts::parse(parameters.get("prompt")?.unwrap_or_default())
        .map_err(|error| Fault { parameter: "prompt", problem: Problem::Prompt(error) })
}

fn max_age(parameters: &Parameters<'_>) -> Result<Option<u32>, Fault> {
    let Some(text) = parameters.get("max_age")? else { return Ok(None) };
    // `u32::from_str` alone would also read a plus sign.
    let seconds = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    seconds.map(Some).ok_or(Fault::invalid("max_age", "a whole number of seconds, zero or more"))
}

fn login_hint(parameters: &Parameters<'_>) -> Result<Vec<String>, Fault> {
    let hints: Vec<_> = parameters.get_all("login_hint").map(str::to_owned).collect();
    if hints.len() > MAX_HINTS || hints.iter().any(|hint| hint.contains(char::is_control)) {
        return Err(Fault::invalid("login_hint", "given at most ten times and without control characters"));
    }
    Ok(hints)
}

/// No specification's, but what brokers and their clients go by. A hint of another place than ours is none.
fn idp_hint(parameters: &Parameters<'_>) -> Result<Option<String>, Fault> {
    let hint = parameters.get("idp_hint")?.filter(|hint| !hint.is_empty());
    if hint.is_some_and(|hint| hint.len() > MAX_IDP_HINT || hint.contains(char::is_control)) {
        return Err(Fault::invalid("idp_hint", "at most 200 bytes without control characters"));
    }
    Ok(hint.map(str::to_owned))
}

fn acr_values(parameters: &Parameters<'_>) -> Result<Vec<String>, Fault> {
    let text = parameters.get("acr_values")?.unwrap_or_default();
    let values: Vec<_> = text.split(' ').filter(|value| !value.is_empty()).map(str::to_owned).collect();
    if values.len() > MAX_WORDS || values.iter().any(|value| value.contains(char::is_control)) {
        return Err(Fault::invalid("acr_values", "at most 20 values separated by spaces"));
    }
    Ok(values)
}

fn claims(parameters: &Parameters<'_>) -> Result<ClaimsRequest, Fault> {
    let claims = parameters.get("claims")?.map(ClaimsRequest::parse).transpose();
    claims
        .map(Option::unwrap_or_default)
        .map_err(|_| Fault::invalid("claims", claims::request::Error::EXPECTED))
}

/// Language tags, by their characters alone. A language that is not spoken is no error (OpenID
/// Connect Core §3.1.2.1), so neither is what could be none.
pub(crate) fn locales(text: &str) -> Vec<String> {
    let tag = |word: &&str| {
        (1..=35).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split(' ').filter(tag).take(MAX_WORDS).map(str::to_owned).collect()
}

fn word<T: std::str::FromStr>(
    parameters: &Parameters<'_>,
    name: &'static str,
    expected: &'static str,
) -> Result<Option<T>, Fault> {
    parameters.get(name)?.map(str::parse).transpose().map_err(|_| Fault::invalid(name, expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Prompt;

    fn parse(query: &str) -> UnsignedRequest {
        UnsignedRequest::parse(&Parameters::parse(query.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn the_least_request_is_a_response_type() {
        let request = parse("response_type=code");
        assert!(request.scope.is_empty() && request.prompt.is_empty() && request.state.is_none());
        assert_eq!(request.effective_response_mode(), ResponseMode::Query);
        assert!(!request.request && !request.request_uri && !request.registration);
    }

    #[test]
    fn reads_the_sample_of_the_ciam_documentation() {
        let request = parse(
            "response_type=code&client_id=X_evTCx5txiXfpMLdYGs8zj7eTga&state=JCyDD4q0VjoHsWdE\
             &code_challenge=XHv1GPnGZcUHPw0sthivqn3SMW6PMRqMZa0Pb3yyI3k&code_challenge_method=S256\
             &redirect_uri=https%3A%2F%2Fexample.app.com%2Fredirect",
        );
        assert_eq!(request.state.as_deref(), Some("JCyDD4q0VjoHsWdE"));
        assert!(request.code_challenge.is_some() && request.scope.is_empty());
    }

    #[test]
    fn reads_everything_a_client_may_say() {
        let request = parse(
            "response_type=id_token+code&response_mode=form_post&scope=openid+email&nonce=n&prompt=login+consent\
             &max_age=0&ui_locales=fi+en-GB+%2F&login_hint=deviceId-1&login_hint=authType-email&acr_values=a+b\
             &id_token_hint=x.y.z&claims=%7B%7D&display=popup&request=j.w.t&resource=https%3A%2F%2Fapi.test",
        );
        assert_eq!(request.response_type, ResponseType::CODE_ID_TOKEN);
        assert_eq!(request.effective_response_mode(), ResponseMode::FormPost);
        assert!(request.prompt.contains(Prompt::Login) && request.prompt.contains(Prompt::Consent));
        assert_eq!(request.max_age, Some(0));
        assert_eq!(request.ui_locales, ["fi", "en-GB"]);
        assert_eq!(request.login_hint, ["deviceId-1", "authType-email"]);
        assert_eq!(request.acr_values, ["a", "b"]);
        assert_eq!(request.display, Some(Display::Popup));
        assert_eq!(request.resource, ["https://api.test"]);
        assert!(request.request && !request.request_uri);
        let at_rest = serde_json::to_string(&request).unwrap();
        assert!(serde_json::from_str::<UnsignedRequest>(&at_rest).unwrap() == request);
    }
}
