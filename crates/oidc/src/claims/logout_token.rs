//! The claims of a logout token.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Audience;

/// The header's `typ` of a logout token (OpenID Connect Back-Channel Logout §2.4).
pub const LOGOUT_TOKEN_TYP: &str = "logout+jwt";

/// What makes a security event a logout (OpenID Connect Back-Channel Logout §2.4).
pub const BACKCHANNEL_LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// OpenID Connect Back-Channel Logout §2.4. It never has a nonce, so that it cannot pass for an ID token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogoutToken<'a> {
    /// The issuer.
    pub iss: Cow<'a, str>,
    /// The person, as this client knows them.
    pub sub: Cow<'a, str>,
    /// The client.
    pub aud: Audience<'a>,
    /// Issue, Unix seconds.
    pub iat: i64,
    /// Expiry, Unix seconds.
    pub exp: i64,
    /// The token's identifier.
    pub jti: Cow<'a, str>,
    /// What happened: the one event, with nothing further to say of it.
    pub events: BTreeMap<Cow<'a, str>, Map<String, Value>>,
    /// The session that ended, as ID tokens named it.
    pub sid: Cow<'a, str>,
}

impl LogoutToken<'_> {
    /// What `events` of every logout token is.
    pub fn event() -> BTreeMap<Cow<'static, str>, Map<String, Value>> {
        BTreeMap::from([(BACKCHANNEL_LOGOUT_EVENT.into(), Map::new())])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_written_as_the_specification_shows() {
        let token = LogoutToken {
            iss: "https://server.example.com".into(),
            sub: "248289761001".into(),
            aud: Audience::from("s6BhdRkqt3".to_owned()),
            iat: 1_471_566_154,
            exp: 1_471_569_754,
            jti: "bWJq".into(),
            events: LogoutToken::event(),
            sid: "08a5019c-17e1-4977-8f42-65a12843ea02".into(),
        };
        assert_eq!(
            serde_json::to_value(token).unwrap(),
            json!({
                "iss": "https://server.example.com",
                "sub": "248289761001",
                "aud": "s6BhdRkqt3",
                "iat": 1_471_566_154,
                "exp": 1_471_569_754,
                "jti": "bWJq",
                "sid": "08a5019c-17e1-4977-8f42-65a12843ea02",
                "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
            })
        );
    }
}
