//! Senders: how mails and text messages leave. Of several for one channel the next is asked where one fails.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use super::Version;
use super::client::KeptSecret;
use super::mail::MailAddress;
use super::message::MessageKind;
use crate::time::Time;

/// A sender's identifier: 1 to 64 small letters, digits and hyphens, chosen by the administrator.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SenderId(Arc<str>);

/// Not what a sender can be called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotASenderId;

/// One way in which mails or text messages leave.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The identifier.
    pub id: SenderId,
    /// How often the record was written.
    pub version: Version,
    /// What it is.
    pub definition: SenderDefinition,
    /// By what we prove ourselves there; sealed at rest.
    pub secret: Option<KeptSecret>,
    /// Since when nothing leaves by it.
    pub disabled_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
}

impl Sender {
    /// Whether messages of this kind leave by it.
    pub fn takes(&self, kind: MessageKind) -> bool {
        let channel = match kind {
            MessageKind::BackchannelLogout | MessageKind::CibaPing => return false,
            MessageKind::Email => Channel::Email,
            MessageKind::Sms => Channel::Sms,
        };
        self.definition.channel == channel && self.disabled_at.is_none()
    }

    /// By what we prove ourselves there.
    pub fn secret(&self) -> Option<&Secret<String>> {
        self.secret.as_ref().map(KeptSecret::secret)
    }
}

/// What is sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Mails.
    Email,
    /// Text messages.
    Sms,
}

/// What a sender is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SenderDefinition {
    /// What leaves by it.
    pub channel: Channel,
    /// Whose turn is first: the lowest number; of two with the same one, by their identifiers.
    #[serde(default)]
    pub order: u32,
    /// Whom it is from: of mails an address; of text messages what the gateway takes for one, if it wants any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// The name beside the address that mails are from; the service's where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// How it goes.
    #[serde(flatten)]
    pub way: Way,
}

impl SenderDefinition {
    /// The address that mails are from.
    pub fn from_address(&self) -> Option<MailAddress> {
        MailAddress::parse(&self.from)
    }
}

/// How messages leave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// By SMTP.
    Smtp(Smtp),
    /// Into a folder, one file for each: to try things out.
    File(Folder),
    /// By a request to a gateway.
    Http(Gateway),
}

/// A server that takes mails (RFC 6409).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Smtp {
    /// Its name, which its certificate must have, or its address.
    pub host: String,
    /// Its port, where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// What protects the way there.
    #[serde(default)]
    pub security: Security,
    /// Who we are there; with the sender's secret as the password. Nobody where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl Smtp {
    /// The port.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::Plaintext => 25,
        })
    }
}

/// What protects the way to a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS, begun on a plain connection (RFC 3207); nothing is said without it.
    #[default]
    Starttls,
    /// TLS from the start (RFC 8314 §3.3).
    Tls,
    /// Nothing: to the machine itself, or where the node's settings allow plain text.
    Plaintext,
}

/// A folder that messages are written into.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Folder {
    /// Where it is; it must be there.
    pub folder: String,
}

/// A gateway that takes messages by HTTP: a template of the request. In address, headers and body stand
/// `{number}` (E.164), `{digits}` (the same without its `+`), `{text}`, `{from}` and `{secret}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Gateway {
    /// How it is asked.
    #[serde(default)]
    pub method: GatewayMethod,
    /// Where; in it, what takes the place of a word is escaped as part of a query.
    pub address: String,
    /// Further headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// How what takes the place of a word in the body is escaped.
    #[serde(default)]
    pub format: BodyFormat,
    /// The body; none with `GET`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// Who we are there by HTTP Basic (RFC 7617), with the sender's secret as the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The statuses that say it was taken: 200 to 299 where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub success: Vec<u16>,
}

/// How a gateway is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum GatewayMethod {
    /// `POST`.
    #[default]
    Post,
    /// `PUT`.
    Put,
    /// `GET`.
    Get,
}

/// What a gateway reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyFormat {
    /// JSON: words stand inside strings.
    #[default]
    Json,
    /// A form (`application/x-www-form-urlencoded`).
    Form,
    /// XML: words stand in texts or attributes.
    Xml,
}

impl BodyFormat {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Xml => "application/xml; charset=utf-8",
        }
    }
}

impl SenderId {
    /// The longest, in bytes.
    pub const MAX_LENGTH: usize = 64;

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SenderId {
    type Err = NotASenderId;

    fn from_str(text: &str) -> Result<Self, NotASenderId> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(text.into())) } else { Err(NotASenderId) }
    }
}

impl TryFrom<String> for SenderId {
    type Error = NotASenderId;

    fn try_from(text: String) -> Result<Self, NotASenderId> {
        text.parse()
    }
}

impl From<SenderId> for String {
    fn from(id: SenderId) -> Self {
        id.as_str().to_owned()
    }
}

impl Borrow<str> for SenderId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NotASenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1 to 64 small letters, digits and hyphens")
    }
}

impl std::error::Error for NotASenderId {}
