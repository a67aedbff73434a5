//! An identity provider of SAML elsewhere that people are sent to: it says what a test says, signed.

use idp::Time;
use idp::effect::{Effect, Expected};
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{ClaimRule, Saml, Upstream, UpstreamDefinition};
use jose::sealing::SealingKey;
use jose::secret::Secret;
use jose::{Certificate, Jwk, JwsAlgorithm, KeyManagement, SigningKey};
use url::Url;
use xml::saml::binding::{Parameter, post, redirect};
use xml::saml::{ASSERTION, AuthnRequest, BEARER, LogoutRequest, LogoutResponse, NameId, PROTOCOL, Status};
use xml::signature::{self, Place};
use xml::{Limits, Source};

use crate::elsewhere::{Elsewhere, Says};
use crate::world::{Answer, World};

pub(crate) const MAIL: &str = "urn:oid:0.9.2342.19200300.100.1.3";
pub(crate) const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

pub(crate) struct IdentityProvider {
    pub(crate) elsewhere: Elsewhere,
    /// Its name here.
    pub(crate) id: &'static str,
    signer: SigningKey,
    /// Where its responses go.
    pub(crate) acs: String,
    /// Where its logout messages go.
    pub(crate) slo: String,
    /// Who we are there.
    pub(crate) audience: String,
}

/// What an assertion says; a test changes one thing of what is right.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) format: String,
    pub(crate) issuer: String,
    pub(crate) audience: String,
    pub(crate) recipient: String,
    pub(crate) in_response_to: String,
    pub(crate) class: String,
    /// The session there.
    pub(crate) session: String,
    pub(crate) now: i64,
    pub(crate) until: i64,
}

/// The private key that we open with there: one is made for all tests.
const OPENS: &[u8] = include_bytes!("../support/keys/rsa2048.json");

impl IdentityProvider {
    pub(crate) async fn start(
        world: &World,
        id: &'static str,
        change: impl FnOnce(&mut UpstreamDefinition),
    ) -> Self {
        let elsewhere = Elsewhere::start().await;
        let signer = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let base = elsewhere.base.clone();
        elsewhere.say(
            "/metadata",
            Says::with("content-type: application/samlmetadata+xml\r\n", &metadata(&base, &signer)),
        );
        let saml = Saml {
            metadata_uri: Some(format!("{base}/metadata")),
            signing_alg: JwsAlgorithm::ES256,
            ..Saml::default()
        };
        let mut definition = UpstreamDefinition {
            name: [("en".to_owned(), format!("The office of {id}"))].into(),
            issuer: base,
            saml: Some(saml),
            claims: vec![ClaimRule::new(MAIL, "email"), ClaimRule::new("groups", "groups")],
            ..UpstreamDefinition::default()
        };
        change(&mut definition);
        let here = format!("{}/upstream/{id}", world.base);
        let provider = Self {
            elsewhere,
            id,
            signer,
            acs: format!("{here}/acs"),
            slo: format!("{here}/slo"),
            audience: format!("{here}/metadata"),
        };
        provider.register(world, definition).await;
        provider
    }

    async fn register(&self, world: &World, definition: UpstreamDefinition) {
        let key = |kid: &str, algorithm, private| KeyRecord {
            kid: kid.to_owned(),
            algorithm,
            private: Secret::new(private),
            created_at: Time::default(),
            signs_from: Time::default(),
            published_until: Time::NEVER,
        };
        let ours = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let ours = ours.to_private_jwk().unwrap().expose().clone().into_bytes();
        let now = world.node.now();
        let record = Upstream {
            id: self.id.parse().unwrap(),
            version: 1,
            definition,
            client_secret: None,
            keys: vec![
                key("signs-here", KeyAlgorithm::Sig(JwsAlgorithm::ES256), ours),
                key("opens-here", KeyAlgorithm::Enc(KeyManagement::RsaOaep, None), OPENS.to_vec()),
            ],
            disabled_at: None,
            created_at: now,
            updated_at: now,
        };
        let put = Effect::PutUpstream(Expected { replaces: None, record: Box::new(record) });
        assert!(matches!(world.node.commit(vec![put], now).await, store::Outcome::Done { .. }));
    }

    /// What a browser was sent there with by its address, signed by the key that our metadata show.
    pub(crate) async fn sent(&self, world: &World, answer: &Answer) -> AuthnRequest {
        assert!(answer.location().starts_with(&format!("{}/sso?", self.elsewhere.base)), "{answer:?}");
        let url = Url::parse(answer.location()).unwrap();
        let message = redirect::decode(url.query().unwrap(), Parameter::Request, &Limits::MESSAGE).unwrap();
        let source = message.verify(&self.our_keys(world).await).unwrap().clone();
        AuthnRequest::read(source.document().unwrap().root()).unwrap()
    }

