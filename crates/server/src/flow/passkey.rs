//! Passkeys: what browsers bring of them, read and verified while facts are loaded, and signing in with them.

use std::time::Duration;

use idp::authorize::Wanted;
use idp::login::factor::passkey::Asserted;
use idp::login::passkey::{self, Request, SettleFacts};
use idp::model::credential::Credential;
use idp::model::passkey::{self as kept, Passkey};
use idp::model::user::{User, UserId};
use idp::webauthn::challenge::Challenge;
use idp::webauthn::{
    Assertion, Attestation, Authenticated, Ceremony, Fault, Registered, RelyingParty, authentication,
    registration,
};
use idp::{Reason, Refusal, Time};

use super::app::App;
use super::login::Settled;
use super::second::{self, Asked};
use super::{Browser, Tries, notice, respond, unavailable};
use crate::node::{Limit, Node};

/// For whom passkeys are made and used at this door, if they can be.
pub(super) fn relying_party(node: &Node) -> Option<RelyingParty> {
    RelyingParty::at(&node.issuer.base, node.issuers().iter().map(|issuer| issuer.base.as_str()))
}

/// What a form brings of a passkey that was made; bytes in base64url.
#[derive(Clone, Debug)]
pub struct Created {
    /// Which challenge it answers.
    pub challenge: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `attestationObject`.
    pub attestation_object: String,
    /// How the browser reaches it.
    pub transports: Vec<String>,
    /// What the person calls it.
    pub name: String,
}

impl Created {
    /// Verifies it for this relying party.
    pub(super) fn verify(&self, relying_party: &RelyingParty) -> Result<Result<Registered, Fault>, Refusal> {
        let challenge = bytes("challenge", &self.challenge)?;
        let client_data = bytes("client_data", &self.client_data)?;
        let object = bytes("attestation_object", &self.attestation_object)?;
        let attestation = Attestation { client_data: &client_data, object: &object };
        let ceremony = Ceremony { relying_party, challenge: &challenge, user_verification: false };
        Ok(registration::verify(attestation, ceremony))
    }
}

fn bytes(name: &'static str, text: &str) -> Result<Vec<u8>, Refusal> {
    jose::base64url::decode(text)
        .map_err(|_| Refusal::new(Reason::ParameterInvalid).about(name).expected("base64url without padding"))
}

/// What a form brings of a passkey that was used; bytes in base64url.
#[derive(Clone, Debug)]
pub struct Given {
    /// Which challenge it answers.
    pub challenge: String,
    /// What its authenticator calls it.
    pub credential_id: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `authenticatorData`.
    pub authenticator_data: String,
    /// `signature`.
    pub signature: String,
    /// Whose its authenticator says it is; empty where it does not say.
    pub user_handle: String,
    /// Whether the person wants this browser remembered.
    pub remember: bool,
}

/// The same, read.
struct Read {
    challenge: Vec<u8>,
    credential_id: Vec<u8>,
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
    user_handle: Vec<u8>,
}

impl Given {
    fn read(&self) -> Result<Read, Refusal> {
        Ok(Read {
            challenge: bytes("challenge", &self.challenge)?,
            credential_id: bytes("credential_id", &self.credential_id)?,
            client_data: bytes("client_data", &self.client_data)?,
            authenticator_data: bytes("authenticator_data", &self.authenticator_data)?,
            signature: bytes("signature", &self.signature)?,
            user_handle: bytes("user_handle", &self.user_handle)?,
        })
    }
}

/// The passkey that a browser named, and whose it is.
struct Named {
    credential: Option<Credential>,
    owner: Option<User>,
}

impl Named {
    /// Looks in as many places where nobody has it, so that time does not tell.
    async fn load(node: &Node, credential_id: &[u8]) -> Result<Self, Refusal> {
        let id = kept::id(credential_id);
        let credential = node.store().load_credential(id).await.map_err(unavailable)?;
        let nobody = UserId::new("");
        let owner = credential.as_ref().map_or(&nobody, |credential| &credential.user);
        let owner = node.store().load_user(owner).await.map_err(unavailable)?;
        Ok(Self { credential, owner })
    }

    fn found(&self) -> Option<(&Credential, &User)> {
        self.credential.as_ref().zip(self.owner.as_ref())
    }

