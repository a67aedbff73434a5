//! Gateways of which more is known than their address.

use crate::model::sender::{BodyFormat, Gateway, GatewayMethod};

/// A kind of gateway, by which what is not said of one is filled in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preset {
    /// Twilio, and whoever speaks as it does: a form, and HTTP Basic with the account as the user name.
    Twilio,
    /// A gateway that takes `to`, `from` and `text` as JSON, and the secret as a bearer token.
    Json,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 2] = [Self::Twilio, Self::Json];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Twilio => "twilio",
            Self::Json => "json",
        }
    }

    /// The preset of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == name)
    }

    /// A gateway of this kind: at that address, where it is not the one that everybody knows; `username` is
    /// the account.
    pub fn gateway(self, address: Option<String>, username: Option<String>, has_secret: bool) -> Gateway {
        match self {
            Self::Twilio => Gateway {
                method: GatewayMethod::Post,
                address: address.unwrap_or_else(|| {
                    let account = username.as_deref().unwrap_or_default();
                    format!("https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json")
                }),
                headers: [].into(),
                format: BodyFormat::Form,
                body: "To={number}&From={from}&Body={text}".to_owned(),
                username,
                success: vec![200, 201, 202],
            },
            Self::Json => Gateway {
                method: GatewayMethod::Post,
                address: address.unwrap_or_default(),
                headers: match has_secret && username.is_none() {
                    true => [("authorization".to_owned(), "Bearer {secret}".to_owned())].into(),
                    false => [].into(),
                },
                format: BodyFormat::Json,
                body: r#"{"to":"{number}","from":"{from}","text":"{text}"}"#.to_owned(),
                username,
                success: vec![200, 201, 202],
            },
        }
    }
}
