//! What an upstream said, read by its table of claims.

use jose::secret::Secret;
use oidc::personal_identity_code::PersonalIdentityCode;
use rp::{IdToken, UserInfo};
use serde_json::{Map, Value};

use crate::decision::Derive;
use crate::login::acr;
use crate::model::linked_identity::SubjectHash;
use crate::model::ticket::TicketKey;
use crate::model::told::Told;
use crate::model::upstream::{Check, ClaimRule, Keep, Upstream, UpstreamProfile};
use crate::refusal::{Reason, Refusal};
use crate::replay::{self, Message};
use crate::time::Time;

/// The most that is kept of what is told at one sign-in, in bytes of JSON.
const MOST: usize = 16 * 1024;
/// The most methods that are told.
const MOST_METHODS: usize = 20;
/// The longest name of a level, a method, a choice or a session, in bytes.
const LONGEST_NAME: usize = 200;
/// The longest ID token with which somebody is signed out there, in bytes: it travels in an address.
const LONGEST_HINT: usize = 4 * 1024;

/// What an upstream vouches for, verified and read.
pub struct Vouched {
    /// What the person is known by there, and by which claim. It may be a personal identity code.
    subject: (String, String),
    issuer: String,
    /// Who it is there, as its logout messages name them (`sub`).
    pub(super) sub: String,
    pub(super) told: Told,
    /// What is to be kept on the account.
    pub(super) account: Map<String, Value>,
    pub(super) auth_at: Option<Time>,
    /// By what it is known again, where nothing else keeps it from being shown twice.
    pub(super) once: Option<Once>,
}

/// Something that counts once.
pub(super) struct Once {
    pub(super) id: String,
    /// Until when it could be shown, in seconds since 1970.
    pub(super) until: i64,
}

/// What was said, in whichever protocol.
pub(super) struct Says<'a> {
    /// What is said of the person under a name.
    pub(super) claim: &'a dyn Fn(&str) -> Option<&'a Value>,
    /// What the sign-in there amounts to, by the upstream's names.
    pub(super) acr: Option<&'a str>,
    pub(super) amr: Vec<&'a str>,
    /// Who it is there, as its logout messages name them.
    pub(super) sub: &'a str,
    pub(super) sid: Option<&'a str>,
    pub(super) auth_time: Option<i64>,
}

impl std::fmt::Debug for Vouched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vouched").field("told", &self.told).finish_non_exhaustive()
    }
}

impl Vouched {
    /// The way behind the upstream that they took, where that is known.
    pub fn choice(&self) -> Option<&str> {
        self.told.choice.as_deref()
    }

    /// Who it is there, as it is kept.
    ///
    /// # Errors
    /// The key that it is hashed under is gone.
    pub fn subject(&self, derive: &dyn Derive) -> Result<SubjectHash, Refusal> {
        let (claim, value) = &self.subject;
        // One vocabulary's value is never another's.
        SubjectHash::of(&self.issuer, &format!("{claim}\0{value}"), derive)
            .ok_or_else(|| Refusal::new(Reason::Internal).operator("the first of the server's keys is gone"))
    }

    /// Where it is remembered that this was taken, where it counts once by itself.
    pub fn once(&self) -> Option<TicketKey> {
        self.once.as_ref().map(|once| replay::key(Message::SamlAssertion, &self.issuer, &once.id))
    }

    /// The session there, as its logout messages name it. What SAML calls one is told apart only among those of one
    /// person (Core §2.7.2).
    pub(super) fn session(&self) -> Option<String> {
        let sid = self.told.sid.as_deref()?;
        Some(self.told.name_id.as_ref().map_or_else(|| sid.to_owned(), |name| name.session(sid)))
    }

    /// Keeps the ID token as it was signed, where it will sign the person out there. It will travel in an
    /// address, so one that may say a personal identity code is not kept.
    #[must_use]
    pub fn hinted(mut self, upstream: &Upstream, id_token: &Secret<String>) -> Self {
        let definition = &upstream.definition;
        let says_codes = definition.profile == UpstreamProfile::Ftn
            || definition.claims.iter().any(|rule| rule.check == Some(Check::PersonalIdentityCode));
        let signs_out = definition.single_logout && definition.single_sign_on;
        let id_token = id_token.expose();
        if signs_out && !says_codes && id_token.len() <= LONGEST_HINT {
            self.told.id_token = Some(id_token.clone());
        }
        self
    }

    /// The mail address that is to be kept on the account, if one is.
    pub fn email(&self) -> Option<&str> {
        self.account.get("email").and_then(Value::as_str)
    }
}

