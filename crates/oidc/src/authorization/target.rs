//! Who asks, and where an answer would go.

use std::fmt;

use super::request::state;
use crate::parameters::{Malformed, Parameters};
use crate::response_mode::ResponseMode;
use crate::response_type::ResponseType;

/// How long a `client_id` may be, in bytes.
const MAX_CLIENT_ID: usize = 256;

/// What must be known before an error can be sent anywhere. Nothing of it is trusted yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// The client that is claimed.
    pub client_id: String,
    /// The redirect address that is asked for, as it was sent.
    pub redirect_uri: Option<String>,
    /// What is handed back; `None` also where it could not be read, for an error is sent even then.
    pub state: Option<String>,
    /// How an error is to travel: as asked for if that may carry the response type, otherwise as
    /// the response type has it, otherwise in the query.
    pub response_mode: ResponseMode,
}

impl Target {
    /// Reads the target. An error here has nowhere to go but a page.
    pub fn parse(parameters: &Parameters<'_>) -> Result<Self, Malformed> {
        let client_id = parameters.require("client_id")?;
        if client_id.len() > MAX_CLIENT_ID || !client_id.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            let expected = "at most 256 printable ASCII characters";
            return Err(Malformed::Invalid { name: "client_id", expected });
        }
        Ok(Self {
            client_id: client_id.to_owned(),
            redirect_uri: parameters.get("redirect_uri")?.map(str::to_owned),
            state: state(parameters),
            response_mode: response_mode(parameters),
        })
    }
}

/// The state may be anything the client likes, so it is not shown.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("response_mode", &self.response_mode)
            .finish_non_exhaustive()
    }
}

fn response_mode(parameters: &Parameters<'_>) -> ResponseMode {
    let word = |name| parameters.get(name).ok().flatten();
    let asked = word("response_mode").and_then(|mode| mode.parse::<ResponseMode>().ok());
    let response_type = word("response_type").and_then(|text| ResponseType::parse(text).ok());
    match (asked, response_type) {
        (Some(asked), Some(response_type)) if asked.may_carry(response_type) => {
            asked.settled_for(response_type)
        }
        (Some(asked), Some(response_type)) if asked.is_jwt() => ResponseMode::Jwt.settled_for(response_type),
        (_, Some(response_type)) => ResponseMode::default_for(response_type),
        (Some(ResponseMode::Jwt), None) => ResponseMode::QueryJwt,
        (Some(asked), None) => asked,
        (None, None) => ResponseMode::Query,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(query: &str) -> Target {
        Target::parse(&Parameters::parse(query.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn an_error_travels_as_the_answer_would() {
        for (query, mode) in [
            ("", ResponseMode::Query),
            ("&response_type=code", ResponseMode::Query),
            ("&response_type=token", ResponseMode::Fragment),
            ("&response_type=token&response_mode=query", ResponseMode::Fragment),
            ("&response_type=code&response_mode=form_post", ResponseMode::FormPost),
            ("&response_type=nonsense&response_mode=fragment", ResponseMode::Fragment),
            ("&response_type=code&response_mode=nonsense", ResponseMode::Query),
            ("&response_type=code&response_type=token", ResponseMode::Query),
            ("&response_type=code&response_mode=jwt", ResponseMode::QueryJwt),
            ("&response_type=token&response_mode=jwt", ResponseMode::FragmentJwt),
            ("&response_type=token&response_mode=query.jwt", ResponseMode::FragmentJwt),
            ("&response_type=code&response_mode=form_post.jwt", ResponseMode::FormPostJwt),
            ("&response_mode=jwt", ResponseMode::QueryJwt),
        ] {
            assert_eq!(target(&format!("client_id=a{query}")).response_mode, mode, "{query}");
        }
    }

    #[test]
    fn a_state_that_cannot_be_read_is_not_handed_back() {
        assert_eq!(target("client_id=a&state=s").state.as_deref(), Some("s"));
        assert_eq!(target("client_id=a&state=s&state=t").state, None);
        assert_eq!(target("client_id=a&state=%0d%0a").state, None);
    }
}
