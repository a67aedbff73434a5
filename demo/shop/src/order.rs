use rp::jose::random;
use serde_json::{Value, json};

use crate::outcome::Failure;

/// The name of an order: three times four letters and digits that nobody mistakes for others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrderId(String);

/// What is kept on an order of an identification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metadata {
    /// Nothing was tried.
    Untried,
    /// It was tried, and the buyer is not identified. Nothing is kept of them.
    Failed,
    /// The buyer is identified.
    Identified {
        /// Who they are.
        name: String,
        /// When their bank identified them: `YYYY-MM-DDThh:mm:ss.000Z`.
        auth_at: String,
        /// Their bank, such as `fi-nordea`.
        ftn_idp: String,
    },
}

/// An order.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) id: OrderId,
    pub(crate) store: String,
    /// The hash of the browser that placed it.
    pub(crate) browser: Vec<u8>,
    /// In seconds since 1970.
    pub(crate) placed_at: i64,
    pub(crate) lines: Vec<Line>,
    pub(crate) metadata: Metadata,
    /// What became of the last try that failed.
    pub(crate) failure: Option<Failure>,
    /// Whether its buyer is at the bank, as far as the shop knows.
    pub(crate) is_under_way: bool,
}

/// So many of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) product: String,
    pub(crate) title: String,
    pub(crate) quantity: u32,
    /// The price of one.
    pub(crate) cents: u32,
}

impl OrderId {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// A new one: 60 random bits.
    pub(crate) fn random() -> Self {
        const LETTERS: usize = 12;
        let letter = |byte: &u8| char::from(Self::ALPHABET[usize::from(byte % 32)]);
        let letters: Vec<char> = random::bytes::<LETTERS>().iter().map(letter).collect();
        Self(letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
    }

    /// What may be one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte == b'-' || Self::ALPHABET.contains(&byte);
        (text.len() == 14 && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for OrderId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Metadata {
    /// The object `metadata` of the order.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Untried => json!({}),
            Self::Failed => json!({ "success": false }),
            Self::Identified { name, auth_at, ftn_idp } => {
                json!({ "name": name, "auth_at": auth_at, "ftn_idp": ftn_idp, "success": true })
            }
        }
    }
}

impl Order {
    pub(crate) fn cents(&self) -> u64 {
        self.lines.iter().map(Line::sum).sum()
    }
}

impl Line {
    pub(crate) fn sum(&self) -> u64 {
        u64::from(self.quantity) * u64::from(self.cents)
    }
}
