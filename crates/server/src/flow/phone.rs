//! Phones that answer for their people: enrolled, heard, and let go.

use std::net::IpAddr;

use idp::model::credential::{Credential, CredentialId};
use idp::model::issuer::Issuer;
use idp::model::passkey::Passkey;
use idp::model::phone::{self, Phone, Verification};
use idp::model::user::{User, UserId};
use idp::phone::enrol::{self, Brought};
use idp::phone::leave;
use idp::phone::message::{self, Action};
use idp::webauthn::{
    Assertion, Attestation, Authenticated, Ceremony, Fault, Registered, RelyingParty, authentication,
    registration,
};
use idp::{Reason, Refusal, Time};
use serde::Deserialize;
use serde_json::Value;

use super::passkey::relying_party;
use super::{Tries, notice, unavailable};
use crate::node::{Limit, Node};
use crate::page::Language;

/// Where a phone goes on that scanned a code, or whose person followed a link.
pub fn app_link(issuer: &Issuer, action: &str, pid: &str) -> String {
    issuer.address(&format!("/in-app/process/init?action={action}&pid={pid}"))
}

/// Whose account a phone comes to, as it is shown there.
pub struct Account {
    /// What the person signs in with.
    pub username: String,
    /// What they are called.
    pub name: String,
}

impl Account {
    fn of(user: &User) -> Self {
        let name = user.claims.name.as_deref().unwrap_or(&user.username).to_owned();
        Self { username: user.username.clone(), name }
    }
}

/// An enrolment that waits for a phone.
pub struct Enrolment {
    /// Whose phone it is to be.
    pub account: Account,
    /// For how many seconds.
    pub expires_in: u64,
    /// For whom its passkey is made, if one can be bound to this host.
    pub relying_party: Option<RelyingParty>,
    /// What its authenticator is to sign, and what it is told whose it is; in base64url.
    pub challenge: String,
    /// See there.
    pub user_handle: String,
}

/// Tells a phone what it is about to become.
pub async fn enrolment(node: &Node, secret: &str, from: Option<IpAddr>) -> Result<Enrolment, Refusal> {
    limited(node, from)?;
    let now = node.now();
    let waiting = Waiting::load(node, secret, now).await?;
    let user = enrol::open(waiting.found.as_ref(), waiting.user.as_ref(), now)?;
    let ends_at = waiting.found.as_ref().map_or(now, |found| found.expires_at);
    Ok(Enrolment {
        account: Account::of(user),
        expires_in: ends_at.since(now).as_secs(),
        relying_party: relying_party(node),
        challenge: jose::base64url::encode(enrol::challenge(secret)),
        user_handle: jose::base64url::encode(enrol::user_handle(secret)),
    })
}

/// What waits under a secret, and for whom.
struct Waiting {
    found: Option<idp::model::ticket::TicketFacts>,
    user: Option<User>,
}

impl Waiting {
    async fn load(node: &Node, secret: &str, now: Time) -> Result<Self, Refusal> {
        let found = node.store().load_ticket(&enrol::key(secret), now).await.map_err(unavailable)?;
        let user = match found.as_ref().map(enrol::person_of).transpose()? {
            Some(id) => node.store().load_user(&id).await.map_err(unavailable)?,
            None => None,
        };
        Ok(Self { found, user })
    }
}

/// Keeps the phone that brings this secret, and tells what it is called from now on and whose it is.
pub async fn enrol(
    node: &Node,
    secret: &str,
    text: &str,
    from: Option<IpAddr>,
    language: &'static Language,
) -> Result<(CredentialId, Account), Refusal> {
    limited(node, from)?;
    let said = message::verify_new(text, node.issuer.identifier.as_str(), node.now())?;
    let party = relying_party(node);
    let made = match &said.action {
        Action::Enrol { verification: message::Verification::Passkey { credential }, .. } => {
            Some(Made::verify(credential, secret, party.as_ref())?)
        }
        _ => None,
    };
    let registered = made.as_ref().and_then(|made| {
        let host = party.as_ref()?.id.as_str();
        Some((made.registered.as_ref(), host, made.transports.as_slice()))
    });
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let waiting = Waiting::load(node, secret, now).await?;
        let id = phone::id(&said.thumbprint);
        let kept = node.store().load_credential(id).await.map_err(unavailable)?;
        let nobody = UserId::new("");
        let whose = waiting.user.as_ref().map_or(&nobody, |user| &user.id);
        let credentials = node.store().load_credentials(whose).await.map_err(unavailable)?;
        let decision = node.decide(now, |env| {
            let brought = Brought { secret, said: &said, kept: kept.as_ref(), registered };
            enrol::enrol(brought, waiting.found.as_ref(), waiting.user.as_ref(), &credentials, env)
        });
        let decision = notice::owing(node, decision, waiting.user.as_ref(), Some(language), now).await?;
        if let (Some(id), Some(user)) = (tries.commit(node, decision, now).await?, &waiting.user) {
            return Ok((id, Account::of(user)));
        }
    }
}

/// What an authenticator made for a phone.
struct Made {
    registered: Result<Registered, Fault>,
    transports: Vec<String>,
}

