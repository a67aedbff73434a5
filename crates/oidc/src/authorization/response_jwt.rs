//! Authorization responses as one JWT (JARM, JWT Secured Authorization Response Mode for OAuth 2.0).

use std::fmt;

use serde::Serialize;

use super::Response;

/// The one parameter of a response that is a JWT (JARM §2.3.1).
pub const RESPONSE: &str = "response";

/// What such a JWT says (JARM §2.1): who answers whom, until when, and the parameters of the response.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ResponseJwt {
    /// Who answers.
    pub iss: String,
    /// The client that is answered.
    pub aud: String,
    /// Until when it counts, in seconds since the epoch.
    pub exp: i64,
    /// The parameters, without an `iss` of their own.
    #[serde(flatten)]
    pub parameters: Response,
}

impl fmt::Debug for ResponseJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseJwt").field("aud", &self.aud).field("exp", &self.exp).finish_non_exhaustive()
    }
}