    /// The keys that our metadata show, which are signed by one of them.
    pub(crate) async fn our_keys(&self, world: &World) -> Vec<Jwk> {
        let answer = world.get(&format!("/upstream/{}/metadata", self.id)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/samlmetadata+xml"));
        let source = Source::read(answer.body.as_bytes(), &Limits::METADATA).unwrap();
        let document = source.document().unwrap();
        let keys = signature::claimed(document.root()).unwrap();
        signature::verify(document.root(), &keys).unwrap();
        for place in [&self.acs, &self.slo] {
            assert!(answer.body.contains(&format!("Location=\"{place}\"")), "{answer:?}");
        }
        keys
    }

    /// What it says about somebody who was sent with this request.
    pub(crate) fn says(&self, world: &World, asked: &AuthnRequest) -> Told {
        let now = world.node.now().as_secs();
        Told {
            name: "aino-there".to_owned(),
            format: PERSISTENT.to_owned(),
            issuer: self.elsewhere.base.clone(),
            audience: self.audience.clone(),
            recipient: self.acs.clone(),
            in_response_to: asked.id.clone(),
            class: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport".to_owned(),
            session: "s1".to_owned(),
            now,
            until: now + 300,
        }
    }

    /// The assertion, unsigned.
    pub(crate) fn assertion(&self, says: &Told, id: &str) -> String {
        let Told { name, format, issuer, audience, recipient, in_response_to, class, session, .. } = says;
        let (now, until) = (time(says.now), time(says.until));
        format!(
            "<saml:Assertion xmlns:saml=\"{ASSERTION}\" ID=\"{id}\" Version=\"2.0\" IssueInstant=\"{now}\">\
             <saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID Format=\"{format}\">{name}</saml:NameID>\
             <saml:SubjectConfirmation Method=\"{BEARER}\"><saml:SubjectConfirmationData \
             InResponseTo=\"{in_response_to}\" NotOnOrAfter=\"{until}\" Recipient=\"{recipient}\"/>\
             </saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"{now}\" NotOnOrAfter=\"{until}\">\
             <saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>\
             </saml:Conditions><saml:AuthnStatement AuthnInstant=\"{now}\" SessionIndex=\"{session}\"><saml:AuthnContext>\
             <saml:AuthnContextClassRef>{class}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
             <saml:AttributeStatement><saml:Attribute Name=\"{MAIL}\" FriendlyName=\"mail\">\
             <saml:AttributeValue>aino@there.test</saml:AttributeValue>\
             <saml:AttributeValue>second@there.test</saml:AttributeValue></saml:Attribute>\
             <saml:Attribute Name=\"groups\"><saml:AttributeValue>staff</saml:AttributeValue>\
             <saml:AttributeValue>cooks</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"
        )
    }

    /// A response around it, unsigned.
    pub(crate) fn around(&self, says: &Told, assertion: &str) -> String {
        let Told { issuer, recipient, in_response_to, .. } = says;
        format!(
            "<samlp:Response xmlns:samlp=\"{PROTOCOL}\" xmlns:saml=\"{ASSERTION}\" ID=\"_r\" Version=\"2.0\" \
             InResponseTo=\"{in_response_to}\" IssueInstant=\"{}\" Destination=\"{recipient}\">\
             <saml:Issuer>{issuer}</saml:Issuer><samlp:Status>\
             <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>{assertion}\
             </samlp:Response>",
            time(says.now)
        )
    }

    /// Signs the element with this id.
    pub(crate) fn sign(&self, text: &str, id: &str) -> String {
        signed(text, id, &self.signer)
    }

    /// The same metadata with something else in them.
    pub(crate) fn redescribe(&self, from: &str, to: &str) {
        let metadata = metadata(&self.elsewhere.base, &self.signer);
        assert!(metadata.contains(from));
        let metadata = metadata.replace(from, to);
        self.elsewhere
            .say("/metadata", Says::with("content-type: application/samlmetadata+xml\r\n", &metadata));
    }

    /// That these sessions of somebody's are over.
    pub(crate) fn over(&self, world: &World, name: &str, sessions: &[&str]) -> LogoutRequest {
        let now = world.node.now().as_secs();
        LogoutRequest {
            id: format!("_{}", jose::base64url::encode(jose::random::bytes::<16>())),
            issue_instant: now,
            destination: Some(self.slo.clone()),
            issuer: self.elsewhere.base.clone(),
            name_id: NameId {
                value: name.to_owned(),
                format: Some(PERSISTENT.to_owned()),
                name_qualifier: None,
                sp_name_qualifier: None,
            },
            session_indexes: sessions.iter().map(|&session| session.to_owned()).collect(),
            not_on_or_after: Some(now + 300),
        }
    }

    /// What it answers to a request for a sign-out.
    pub(crate) fn done(&self, asked: &LogoutRequest) -> LogoutResponse {
        LogoutResponse {
            id: "_done".to_owned(),
            in_response_to: Some(asked.id.clone()),
            issue_instant: asked.issue_instant,
            destination: Some(self.slo.clone()),
            issuer: self.elsewhere.base.clone(),
            status: Status::success(),
        }
    }

    /// The address with this message, signed.
    pub(crate) fn in_address(&self, kind: Parameter, xml: &str, relay_state: Option<&str>) -> String {
        in_address(&self.slo, kind, xml, relay_state, Some(&self.signer))
    }

    /// The response with one signed assertion, as it should be.
    pub(crate) fn response(&self, says: &Told, id: &str) -> String {
        self.around(says, &self.sign(&self.assertion(says, id), id))
    }
}

/// What is encrypted here under AES-256 in GCM mode has this key, so that it can stand here under the keys of two
/// readers, each by RSA-OAEP with SHA-1.
const CONTENT_KEY: [u8; 32] = [7; 32];
/// Under [`OPENS`].
pub(crate) const TO_US: &str = "kOdlQLwhvnfP6vh7nIiAHNkMfuSAJ4l0eB5SLAdmFZ9G9MPe5PIenaESR88yzei/uLIBwiXTrgRIMfXP8gWN98K33UDwnzmq0jPMAtVbaXP+E43XQYbte6Aj+i+TvjTmzU1mUW9NEs4wZF+jASqrx04WbRsth6WbJ/jsf7Rw5iO7gzJ9dDw7khn4di4TrRysM7286L+B21v3S62dcqAaJX6x3ZGVnlFNcJzpKwSzgzBdD74bOt1NdwfxlWqCjS+G9WPN9yivBZBPx7irRE6eXtaK9ZfyHIlXB4ff+EA1SGpmCSdRSS0KCaXKGTO97l/Ix4KRaG0sWdCLgMwIFIiDPQ==";
/// Under a key that nobody has any more.
pub(crate) const TO_ANOTHER: &str = "jH/UBPouQ/pRQG54QnKdXhJmdUsigkmJ01q9Hla7/3W8l55k4rDm/UAKd5EFGNqcuvqrTyPNACGViAVVbosAokM2gRDbU1N+fZJnDAFlWdIiZkPZTwD0sCiwP1k1wWPVYNrgrLv9lu+ce+4JqWVao3wISerQs9L5CZjCNDbTIwG6kpsXIUMPqqxeAbwQIPQ8YXR84lLHbM1nQSih65QW/SfB3pa1Wc7jJ1futnt4zs4CUuQf7LSJauFkG4OkWVS491T73CWiwKGgJkWoSajmkV1Y9MQx1H3LDxU3nqrnHG0Lw2zfhic48FwdKUn7t2iLB3iU4YpSpoTXnUQiPIaOGQ==";

/// The element, encrypted to whoever has what opens this key.
pub(crate) fn encrypted(element: &str, to: &str) -> String {
    let sealed = SealingKey::new(Secret::new(CONTENT_KEY)).seal(b"", element.as_bytes());
    let sealed = base64(&sealed);
    format!(
        "<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" \
         Type=\"http://www.w3.org/2001/04/xmlenc#Element\"><xenc:EncryptionMethod \
         Algorithm=\"http://www.w3.org/2009/xmlenc11#aes256-gcm\"/><ds:KeyInfo \
         xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><xenc:EncryptedKey><xenc:EncryptionMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/><xenc:CipherData><xenc:CipherValue>{to}\
         </xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData>\
         <xenc:CipherValue>{sealed}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>\
         </saml:EncryptedAssertion>"
    )
}

fn base64(bytes: &[u8]) -> String {
    let mut text = jose::base64url::encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

pub(crate) fn signed(text: &str, id: &str, key: &SigningKey) -> String {
    let source = Source::read(text.as_bytes(), &Limits::MESSAGE).unwrap();
    signature::sign(&source, id, Place::Behind("Issuer"), key, None).unwrap()
}

/// This address with a message, signed by this key, if there is one.
pub(crate) fn in_address(
    at: &str,
    kind: Parameter,
    xml: &str,
    relay_state: Option<&str>,
    key: Option<&SigningKey>,
) -> String {
    format!("{at}?{}", redirect::encode(kind, xml, relay_state, key).unwrap())
}

/// As a form has it.
pub(crate) fn posted(response: &str) -> String {
    post::encode(response)
}

fn metadata(base: &str, signer: &SigningKey) -> String {
    let private = Jwk::parse(signer.to_private_jwk().unwrap().expose().as_bytes()).unwrap();
    let certificate = Certificate::self_signed(&private, "there").unwrap();
    let der = base64(certificate.der());
    format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{base}\">\
         <md:IDPSSODescriptor protocolSupportEnumeration=\"{PROTOCOL}\"><md:KeyDescriptor use=\"signing\">\
         <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>{der}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
         <md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{base}/slo\" \
         ResponseLocation=\"{base}/slo-answered\"/>\
         <md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"{base}/slo\"/>\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"{base}/sso\"/>\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"{base}/sso\"/>\
         </md:IDPSSODescriptor></md:EntityDescriptor>"
    )
}

fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap().to_string()
}
