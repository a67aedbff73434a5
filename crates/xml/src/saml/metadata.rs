//! What an entity says about itself (Metadata for SAML 2.0): of others it is read, of ourselves written.

use jose::{Certificate, Jwk};

use super::{Error, PROTOCOL, request, time};
use crate::signature::{self, NAMESPACE as DS};
use crate::write::Tag;
use crate::{Element, base64};

/// The namespace of metadata.
pub const NAMESPACE: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
/// The binding by the browser's address (Bindings §3.4).
pub const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
/// The binding by a form (Bindings §3.5).
pub const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// An identity provider, by its own description.
#[derive(Debug, Clone)]
pub struct IdentityProvider {
    /// Its name.
    pub entity_id: String,
    /// From when on the description is not to be relied on.
    pub valid_until: Option<i64>,
    /// For how long it may be kept, as written (XML Schema Part 2 §3.2.6).
    pub cache_duration: Option<String>,
    /// The keys it signs with.
    pub signing_keys: Vec<Jwk>,
    /// Whether it takes signed requests only.
    pub want_authn_requests_signed: bool,
    /// Where sign-ins are asked for.
    pub single_sign_on: Vec<Endpoint>,
    /// Where sign-outs are asked for and answered.
    pub single_logout: Vec<Endpoint>,
    /// The kinds of names it calls people by.
    pub name_id_formats: Vec<String>,
}

/// A service, and how it is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// [`REDIRECT`], [`POST`] or another.
    pub binding: String,
    /// The address.
    pub location: String,
    /// Where answers go, if elsewhere.
    pub response_location: Option<String>,
}

impl IdentityProvider {
    /// Reads the description of one entity that is an identity provider of SAML 2.0. Whether it is believed is known
    /// by whoever got it: over TLS from its own address, from the operator's hand, or verified.
    ///
    /// # Errors
    /// It is no such description, or a key in it cannot be read.
    pub fn read(entity: Element<'_>) -> Result<Self, Error> {
        if !entity.is(NAMESPACE, "EntityDescriptor") {
            return Err(crate::Error::Unexpected("EntityDescriptor").into());
        }
        let speaks = |it: &Element<'_>| {
            it.attribute("protocolSupportEnumeration")
                .is_some_and(|all| all.split_ascii_whitespace().any(|it| it == PROTOCOL))
        };
        let roles: Vec<_> = entity.each(NAMESPACE, "IDPSSODescriptor").filter(speaks).collect();
        let [role] = roles.as_slice() else { return Err(crate::Error::Missing("IDPSSODescriptor").into()) };
        let descriptors = role.each(NAMESPACE, "KeyDescriptor");
        let signing = descriptors.filter(|it| it.attribute("use").is_none_or(|usage| usage == "signing"));
        let infos = signing.map(|it| it.only(DS, "KeyInfo").and_then(signature::keys));
        let formats = role.each(NAMESPACE, "NameIDFormat").map(Element::text);
        let until = entity.attribute("validUntil").or(role.attribute("validUntil"));
        Ok(Self {
            entity_id: entity.required("entityID")?.to_owned(),
            valid_until: until.map(|text| time::parse(text, "validUntil")).transpose()?,
            cache_duration: entity.attribute("cacheDuration").map(str::to_owned),
            signing_keys: infos.collect::<Result<Vec<_>, _>>()?.concat(),
            want_authn_requests_signed: request::truth(*role, "WantAuthnRequestsSigned")?,
            single_sign_on: endpoints(*role, "SingleSignOnService")?,
            single_logout: endpoints(*role, "SingleLogoutService")?,
            name_id_formats: formats
                .map(|text| text.map(|text| text.trim_ascii().to_owned()))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Where sign-ins are asked for by this binding.
    pub fn sign_on_by(&self, binding: &str) -> Option<&str> {
        self.single_sign_on.iter().find(|it| it.binding == binding).map(|it| it.location.as_str())
    }

    /// Where sign-outs are asked for by this binding, and answered.
    pub fn sign_out_by(&self, binding: &str) -> Option<&Endpoint> {
        self.single_logout.iter().find(|it| it.binding == binding)
    }
}

fn endpoints(role: Element<'_>, name: &'static str) -> Result<Vec<Endpoint>, Error> {
    let read = |it: Element<'_>| {
        Ok(Endpoint {
            binding: it.required("Binding")?.to_owned(),
            location: it.required("Location")?.to_owned(),
            response_location: it.attribute("ResponseLocation").map(str::to_owned),
        })
    };
    role.each(NAMESPACE, name).map(read).collect()
}

/// Ourselves as a service provider.
#[derive(Debug, Clone)]
pub struct ServiceProvider<'a> {
    /// The description's identifier, by which it is signed.
    pub id: &'a str,
    /// Our name.
    pub entity_id: &'a str,
    /// From when on the description is not to be relied on.
    pub valid_until: Option<i64>,
    /// Certificates of the keys we sign with.
    pub signing: &'a [Certificate],
    /// Certificates of the keys that are encrypted to.
    pub encryption: &'a [Certificate],
    /// Where assertions are brought, by a form.
    pub assertion_consumer_service: &'a str,
    /// Where sign-outs are asked for and answered, by both bindings.
    pub single_logout: Option<&'a str>,
    /// The kinds of names we want people to be called by.
    pub name_id_formats: &'a [&'a str],
}

