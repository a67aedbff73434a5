//! Sign-ins, in the document and in answers.

use std::collections::BTreeMap;

use idp::login::policy::facts::Facts;
use idp::login::policy::verdict::{How, Judged, Judgement};
use idp::model::sign_in::SignIn;
use idp::{Reason, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// A sign-in, or a try at one: a factor that was proven, or was not.
#[derive(Serialize, ToSchema)]
#[schema(as = SignIn)]
pub struct SignInAnswer {
    /// Its identifier.
    pub sign_in: String,
    /// Whose it was, or whose name was given; `null` where nobody has the name.
    #[schema(required)]
    pub user: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// The factor.
    pub method: &'static str,
    /// The upstream where it was proven; `null` where it was here.
    #[schema(required)]
    pub upstream: Option<String>,
    /// The client the person was on the way to; `null` on the way to their own account.
    #[schema(required)]
    pub client: Option<String>,
    /// The address it came from, where that is known.
    #[schema(required)]
    pub address: Option<String>,
    /// What the browser said of itself.
    #[schema(required)]
    pub agent: Option<String>,
    /// How it ended: `succeeded`, `continued` where more was asked for, or `refused`.
    pub outcome: &'static str,
    /// The facts, and what the rules made of them; absent where nothing was proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub judged: Option<JudgedAnswer>,
}

/// A person's sign-ins.
#[derive(Serialize, ToSchema)]
pub struct SignInList {
    /// The sign-ins, the youngest first.
    pub sign_ins: Vec<SignInAnswer>,
}

/// How a sign-in was judged.
#[derive(Serialize, ToSchema)]
#[schema(as = Judged)]
pub struct JudgedAnswer {
    /// The facts.
    pub facts: FactsAnswer,
    /// What the policy came to; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub live: Option<JudgementAnswer>,
    /// What the policy that only records would have come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub shadow: Option<JudgementAnswer>,
}

/// Facts by name: texts, lists of texts, whole numbers, true or false.
#[derive(Serialize, ToSchema)]
#[schema(as = Facts)]
pub struct FactsAnswer(#[schema(inline)] pub BTreeMap<String, serde_json::Value>);

/// What a policy came to.
#[derive(Serialize, ToSchema)]
#[schema(as = Judgement)]
pub struct JudgementAnswer {
    /// The policy's number; 0 of one that was not set.
    pub policy: i64,
    /// The strictest of what its rules say: `allow`, `require` or `deny`.
    pub outcome: &'static str,
    /// The rules that were met, or could not be told, in their order.
    pub rules: Vec<RuleMet>,
    /// What had to be proven: one of each.
    pub any_of: Vec<Vec<String>>,
}

/// A rule that was met, or could not be told.
#[derive(Serialize, ToSchema)]
pub struct RuleMet {
    /// What it is called.
    pub name: String,
    /// What follows from it: `allow`, `require` or `deny`.
    pub then: &'static str,
    /// `met`; `assumed` where it hangs on facts that are missing, and requires or denies; `ignored` where it
    /// hangs on such, and allows.
    pub how: &'static str,
    /// The facts that were missing.
    pub missing: Vec<String>,
}

impl SignInAnswer {
    /// A sign-in's identifier, as it is told.
    pub fn id_of(sign_in: &SignIn) -> String {
        jose::base64url::encode(sign_in.id)
    }
}

/// The sign-in that an identifier names.
///
/// # Errors
/// It names none.
pub fn parse_id(text: &str) -> Result<[u8; 16], Refusal> {
    let bytes = jose::base64url::decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Reason::NotFound.into())
}

impl From<SignIn> for SignInAnswer {
    fn from(sign_in: SignIn) -> Self {
        Self {
            sign_in: Self::id_of(&sign_in),
            user: sign_in.user.map(|user| user.as_str().to_owned()),
            at: rfc3339(sign_in.at).unwrap_or_default(),
            method: sign_in.method.as_str(),
            upstream: sign_in.upstream.map(|upstream| upstream.to_string()),
            client: sign_in.client.map(|client| client.as_str().to_owned()),
            address: sign_in.address,
            agent: sign_in.agent,
            outcome: sign_in.outcome.as_str(),
            judged: sign_in.judged.map(|judged| (*judged).into()),
        }
    }
}

impl From<Judged> for JudgedAnswer {
    fn from(judged: Judged) -> Self {
        Self {
            facts: judged.facts.into(),
            live: judged.live.map(Into::into),
            shadow: judged.shadow.map(Into::into),
        }
    }
}

impl From<Facts> for FactsAnswer {
    fn from(facts: Facts) -> Self {
        Self(facts.iter().map(|(name, value)| (name.to_owned(), serde_json::json!(value))).collect())
    }
}

impl From<Judgement> for JudgementAnswer {
    fn from(judgement: Judgement) -> Self {
        let any_of = judgement.any_of.iter();
        let rules = judgement.rules.into_iter().map(|rule| {
            let (how, missing) = match rule.how {
                How::Met => ("met", Vec::new()),
                How::Assumed { missing } => ("assumed", missing),
                How::Ignored { missing } => ("ignored", missing),
            };
            RuleMet { name: rule.name, then: rule.then.as_str(), how, missing }
        });
        Self {
            policy: judgement.policy,
            outcome: judgement.outcome.as_str(),
            rules: rules.collect(),
            any_of: any_of
                .map(|one_of| one_of.iter().map(|method| method.as_str().to_owned()).collect())
                .collect(),
        }
    }
}