    /// What verifying shows; where nobody has it, against a key that is nobody's, so that time does not tell.
    fn verify(
        &self,
        read: &Read,
        relying_party: &RelyingParty,
        verified: bool,
    ) -> Result<Result<Authenticated, Fault>, Refusal> {
        let passkey = match &self.credential {
            Some(credential) => Passkey::of(credential)?,
            None => None,
        };
        let stand_in = authentication::nobodys();
        let known = match (&passkey, &stand_in) {
            (Some(passkey), _) => passkey.known(),
            (None, Some(stand_in)) => stand_in.known(),
            (None, None) => return Ok(Err(Fault::Signature)),
        };
        let assertion = Assertion {
            client_data: &read.client_data,
            authenticator_data: &read.authenticator_data,
            signature: &read.signature,
        };
        let ceremony = Ceremony { relying_party, challenge: &read.challenge, user_verification: verified };
        Ok(authentication::verify(assertion, known, ceremony))
    }
}

/// What the page shows that asks for a passkey.
pub struct Shown {
    /// The client that waits, if one does, and what its request wants.
    pub waits: Option<(App, Wanted)>,
    /// What the browser is asked.
    pub request: Request,
    /// Whether it confirms who said who they are before.
    pub confirms: bool,
    /// Whether there is another way.
    pub others: bool,
    /// For how long this browser would be remembered, if the person wants it.
    pub remembers: Option<Duration>,
}

/// Loads what the page of this handle shows, in this language (a BCP 47 tag).
pub async fn show(node: &Node, handle: &str, browser: &Browser, language: &str) -> Result<Shown, Refusal> {
    let now = node.now();
    let asked = Asked::load(node, handle, browser, now).await?;
    let (facts, login) = (asked.facts(node, browser), asked.waiting.found());
    let relying_party = relying_party(node);
    let passkey::Shown { wanted, request, confirms, others, remembers } = node.decide(now, |env| {
        passkey::show((handle, login), &asked.credentials, relying_party.as_ref(), facts, env)
    })?;
    let client = asked.waiting.client.as_deref();
    let waits = wanted.map(|wanted| (App::of(client, language), wanted));
    Ok(Shown { waits, request, confirms, others, remembers })
}

/// What the sign-in page asks, whosever passkey it may be; nothing where none can be used.
pub(super) fn ask(node: &Node, handle: &str, now: Time) -> Option<Request> {
    let relying_party = relying_party(node)?;
    Some(node.decide(now, |env| passkey::ask(handle, &relying_party, env)))
}

/// Takes what a browser brought of a passkey: verifies, settles.
pub async fn sign_in(
    node: &Node,
    handle: &str,
    given: &Given,
    browser: &Browser,
) -> Result<Settled, Refusal> {
    if let Some(from) = browser.from {
        node.limits.count(Limit::SignIn, from)?;
    }
    let read = given.read()?;
    let relying_party =
        relying_party(node).ok_or_else(|| Refusal::new(Reason::FactorNotAsked).about("factor"))?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let named = Named::load(node, &read.credential_id).await?;
        let mut asked = Asked::load(node, handle, browser, now).await?;
        let confirms = asked.waiting.person()?.is_some();
        if !confirms {
            asked.is_asked_of(node, named.owner.clone()).await?;
        }
        let authenticated = named.verify(&read, &relying_party, !confirms)?;
        let answered = node.store().load_ticket(&Challenge::key(&given.challenge), now).await;
        let answered = answered.map_err(unavailable)?;
        let idp::login::second::SettleFacts { authorize, login, leaving, remember } =
            asked.settle_facts(node, browser, given.remember);
        let facts = SettleFacts {
            authorize,
            handle,
            login,
            leaving,
            remember,
            challenge: &given.challenge,
            answered: answered.as_ref(),
            asserted: Asserted {
                found: named.found(),
                user_handle: Some(read.user_handle.as_slice()).filter(|handle| !handle.is_empty()),
                authenticated: authenticated.as_ref(),
            },
        };
        let decision = node.decide(now, |env| passkey::settle(facts, env));
        let decision = notice::owing(node, decision, named.owner.as_ref(), browser.language, now).await?;
        let committed = tries.commit(node, decision, now).await;
        if let Some(done) = respond::refusing(committed, &asked.known).await? {
            return second::settled(done, &asked.known).await;
        }
    }
}
