use oidc::parameters::Parameters;
use serde_json::{Map, Value};

use crate::error::{Kind, Refusal};
use crate::pending::Pending;
use crate::{Error, OutsideFault, Party, verify};
use jose::Secret;

/// A code that came back to the browser that asked for it, not yet exchanged for tokens. No `Debug`: it
/// holds secrets.
pub struct Answered {
    pub(crate) pending: Pending,
    pub(crate) code: Secret<String>,
}

impl Answered {
    /// The [`label`](Pending::label) of the request, for whoever remembers which were answered.
    pub fn label(&self) -> String {
        self.pending.label()
    }
}

/// What an answer says, whichever way it came.
struct Answer {
    state: Option<String>,
    iss: Option<String>,
    code: Option<String>,
    error: Option<Refusal>,
}

impl Party<'_> {
    /// Reads what a browser came back with: the query of the callback's address (without `?`), or the
    /// form that was posted there.
    ///
    /// # Errors
    /// [`OutsideFault`]: it is no answer to the request this browser began. [`Error::Refused`]: it is, and
    /// the answer is no. [`OurFault`](crate::OurFault): the request was another registration's.
    pub fn callback(&self, pending: Pending, encoded: &str, now: i64) -> Result<Answered, Error> {
        let code = self.read_callback(&pending, encoded, now)?;
        Ok(Answered { pending, code })
    }

    /// Which request an answer is for, as [`Pending::label`] names it, so that what was kept of it can be
    /// found: where answers are sealed their `state` is not to be read otherwise. It says nothing of whether
    /// the answer is good: that is what [`Self::callback`] finds out.
    ///
    /// # Errors
    /// [`OutsideFault`]: it is no answer of the provider's to this client, or has no state.
    pub fn label(&self, encoded: &str, now: i64) -> Result<String, Error> {
        let state = self.read_answer(encoded, now)?.state.ok_or(OutsideFault::StateMissing)?;
        Ok(Pending::label_of(&state))
    }

    /// The code, for whoever may have to read the same answer once more.
    pub(crate) fn read_callback(
        &self,
        pending: &Pending,
        encoded: &str,
        now: i64,
    ) -> Result<Secret<String>, Error> {
        pending.check(self, now)?;
        let answer = self.read_answer(encoded, now)?;
        pending.check_state(answer.state.as_deref())?;
        self.check_issuer(answer.iss.as_deref())?;
        if let Some(refusal) = answer.error {
            return Err(refusal.into());
        }
        Ok(Secret::new(answer.code.ok_or(OutsideFault::CodeMissing)?))
    }

    /// What an answer says, in the form that is registered.
    fn read_answer(&self, encoded: &str, now: i64) -> Result<Answer, Error> {
        let parameters = Parameters::parse(encoded.as_bytes()).map_err(OutsideFault::Parameters)?;
        let response = parameters.get("response").map_err(OutsideFault::Parameters)?;
        match (response, self.client.authorization_response().signed) {
            (Some(response), Some(_)) => self.verify_response(response, now),
            (Some(_), None) => Err(OutsideFault::ResponseSigned.into()),
            (None, Some(_)) => Err(OutsideFault::ResponseNotSigned.into()),
            (None, None) => Answer::of_parameters(&parameters),
        }
    }

    /// JWT Secured Authorization Response Mode §2.4.
    fn verify_response(&self, response: &str, now: i64) -> Result<Answer, Error> {
        let kind = Kind::AuthorizationResponse;
        let claims = verify::token(self, kind, self.client.authorization_response(), response, now)?;
        Ok(Answer::of_claims(claims.as_ref().members()))
    }

    /// RFC 9207 §2.4.
    fn check_issuer(&self, iss: Option<&str>) -> Result<(), Error> {
        match iss {
            Some(iss) if iss != self.provider.issuer().as_str() => Err(OutsideFault::OtherIssuer.into()),
            None if self.provider.metadata().authorization_response_iss_parameter_supported => {
                Err(OutsideFault::IssuerMissing.into())
            }
            _ => Ok(()),
        }
    }
}

impl Answer {
    fn of_parameters(parameters: &Parameters<'_>) -> Result<Self, Error> {
        let get = |name| match parameters.get(name) {
            Ok(value) => Ok(value.map(str::to_owned)),
            Err(malformed) => Err(Error::from(OutsideFault::Parameters(malformed))),
        };
        let (state, iss, code) = (get("state")?, get("iss")?, get("code")?);
        let (error, description, own) = (get("error")?, get("error_description")?, get("error_code")?);
        let error = error.map(|error| Refusal::new(&error, description.as_deref(), own.as_deref()));
        Ok(Self { state, iss, code, error })
    }

    fn of_claims(claims: &Map<String, Value>) -> Self {
        let text = |name| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let error = Refusal::of_members(claims);
        Self { state: text("state"), iss: text("iss"), code: text("code"), error }
    }
}
