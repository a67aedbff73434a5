//! The table's values in words, for people who read the table.

use jose::{JwsAlgorithm, KeyType};
use oidc::client_authentication::Method;
use oidc::response_type::ResponseType;
use oidc::token::GrantType;

use super::{AssertionAudience, Dialect, Life, Refresh, RequestForm, Seal, Switch};

/// A value in words.
pub(super) trait Cell {
    fn cell(&self) -> String;
}

impl Cell for bool {
    fn cell(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Cell for u32 {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl Cell for Option<u32> {
    fn cell(&self) -> String {
        self.map_or_else(|| "any".to_owned(), |seconds| seconds.to_string())
    }
}

impl Cell for Switch {
    fn cell(&self) -> String {
        match self {
            Self::Always => "always",
            Self::On => "on",
            Self::Off => "off",
            Self::Never => "never",
        }
        .to_owned()
    }
}

impl Cell for Life {
    fn cell(&self) -> String {
        format!("{}, at most {}", self.usual, self.longest)
    }
}

impl Cell for Refresh {
    fn cell(&self) -> String {
        match self {
            Self::Rotated => "rotated",
            Self::Bound => "not rotated, bound",
            Self::None => "none",
        }
        .to_owned()
    }
}

impl Cell for AssertionAudience {
    fn cell(&self) -> String {
        match self {
            Self::IssuerOrEndpoint => "issuer or endpoint",
            Self::Issuer => "issuer",
            Self::IssuerAsText => "issuer as plain text",
        }
        .to_owned()
    }
}

impl Cell for RequestForm {
    fn cell(&self) -> String {
        match self {
            Self::Any => "any",
            Self::SignedOrPushed => "signed or pushed",
            Self::Pushed => "pushed",
        }
        .to_owned()
    }
}

impl Cell for Seal {
    fn cell(&self) -> String {
        let what = if self.userinfo { "ID token, userinfo" } else { "ID token" };
        format!("{what}: {}, {}", self.with.alg, self.with.enc)
    }
}

impl Cell for Dialect {
    fn cell(&self) -> String {
        match self {
            Self::Standard => "standard",
            Self::Signicat => "Signicat's",
        }
        .to_owned()
    }
}

impl Cell for JwsAlgorithm {
    fn cell(&self) -> String {
        self.name().to_owned()
    }
}

impl Cell for KeyType {
    fn cell(&self) -> String {
        self.name().to_owned()
    }
}

impl Cell for Method {
    fn cell(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Cell for GrantType {
    fn cell(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Cell for ResponseType {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl<T: Cell> Cell for &[T] {
    fn cell(&self) -> String {
        self.iter().map(Cell::cell).collect::<Vec<_>>().join(", ")
    }
}