impl ServiceProvider<'_> {
    /// Writes the description, in the order that the schema has.
    pub fn to_xml(&self) -> String {
        let until = self.valid_until.map(time::format);
        let keys = |usage: &'static str, certificates: &[Certificate]| {
            certificates.iter().map(|it| key_descriptor(usage, it)).collect::<Vec<_>>()
        };
        let logout = self.single_logout.iter().flat_map(|location| {
            [REDIRECT, POST].map(|binding| {
                Tag::new("md:SingleLogoutService")
                    .attribute("Binding", binding)
                    .attribute("Location", location)
            })
        });
        let formats = self.name_id_formats.iter().map(|format| Tag::new("md:NameIDFormat").text(format));
        let consumer = Tag::new("md:AssertionConsumerService")
            .attribute("Binding", POST)
            .attribute("Location", self.assertion_consumer_service)
            .attribute("index", "0")
            .attribute("isDefault", "true");
        let role = Tag::new("md:SPSSODescriptor")
            .attribute("AuthnRequestsSigned", if self.signing.is_empty() { "false" } else { "true" })
            .attribute("WantAssertionsSigned", "true")
            .attribute("protocolSupportEnumeration", PROTOCOL)
            .children(keys("signing", self.signing))
            .children(keys("encryption", self.encryption))
            .children(logout)
            .children(formats)
            .child(consumer);
        Tag::new("md:EntityDescriptor")
            .attribute("xmlns:md", NAMESPACE)
            .attribute("xmlns:ds", DS)
            .attribute("ID", self.id)
            .attribute("entityID", self.entity_id)
            .maybe("validUntil", until.as_deref())
            .child(role)
            .to_string()
    }
}

/// With the ways of encryption we open, the better first.
fn key_descriptor(usage: &str, certificate: &Certificate) -> Tag {
    const METHODS: [&str; 3] = [
        "http://www.w3.org/2009/xmlenc11#aes256-gcm",
        "http://www.w3.org/2009/xmlenc11#aes128-gcm",
        "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    ];
    let methods = METHODS.iter().filter(|_| usage == "encryption");
    let methods = methods.map(|name| Tag::new("md:EncryptionMethod").attribute("Algorithm", name));
    let certificate = Tag::new("ds:X509Certificate").text(&base64::encode(certificate.der()));
    let info = Tag::new("ds:KeyInfo").child(Tag::new("ds:X509Data").child(certificate));
    Tag::new("md:KeyDescriptor").attribute("use", usage).child(info).children(methods)
}
