//! A passkey as a factor: whose it is, and what its use proves.

use idp::login::Method;
use idp::login::factor::passkey::{Asserted, Used, offered, prove};
use idp::model::credential::{Credential, CredentialKind};
use idp::model::passkey::{self as kept, Passkey};
use idp::model::user::User;
use idp::webauthn::authentication::{self, Known};
use idp::webauthn::{
    Assertion, Attestation, Authenticated, Ceremony, Fault, Registered, RelyingParty, registration,
};
use idp::{Effect, Reason, Refusal};
use jose::JwsAlgorithm;

use crate::support::authenticator::{Authenticator, PRESENT, attestation_object};
use crate::support::*;

const HANDLE: &[u8] = b"whose it is";
const ELIGIBLE: u8 = 0x08;

fn here() -> RelyingParty {
    RelyingParty::at("https://id.example", ["https://id.example"].into_iter()).unwrap()
}

fn registered(device: &Authenticator) -> Registered {
    let client_data = device.client_data("webauthn.create", b"made").to_string();
    let object = attestation_object("none", &[0xa0], &device.data(true));
    let ceremony = Ceremony { relying_party: &here(), challenge: b"made", user_verification: false };
    let attestation = Attestation { client_data: client_data.as_bytes(), object: &object };
    registration::verify(attestation, ceremony).unwrap()
}

fn authenticated(device: &Authenticator, registered: &Registered) -> Authenticated {
    let client_data = device.client_data("webauthn.get", b"asked").to_string();
    let data = device.data(false);
    let signature = device.sign(&data, client_data.as_bytes());
    let assertion =
        Assertion { client_data: client_data.as_bytes(), authenticator_data: &data, signature: &signature };
    let known = Known {
        public_key: registered.public_key(),
        sign_count: registered.sign_count(),
        is_backup_eligible: registered.is_backup_eligible(),
    };
    let ceremony = Ceremony { relying_party: &here(), challenge: b"asked", user_verification: false };
    authentication::verify(assertion, known, ceremony).unwrap()
}

/// Aino's passkey on this device, and what she proves with it.
struct Play {
    user: User,
    credential: Credential,
    authenticated: Authenticated,
}

fn play(say: impl FnOnce(&mut Authenticator)) -> Play {
    let mut device = Authenticator::new(JwsAlgorithm::ES256, "id.example", "https://id.example");
    device.user_handle = HANDLE.to_vec();
    say(&mut device);
    let (user, made) = (person("aino"), registered(&device));
    let passkey = Passkey::new(&made, &device.user_handle, "id.example", &[]);
    let id = kept::id(made.credential_id());
    let data = Credential::encode(&passkey);
    let credential = Credential::new(id, &user.id, CredentialKind::Passkey, data, NOW);
    device.sign_count += 1;
    Play { authenticated: authenticated(&device, &made), user, credential }
}

impl Play {
    fn asserted(&self) -> Asserted<'_> {
        Asserted {
            found: Some((&self.credential, &self.user)),
            user_handle: Some(HANDLE),
            authenticated: Ok(&self.authenticated),
        }
    }
}

fn refused(asserted: Asserted<'_>, first: bool) -> Reason {
    let refusal: Refusal = prove(asserted, first, NOW).unwrap_err();
    assert!(refusal.detail.operator.is_some(), "who runs this is told why");
    refusal.reason
}

#[test]
fn its_person_proves_themselves_and_the_count_is_kept() {
    let play = play(|_| ());
    for first in [true, false] {
        let Used { proof, effect } = prove(play.asserted(), first, NOW).unwrap();
        assert_eq!((proof.method(), proof.user()), (Method::Passkey, &play.user.id));
        let Effect::UseCredential(used) = effect else { panic!("{effect:?}") };
        assert_eq!((used.id, used.from, used.at), (play.credential.id, 1, NOW));
        let after: Passkey = serde_json::from_str(used.data.expose()).unwrap();
        assert_eq!(after.sign_count, 1);
    }
}

#[test]
fn refuses_whatever_does_not_lead_in_with_one_reason() {
    let play = play(|_| ());
    let asserted = play.asserted();
    assert_eq!(refused(Asserted { found: None, ..asserted }, true), Reason::PasskeyWrong);
    let elsewhere = Fault::Origin { seen: "https://evil.example".into() };
    for fault in [Fault::Signature, Fault::Challenge, elsewhere] {
        let failed = Asserted { authenticated: Err(&fault), ..asserted };
        assert_eq!(refused(failed, true), Reason::PasskeyWrong);
    }
    for first in [true, false] {
        let others = Asserted { user_handle: Some(b"somebody else"), ..asserted };
        assert_eq!(refused(others, first), Reason::PasskeyWrong);
    }
    let disabled = User { disabled_at: Some(NOW), ..play.user.clone() };
    let found = Some((&play.credential, &disabled));
    assert_eq!(refused(Asserted { found, ..asserted }, true), Reason::PasskeyWrong);
    let password = Credential { kind: CredentialKind::Password, ..play.credential.clone() };
    let found = Some((&password, &play.user));
    assert_eq!(refused(Asserted { found, ..asserted }, true), Reason::PasskeyWrong);
    assert!(prove(asserted, true, NOW).is_ok());
}

#[test]
fn alone_it_must_say_whose_it_is_and_after_a_password_it_need_not() {
    let play = play(|_| ());
    let silent = Asserted { user_handle: None, ..play.asserted() };
    assert_eq!(refused(silent, true), Reason::PasskeyWrong);
    assert!(prove(silent, false, NOW).is_ok());
}

#[test]
fn who_could_sign_is_told_what_was_missing() {
    let play = play(|device| device.flags = PRESENT);
    let said = |fault: &Fault| refused(Asserted { authenticated: Err(fault), ..play.asserted() }, true);
    assert_eq!(said(&Fault::UserVerification), Reason::PasskeyUnverified);
    assert_eq!(refused(play.asserted(), true), Reason::PasskeyUnverified);
    assert_eq!(said(&Fault::SignCount { before: 7, seen: 7 }), Reason::PasskeyCopied);
    assert_eq!(said(&Fault::BackupEligibility), Reason::PasskeyWrong);
    // As a second factor it need not verify anybody.
    assert!(prove(play.asserted(), false, NOW).is_ok());
}

#[test]
fn a_person_is_offered_the_passkeys_of_this_host_alone() {
    let play = play(|device| device.flags |= ELIGIBLE);
    let credentials = [play.credential.clone()];
    assert_eq!(offered(&credentials, &here()).unwrap().len(), 1);
    let other = RelyingParty::at("https://other.example", ["https://other.example"].into_iter()).unwrap();
    assert!(offered(&credentials, &other).unwrap().is_empty());
}
