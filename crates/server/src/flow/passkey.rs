//! What browsers bring of passkeys: read, and verified while facts are loaded.

use idp::webauthn::{Attestation, Ceremony, Fault, Registered, RelyingParty, registration};
use idp::{Reason, Refusal};

use crate::node::Node;

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
