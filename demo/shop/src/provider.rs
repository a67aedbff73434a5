//! What a store is at its provider, as the library wants it.

use rp::http::{RelyingParty, Tls, Transport};
use rp::jose::{ContentEncryption, JwkSet, JwsAlgorithm, KeyManagement};
use rp::{AssertionAudience, Authentication, Client, Issuer, Keys, OurFault, Provider, RequestObject};

use crate::store::{Credentials, Store};
use crate::{Error, Purpose, Result};

const SEALED_BY: (KeyManagement, ContentEncryption) =
    (KeyManagement::RsaOaep, ContentEncryption::A128CbcHs256);

/// What a store is held to by its provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// A shared secret; ID token, userinfo and the authorization response are signed, then encrypted.
    Signicat,
    /// Finland's trust network: private keys; ID token and userinfo are signed, then encrypted.
    Ftn,
}

/// In what form requests go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestStyle {
    /// Plain parameters.
    Plain,
    /// A signed request object.
    Signed,
    /// A signed request object, encrypted for the provider.
    SignedAndEncrypted,
    /// A request object that is encrypted alone.
    Encrypted,
    /// Pushed beforehand, with a signed object where there is a key that signs.
    Pushed,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Signicat, Self::Ftn];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signicat => "signicat",
            Self::Ftn => "ftn",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == text)
    }
}

impl RequestStyle {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Plain, Self::Signed, Self::SignedAndEncrypted, Self::Encrypted, Self::Pushed];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Signed => "signed",
            Self::SignedAndEncrypted => "signed-and-encrypted",
            Self::Encrypted => "encrypted",
            Self::Pushed => "pushed",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.as_str() == text)
    }
}

/// The relying party that a store is: its provider found, and its keys.
pub(crate) async fn discover(
    store: &Store,
    credentials: &Credentials,
    callback: &str,
) -> std::result::Result<RelyingParty, Fault> {
    let client = client(store, credentials, callback)?;
    let issuer = Issuer::parse(&store.issuer).map_err(|_| not_set_up("The issuer cannot be read."))?;
    let transport = Transport::new(Tls::default())?;
    let Some(given) = &store.provider_keys else {
        return Ok(RelyingParty::discover(issuer, client, transport).await?);
    };
    let set =
        JwkSet::parse(given.as_bytes()).map_err(|_| not_set_up("The provider's keys cannot be read."))?;
    let [openid, _] = Provider::discovery(&issuer)?;
    let provider = Provider::read(&issuer, &transport.send(&openid).await?)?;
    Ok(RelyingParty::new(provider, Keys::fixed(set), client, transport))
}

/// Why a store has no relying party.
pub(crate) enum Fault {
    /// As the library has it.
    Protocol(rp::Error),
    /// The store's own settings.
    Setting(Error),
}

impl From<rp::Error> for Fault {
    fn from(error: rp::Error) -> Self {
        Self::Protocol(error)
    }
}

impl From<OurFault> for Fault {
    fn from(fault: OurFault) -> Self {
        Self::Protocol(fault.into())
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Setting(error)
    }
}

fn not_set_up(why: &str) -> Error {
    Error::Setting(why.to_owned())
}

fn client(store: &Store, credentials: &Credentials, callback: &str) -> Result<Client> {
    let (alg, enc) = SEALED_BY;
    let mut client = Client::new(&store.client_id, callback, authentication(store, credentials)?)
        .request_object(request_object(store.request, credentials)?)
        .id_token_signed_response_alg(JwsAlgorithm::RS256)
        .id_token_encrypted_response(alg, enc)
        .userinfo_signed_response_alg(JwsAlgorithm::RS256)
        .userinfo_encrypted_response(alg, enc);
    client = match store.profile {
        Profile::Signicat => client
            .authorization_signed_response_alg(JwsAlgorithm::RS256)
            .authorization_encrypted_response(alg, enc),
        Profile::Ftn => client.assertion_audience(AssertionAudience::TokenEndpoint),
    };
    for key in credentials.keys.iter().filter(|key| key.purpose == Purpose::Open) {
        client = client.decryption_key(key.opening()?);
    }
    Ok(client)
}

fn authentication(store: &Store, credentials: &Credentials) -> Result<Authentication> {
    match store.profile {
        Profile::Signicat => {
            let secret = credentials.client_secret.clone();
            let secret = secret.ok_or_else(|| not_set_up("The client secret is missing."))?;
            Ok(Authentication::ClientSecretBasic(secret))
        }
        Profile::Ftn => Ok(Authentication::PrivateKeyJwt(Box::new(credentials.signing()?))),
    }
}

fn request_object(style: RequestStyle, credentials: &Credentials) -> Result<RequestObject> {
    let (alg, enc) = SEALED_BY;
    Ok(match style {
        RequestStyle::Plain => RequestObject::None,
        RequestStyle::Signed => RequestObject::Signed(Box::new(credentials.signing()?)),
        RequestStyle::SignedAndEncrypted => {
            RequestObject::SignedAndEncrypted { key: Box::new(credentials.signing()?), alg, enc }
        }
        RequestStyle::Encrypted => RequestObject::Encrypted { alg, enc },
        // Whoever has no key proves by the secret alone who pushes.
        RequestStyle::Pushed => match credentials.signing() {
            Ok(key) => RequestObject::Signed(Box::new(key)),
            Err(_) => RequestObject::None,
        },
    })
}