/// Reads what an upstream's verified tokens say. `choice` is the one that was made before, `asked` the levels
/// that were asked for, by the upstream's names.
///
/// # Errors
/// Weaker than asked for, or not as the table has it.
pub fn read(
    upstream: &Upstream,
    (id_token, userinfo): (&IdToken, Option<&UserInfo>),
    choice: Option<String>,
    asked: &[String],
) -> Result<Vouched, Refusal> {
    let claim = |name: &str| {
        id_token.claims().get(name).or_else(|| userinfo.and_then(|userinfo| userinfo.claims().get(name)))
    };
    let says = Says {
        claim: &claim,
        acr: id_token.acr(),
        amr: id_token.amr().into_iter().collect(),
        sub: id_token.subject(),
        sid: id_token.session_id(),
        auth_time: id_token.auth_time(),
    };
    vouched(upstream, says, choice, asked)
}

/// Reads what was said, and verified, by the upstream's table.
pub(super) fn vouched(
    upstream: &Upstream,
    says: Says<'_>,
    choice: Option<String>,
    asked: &[String],
) -> Result<Vouched, Refusal> {
    let definition = &upstream.definition;
    let claim = says.claim;
    let text = |name: &str| claim(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let acr = says.acr.and_then(|theirs| level(upstream, theirs));
    check_level(upstream, acr.as_deref(), asked)?;
    let mut named = definition.subject.split(' ').filter(|name| !name.is_empty());
    let subject = named.find_map(|name| text(name).map(|value| (name.to_owned(), value.to_owned())));
    let subject = subject.ok_or_else(|| {
        let names = &definition.subject;
        untrusted(format!("it names nobody: there is no claim {names}"))
    })?;
    let mut claims = Map::new();
    let mut account = Map::new();
    for rule in &definition.claims {
        let Some(value) = claim(&rule.from).filter(|value| !value.is_null()) else { continue };
        check_value(rule, value)?;
        let value = rule.value.as_ref().unwrap_or(value);
        if rule.keep == Keep::Account {
            account.insert(rule.to.clone(), value.clone());
        }
        claims.insert(rule.to.clone(), value.clone());
    }
    check_shape(&claims)?;
    let told = Told {
        upstream: upstream.id.clone(),
        choice: definition.choice_claim.as_deref().and_then(text).filter(short).map(str::to_owned).or(choice),
        acr,
        amr: says.amr.into_iter().filter(short).take(MOST_METHODS).map(str::to_owned).collect(),
        claims,
        sid: says.sid.filter(short).map(str::to_owned),
        name_id: None,
        id_token: None,
        trails: Vec::new(),
    };
    Ok(Vouched {
        subject,
        issuer: definition.issuer.clone(),
        sub: says.sub.to_owned(),
        told,
        account,
        auth_at: says.auth_time.map(Time::from_secs),
        once: None,
    })
}

fn short(name: &&str) -> bool {
    name.len() <= LONGEST_NAME
}

/// What an upstream's level is called here. What we alone can say, it says only where the administrator's
/// table has it.
fn level(upstream: &Upstream, theirs: &str) -> Option<String> {
    let ours = upstream.our_acr(theirs);
    (short(&theirs) && (ours != theirs || !acr::is_our_own(theirs))).then(|| ours.to_owned())
}

/// A level that was asked for is reached, or exceeded. The trust network demands it; elsewhere it is a wish,
/// unless the client cannot do without.
fn check_level(upstream: &Upstream, reached: Option<&str>, asked: &[String]) -> Result<(), Refusal> {
    let does = |asked: &String| reached.is_some_and(|reached| acr::reaches(reached, upstream.our_acr(asked)));
    if upstream.definition.profile != UpstreamProfile::Ftn || asked.is_empty() || asked.iter().any(does) {
        return Ok(());
    }
    Err(Refusal::new(Reason::UpstreamAcr).operator("weaker than was asked for (acr)"))
}

fn check_value(rule: &ClaimRule, value: &Value) -> Result<(), Refusal> {
    let fits = match rule.check {
        None => true,
        Some(Check::PersonalIdentityCode) => {
            value.as_str().is_some_and(|text| PersonalIdentityCode::parse(text).is_ok())
        }
    };
    match fits {
        true => Ok(()),
        false => Err(untrusted(format!("the claim {} is no personal identity code", rule.from))),
    }
}

/// What is told can be told on: no more than is kept, and standard claims of their types.
fn check_shape(claims: &Map<String, Value>) -> Result<(), Refusal> {
    let length = serde_json::to_vec(claims).map_or(usize::MAX, |json| json.len());
    if length > MOST {
        return Err(untrusted(format!("it tells more than {MOST} bytes of a person")));
    }
    match serde_json::from_value::<oidc::claims::StandardClaims<'_>>(Value::Object(claims.clone())) {
        Ok(_) => Ok(()),
        Err(_) => Err(untrusted("a standard claim of another type than the standard's".to_owned())),
    }
}

fn untrusted(seen: String) -> Refusal {
    Refusal::new(Reason::UpstreamUntrusted).operator(seen)
}
