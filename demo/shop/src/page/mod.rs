//! What buyers see. Pure: values in, HTML out.

pub(crate) mod merchant;

use askama::Template;

use crate::Language;
use crate::catalogue::Product;
use crate::order::{Line, Metadata, Order, OrderId};
use crate::provider::Profile;
use crate::store::Store;
use crate::words::{Told, Words};

/// What stands around every page.
pub(crate) struct Frame<'a> {
    pub(crate) language: Language,
    pub(crate) words: &'static Words,
    pub(crate) shop: &'a str,
    /// The store's address, without a slash at its end; empty for the shop's own.
    pub(crate) home: String,
    /// How much is in the basket, where there is one.
    pub(crate) count: Option<u32>,
    /// Whether the page can be had in other languages at its own address.
    pub(crate) chooses: bool,
}

/// All stores.
#[derive(Template)]
#[template(path = "front.html")]
pub(crate) struct Front<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) stores: &'a [Store],
    /// What this browser ordered: who was lost on the way goes on from there.
    pub(crate) orders: &'a [Order],
}

/// What a store sells.
#[derive(Template)]
#[template(path = "catalogue.html")]
pub(crate) struct Catalogue<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) products: &'a [Product],
    /// What this browser ordered here.
    pub(crate) orders: &'a [Order],
}

/// The basket, and the way to the bank.
#[derive(Template)]
#[template(path = "basket.html")]
pub(crate) struct BasketPage<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) lines: &'a [Line],
    pub(crate) total: u64,
    pub(crate) asks_nin: bool,
}

/// An order, and how it stands with its buyer.
#[derive(Template)]
#[template(path = "order.html")]
pub(crate) struct OrderPage<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) id: &'a OrderId,
    pub(crate) state: State<'a>,
    pub(crate) lines: &'a [Line],
    pub(crate) total: u64,
}

/// How it stands with the buyer of an order.
pub(crate) enum State<'a> {
    Identified { name: &'a str, auth_at: &'a str, auth_at_shown: String, ftn_idp: &'a str },
    Failed(Told),
    Waiting,
    Open,
}

/// Something to be told that has no page of its own.
#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct Notice<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
    pub(crate) orders: &'a [Order],
}

impl<'a> Frame<'a> {
    pub(crate) fn new(language: Language, store: Option<&'a Store>) -> Self {
        Self {
            language,
            words: language.words(),
            shop: store.map_or("Countersign Outdoors", |store| &store.name),
            home: store.map(|store| format!("/venues/{}", store.slug)).unwrap_or_default(),
            count: None,
            chooses: true,
        }
    }

    /// Where the name at the top leads.
    fn top(&self) -> &str {
        if self.home.is_empty() { "/" } else { &self.home }
    }

    fn languages(&self) -> &'static [Language] {
        &Language::ALL
    }

    pub(crate) fn status(&self, order: &Order) -> &'static str {
        match (&order.metadata, order.is_under_way) {
            (Metadata::Identified { .. }, _) => self.words.status_identified,
            (Metadata::Failed, _) => self.words.status_failed,
            (Metadata::Untried, true) => self.words.status_waiting,
            (Metadata::Untried, false) => self.words.status_open,
        }
    }
}

impl<'a> State<'a> {
    pub(crate) fn of(order: &'a Order, language: Language) -> Self {
        match (&order.metadata, order.failure) {
            (Metadata::Identified { name, auth_at, ftn_idp }, _) => {
                Self::Identified { name, auth_at, auth_at_shown: shown(auth_at), ftn_idp }
            }
            (Metadata::Failed, Some(failure)) => Self::Failed((language.words().told)(failure)),
            _ if order.is_under_way => Self::Waiting,
            _ => Self::Open,
        }
    }
}

/// A time for people: without the milliseconds, which are none.
pub(crate) fn shown(time: &str) -> String {
    let readable = time.get(..19).map(|time| time.replace('T', " "));
    readable.map_or_else(|| time.to_owned(), |time| format!("{time} UTC"))
}
