//! What the merchant sees.

use askama::Template;

use super::Frame;
use crate::key::Purpose;
use crate::order::{Metadata, Order};
use crate::provider::{Profile, RequestStyle};
use crate::store::{PublicKey, Store};
use crate::words::merchant::{Done, Refused};

/// The way in.
#[derive(Template)]
#[template(path = "merchant/enter.html")]
pub(crate) struct Enter<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) was_wrong: bool,
}

/// All stores.
#[derive(Template)]
#[template(path = "merchant/stores.html")]
pub(crate) struct Stores<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) form_token: &'a str,
    pub(crate) stores: &'a [Store],
    /// The shop's address.
    pub(crate) base: &'a str,
    /// A token that was made now, told once.
    pub(crate) new_token: Option<&'a str>,
}

/// A store: its settings, credentials and orders.
#[derive(Template)]
#[template(path = "merchant/store.html")]
pub(crate) struct StorePage<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) form_token: &'a str,
    pub(crate) store: &'a Store,
    pub(crate) callback: String,
    pub(crate) keys: &'a [PublicKey],
    pub(crate) orders: &'a [Order],
    /// What was done just now, or why it was not.
    pub(crate) said: Option<Said>,
}

/// What the merchant is told of what they sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Done(Done),
    Refused(Refused),
}

impl StorePage<'_> {
    fn done(&self) -> Option<&'static str> {
        match self.said {
            Some(Said::Done(done)) => Some((self.frame.words.merchant.done)(done)),
            _ => None,
        }
    }

    fn refused(&self) -> Option<&'static str> {
        match self.said {
            Some(Said::Refused(why)) => Some((self.frame.words.merchant.refused)(why)),
            _ => None,
        }
    }

    fn profiles(&self) -> &'static [Profile] {
        &Profile::ALL
    }

    fn request_styles(&self) -> &'static [RequestStyle] {
        &RequestStyle::ALL
    }

    /// Name, time and bank, as far as there are.
    fn told(&self, order: &Order) -> String {
        match &order.metadata {
            Metadata::Identified { name, auth_at, ftn_idp } => format!("{name}, {ftn_idp}, {auth_at}"),
            _ => order
                .failure
                .map(|failure| (self.frame.words.told)(failure).title.to_owned())
                .unwrap_or_default(),
        }
    }
}
