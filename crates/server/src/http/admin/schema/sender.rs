//! Senders, in the document and in answers.

use std::collections::BTreeMap;

use idp::model::sender::{Sender, SenderDefinition};
use idp::sender::Tried;
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// One way in which mails or text messages leave.
#[derive(Serialize, ToSchema)]
#[schema(as = Sender)]
pub struct SenderAnswer {
    /// The identifier.
    pub sender: String,
    /// What it is.
    #[serde(flatten)]
    #[schema(value_type = Definition)]
    pub definition: SenderDefinition,
    /// Whether there is a secret by which we prove ourselves there. It is never told.
    pub has_secret: bool,
    /// Whether nothing leaves by it.
    pub disabled: bool,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A sender to be made.
#[derive(Serialize, ToSchema)]
pub struct NewSender {
    /// The identifier: small letters, digits and hyphens.
    #[schema(max_length = 64, example = "relay")]
    pub sender: String,
    /// By what we prove ourselves there: the password of `username`, or what takes the place of `{secret}`.
    #[schema(nullable = false, max_length = 1000)]
    pub secret: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub definition: Definition,
}

/// What a sender is to be.
#[derive(Serialize, ToSchema)]
pub struct ChangedSender {
    /// The identifier, which cannot be changed.
    #[schema(nullable = false)]
    pub sender: Option<String>,
    /// By what we prove ourselves there. Absent, it stays; `null` takes it away.
    #[schema(max_length = 1000)]
    pub secret: Option<String>,
    /// Whether nothing leaves by it.
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    /// What it is.
    #[serde(flatten)]
    pub definition: Definition,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub updated_at: Option<String>,
}

/// What a sender is: one of `smtp` and `file` for mails, `http` for text messages.
#[derive(Serialize, ToSchema)]
#[schema(as = SenderDefinition)]
pub struct Definition {
    /// What leaves by it.
    pub channel: Channel,
    /// Whose turn is first: the lowest number; 0 if absent. Of two with the same one, by their identifiers.
    #[schema(nullable = false)]
    pub order: Option<u32>,
    /// Whom it is from: of mails an address; of text messages what takes the place of `{from}`.
    #[schema(nullable = false, max_length = 500, example = "no-reply@example.com")]
    pub from: Option<String>,
    /// The name beside the address that mails are from; the service's if absent.
    #[schema(nullable = false, max_length = 500)]
    pub from_name: Option<String>,
    /// A server that takes mails (RFC 6409).
    #[schema(nullable = false)]
    pub smtp: Option<Smtp>,
    /// A folder that mails are written into: to try things out.
    #[schema(nullable = false)]
    pub file: Option<Folder>,
    /// A gateway that takes text messages by HTTP.
    #[schema(nullable = false)]
    pub http: Option<Gateway>,
}

/// What is sent.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SenderChannel)]
pub enum Channel {
    /// Mails.
    Email,
    /// Text messages.
    Sms,
}

/// A server that takes mails.
#[derive(Serialize, ToSchema)]
#[schema(as = SenderSmtp)]
pub struct Smtp {
    /// Its name, which its certificate must have, or its address.
    #[schema(example = "smtp.example.com")]
    pub host: String,
    /// Its port; 587 with `starttls`, 465 with `tls` and 25 with `plaintext` if absent.
    #[schema(nullable = false, minimum = 1, maximum = 65535)]
    pub port: Option<u16>,
    /// What protects the way there; `starttls` if absent.
    #[schema(nullable = false)]
    pub security: Option<Security>,
    /// Who we are there, with the secret as the password.
    #[schema(nullable = false, max_length = 500)]
    pub username: Option<String>,
}

/// What protects the way to a server.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SenderSecurity)]
pub enum Security {
    /// TLS, begun on a plain connection (RFC 3207); nothing is said without it.
    Starttls,
    /// TLS from the start (RFC 8314 §3.3).
    Tls,
    /// Nothing: to the machine itself, or where the node's settings allow plain text.
    Plaintext,
}

/// A folder that mails are written into.
#[derive(Serialize, ToSchema)]
#[schema(as = SenderFolder)]
pub struct Folder {
    /// The whole path of a folder that is there.
    #[schema(max_length = 500)]
    pub folder: String,
}

/// A gateway: a template of the request. In address, headers and body stand `{number}` (E.164), `{digits}` (the
/// same without its `+`), `{text}`, `{from}` and `{secret}`.
#[derive(Serialize, ToSchema)]
#[schema(as = SenderGateway)]
pub struct Gateway {
    /// How it is asked; `POST` if absent.
    #[schema(nullable = false)]
    pub method: Option<Method>,
    /// Where.
    #[schema(max_length = 500, example = "https://sms.example.com/send")]
    pub address: String,
    /// Further headers.
    #[schema(nullable = false)]
    pub headers: Option<BTreeMap<String, String>>,
    /// What the body is, and so how what takes the place of a word is escaped; `json` if absent.
    #[schema(nullable = false)]
    pub format: Option<Format>,
    /// The body; none with `GET`.
    #[schema(nullable = false, max_length = 4000, example = r#"{"to":"{number}","text":"{text}"}"#)]
    pub body: Option<String>,
    /// Who we are there by HTTP Basic (RFC 7617), with the secret as the password.
    #[schema(nullable = false, max_length = 500)]
    pub username: Option<String>,
    /// The statuses that say it was taken; 200 to 299 if absent.
    #[schema(nullable = false, max_items = 20)]
    pub success: Option<Vec<u16>>,
}

/// How a gateway is asked.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schema(as = SenderMethod)]
pub enum Method {
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `GET`.
    Get,
}

/// What a gateway reads.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SenderFormat)]
pub enum Format {
    /// JSON: words stand inside strings.
    Json,
    /// A form.
    Form,
    /// XML: words stand in texts or attributes.
    Xml,
}

/// To whom a sender is to send something, so that it is seen whether it can.
#[derive(Serialize, ToSchema)]
pub struct SenderTrial {
    /// An address or a number, by the sender's channel.
    #[schema(example = "admin@example.com")]
    pub to: String,
    /// The language it is written in; English if absent.
    #[schema(nullable = false, example = "fi")]
    pub language: Option<String>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
pub struct SenderTried {
    /// Whether the message was taken.
    pub delivered: bool,
    /// What happened, in words.
    pub description: String,
}

impl From<Sender> for SenderAnswer {
    fn from(sender: Sender) -> Self {
        Self {
            sender: sender.id.to_string(),
            has_secret: sender.secret.is_some(),
            definition: sender.definition,
            disabled: sender.disabled_at.is_some(),
            created_at: rfc3339(sender.created_at).unwrap_or_default(),
            updated_at: rfc3339(sender.updated_at).unwrap_or_default(),
        }
    }
}

impl From<Tried> for SenderTried {
    fn from(tried: Tried) -> Self {
        let (delivered, description) = match tried {
            Tried::Delivered => (true, "It was taken. Whether it arrives, its reader sees.".to_owned()),
            Tried::Failed(why) => (false, format!("It was not taken, which may pass: {why}")),
            Tried::Unfit(why) => (false, format!("It was not taken, and will not be as things are: {why}")),
            Tried::Refused(why) => (false, format!("There is no such reader: {why}")),
        };
        Self { delivered, description }
    }
}
