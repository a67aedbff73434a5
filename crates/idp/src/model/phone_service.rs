//! Services: clients whose people sign in with their phone, from a page that shows a code to scan.

mod login_domain;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use jose::{ContentEncryption, JwsAlgorithm, KeyManagement};
use oidc::metadata::Encryption;
use serde::{Deserialize, Serialize};

use crate::refusal::{Reason, Refusal};

pub use login_domain::LoginDomain;
pub use people::{Invited, USER};

/// What a service is, beside what every client is. It is inactive until an administrator says otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
// Lenient at rest: a node of the next version may have stored a member that this one does not know.
#[serde(default)]
pub struct Service {
    /// Of which kind its keys are; fixed once it is made.
    pub kind: Kind,
    /// Whether people can sign in to it.
    pub active: bool,
    /// The origins of the pages that may ask for a sign-in.
    pub login_domains: Vec<LoginDomain>,
    /// Whether only those whom it invited may sign in to it.
    pub invitation_required: bool,
    /// Whom it invited.
    pub invited: Vec<Invited>,
    /// Whether only its members may sign in to it.
    pub membership_required: bool,
    /// The groups whose people are its members.
    pub groups: Vec<String>,
    /// Whether its ID tokens are sealed as well as signed.
    pub sealed_tokens: bool,
    /// The claims it asks of people, by their names. What is not named is told to it never.
    pub required_data: BTreeMap<String, Need>,
    /// What its people can be in it, and what each of them must prove.
    pub roles: Vec<Role>,
    /// Who judged that people may sign in to it from another device than the one that shows its page.
    pub risk_assessment: Option<RiskAssessment>,
    /// Whether it may ask for a sign-in by a message to the phone.
    pub push: bool,
}

/// Of which kind the keys of a service are: those it opens its tokens with, and those its tokens are signed with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Elliptic curves: P-256.
    #[default]
    Ec,
    /// RSA, of 4096 bits.
    Rsa,
}

/// How much a service needs a claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Nobody signs in without.
    Required,
    /// People may leave it out.
    Optional,
}

/// What somebody can be in a service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Role {
    /// Its name, as the claim `roles` tells it.
    pub name: String,
    /// What proves enough: any of these sets, each of which is proven whole. None means anything that is taken.
    #[serde(default)]
    pub authenticators: Vec<BTreeSet<Authenticator>>,
}

/// What a phone can show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authenticator {
    /// That the person knows its PIN.
    Pin,
    /// That it knows the person: by a finger, a face, or whatever it is unlocked with.
    Biometric,
    /// That it is the very phone that was enrolled.
    Device,
}

/// The word of whoever judged the risk that an attempt on one device is approved on another (RFC 10027).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RiskAssessment {
    /// Who judged it.
    pub by: String,
    /// When, as they write it: a date or a time (RFC 3339).
    pub at: String,
    /// What they found.
    pub text: String,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            kind: Kind::default(),
            active: false,
            login_domains: Vec::new(),
            invitation_required: false,
            invited: Vec::new(),
            membership_required: false,
            groups: Vec::new(),
            sealed_tokens: true,
            required_data: BTreeMap::new(),
            roles: Vec::new(),
            risk_assessment: None,
            push: false,
        }
    }
}

impl Service {
    /// Refuses a page of this origin that wants somebody signed in with their phone; none where it named none.
    pub fn check_may_begin(&self, origin: Option<&str>) -> Result<(), Refusal> {
        self.check_active()?;
        // First: whoever is told more of a service than that belongs to it.
        if !origin.is_some_and(|origin| self.is_login_domain(origin)) {
            return Err(Refusal::new(Reason::ServiceOriginForeign)
                .operator(format!("asked from {}", origin.unwrap_or("no origin"))));
        }
        if self.risk_assessment.is_none() {
            return Err(Reason::ServiceRiskUnassessed.into());
        }
        Ok(())
    }

    /// Refuses where nobody can sign in to it, in whatever way.
    pub fn check_active(&self) -> Result<(), Refusal> {
        if self.active { Ok(()) } else { Err(Reason::ServiceInactive.into()) }
    }

    /// Whether pages of this origin are its own.
    pub fn is_login_domain(&self, origin: &str) -> bool {
        self.login_domains.iter().any(|domain| domain.matches(origin))
    }
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Ec, Self::Rsa];

    /// The name, as policies are written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ec => "ec",
            Self::Rsa => "rsa",
        }
    }

    /// What ID tokens are signed with.
    pub const fn signing(self) -> JwsAlgorithm {
        match self {
            Self::Ec => JwsAlgorithm::ES256,
            Self::Rsa => JwsAlgorithm::RS256,
        }
    }

    /// How ID tokens are sealed.
    pub const fn seal(self) -> Encryption {
        let alg = match self {
            Self::Ec => KeyManagement::EcdhEs,
            Self::Rsa => KeyManagement::RsaOaep,
        };
        Encryption { alg, enc: ContentEncryption::A256CbcHs512 }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| "ec or rsa".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Service {
        Service {
            active: true,
            login_domains: vec!["https://shop.test".parse().unwrap()],
            risk_assessment: Some(RiskAssessment {
                by: "Aino".to_owned(),
                at: "2026-11-23".to_owned(),
                text: "Nothing is for sale for more than ten euros.".to_owned(),
            }),
            ..Service::default()
        }
    }

    fn reason(service: &Service, origin: Option<&str>) -> Option<Reason> {
        service.check_may_begin(origin).err().map(|refusal| refusal.reason)
    }

    #[test]
    fn a_page_begins_where_the_service_is_active_assessed_and_its_own() {
        let (shop, own) = (shop(), Some("https://shop.test"));
        assert_eq!(reason(&shop, own), None);
        assert_eq!(reason(&shop, Some("https://thief.test")), Some(Reason::ServiceOriginForeign));
        assert_eq!(reason(&shop, None), Some(Reason::ServiceOriginForeign));
        let unassessed = Service { risk_assessment: None, ..shop.clone() };
        assert_eq!(reason(&unassessed, own), Some(Reason::ServiceRiskUnassessed));
        assert_eq!(reason(&unassessed, Some("https://thief.test")), Some(Reason::ServiceOriginForeign));
        let inactive = Service { active: false, ..shop };
        assert_eq!(reason(&inactive, own), Some(Reason::ServiceInactive));
    }

    #[test]
    fn a_new_service_is_inactive_and_its_tokens_are_sealed() {
        let new: Service = serde_json::from_str("{}").unwrap();
        assert_eq!(new, Service::default());
        assert!(!new.active && new.sealed_tokens && new.risk_assessment.is_none());
        assert_eq!((new.kind.signing().name(), new.kind.seal().alg.name()), ("ES256", "ECDH-ES"));
    }
}