/// `RegistrationResponseJSON` (Web Authentication §5.1.7), as far as it is read.
#[derive(Deserialize)]
struct Registration {
    response: RegistrationResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegistrationResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
    #[serde(default)]
    transports: Vec<String>,
}

impl Made {
    fn verify(credential: &Value, secret: &str, party: Option<&RelyingParty>) -> Result<Self, Refusal> {
        let unfit = || Refusal::new(Reason::PasskeyUnfit).operator("no passkey can be bound to this host");
        let relying_party = party.ok_or_else(unfit)?;
        let Registration { response } =
            Registration::deserialize(credential).map_err(|_| unreadable("credential"))?;
        let client_data = bytes("clientDataJSON", &response.client_data)?;
        let object = bytes("attestationObject", &response.attestation_object)?;
        let attestation = Attestation { client_data: &client_data, object: &object };
        let challenge = enrol::challenge(secret);
        let ceremony = Ceremony { relying_party, challenge: &challenge, user_verification: true };
        Ok(Self { registered: registration::verify(attestation, ceremony), transports: response.transports })
    }
}

/// A phone that speaks: what is kept of it, whose it is, and what it says.
pub struct Heard {
    /// What is kept of it.
    pub credential: Credential,
    /// Whose it is.
    pub user: User,
    /// What it is.
    pub phone: Phone,
    /// What it says.
    pub action: Action,
}

/// `AuthenticationResponseJSON` (Web Authentication §5.1.8), as far as it is read.
#[derive(Deserialize)]
pub struct Gesture {
    response: GestureResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GestureResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
}

/// Loads the phone that says this, and verifies that it does.
pub async fn hear(node: &Node, text: &str, from: Option<IpAddr>) -> Result<Heard, Refusal> {
    limited(node, from)?;
    let unknown = |why: &'static str| Refusal::new(Reason::PhoneUnknown).operator(why);
    let id = message::phone_of(text)?;
    let credential = node.store().load_credential(id).await.map_err(unavailable)?;
    let credential = credential.ok_or_else(|| unknown("no such phone"))?;
    let phone = Phone::of(&credential)?.ok_or_else(|| unknown("not a phone"))?;
    let action = message::verify(text, &phone, node.issuer.identifier.as_str(), node.now())?;
    let user = node.store().load_user(&credential.user).await.map_err(unavailable)?;
    let user = user.ok_or_else(|| unknown("its person is gone"))?;
    Ok(Heard { credential, user, phone, action })
}

/// What the phone's authenticator says of a message; none where the phone has a PIN.
pub fn verify_gesture(
    node: &Node,
    phone: &Phone,
    gesture: Option<&Gesture>,
    text: &str,
) -> Result<Option<Result<Authenticated, Fault>>, Refusal> {
    let (Verification::Passkey(passkey), Some(gesture)) = (&phone.verification, gesture) else {
        return Ok(None);
    };
    let Some(relying_party) = relying_party(node).filter(|party| party.id == passkey.relying_party) else {
        return Ok(Some(Err(Fault::RelyingParty)));
    };
    let client_data = bytes("clientDataJSON", &gesture.response.client_data)?;
    let authenticator_data = bytes("authenticatorData", &gesture.response.authenticator_data)?;
    let signature = bytes("signature", &gesture.response.signature)?;
    let assertion = Assertion {
        client_data: &client_data,
        authenticator_data: &authenticator_data,
        signature: &signature,
    };
    // It signs the very message, so that neither counts without the other.
    let challenge = jose::digest::sha256(text.as_bytes());
    let ceremony = Ceremony { relying_party: &relying_party, challenge: &challenge, user_verification: true };
    Ok(Some(authentication::verify(assertion, passkey.known(), ceremony)))
}

/// The passkey that unlocks a phone, for the browser that is asked for it.
pub fn passkey_of(phone: &Phone) -> Option<&Passkey> {
    match &phone.verification {
        Verification::Passkey(passkey) => Some(passkey),
        Verification::Pin { .. } => None,
    }
}

/// Lets a phone go that wants to be nobody's any more.
pub async fn leave(node: &Node, heard: &Heard, language: &'static Language) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let credentials = node.store().load_credentials(&heard.user.id).await.map_err(unavailable)?;
        let Some(phone) = credentials.iter().find(|it| it.id == heard.credential.id) else { return Ok(()) };
        let decision = node.decide(now, |env| leave::leave(phone, &credentials, env));
        let decision = notice::owing(node, decision, Some(&heard.user), Some(language), now).await?;
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Counts what a phone asks from one address as tries to sign in, which they are.
fn limited(node: &Node, from: Option<IpAddr>) -> Result<(), Refusal> {
    from.map_or(Ok(()), |from| node.limits.count(Limit::SignIn, from))
}

fn bytes(name: &'static str, text: &str) -> Result<Vec<u8>, Refusal> {
    jose::base64url::decode(text)
        .map_err(|_| Refusal::new(Reason::ParameterInvalid).about(name).expected("base64url without padding"))
}

fn unreadable(name: &'static str) -> Refusal {
    Refusal::new(Reason::ParameterInvalid).about(name).expected("the JSON of Web Authentication")
}
