use super::{Claims, Error};

/// What a token must say to be accepted. Each check is given, so none is left out by forgetting:
/// there is no default.
#[derive(Debug, Clone)]
pub struct Expectation<'a> {
    /// The kind of token.
    pub typ: Typ<'a>,
    /// The issuer, compared to the letter. `None` leaves it to the caller.
    pub issuer: Option<&'a str>,
    /// The readers we are: the token must name one. `None` leaves it to the caller; an empty list
    /// accepts no token.
    pub audience: Option<&'a [&'a str]>,
    /// Claims that must be there, and not null.
    pub required: &'a [&'a str],
    /// The present, in seconds since 1970.
    pub now: i64,
    /// By how many seconds clocks may differ.
    pub leeway: i64,
    /// Whether a token that was valid once still is, as for `id_token_hint` (OpenID Connect
    /// RP-Initiated Logout §2). What it was not valid before is checked all the same.
    pub accept_expired: bool,
}

/// The kind of a token, by its `typ`: case does not matter, and `application/` may stand in front
/// (RFC 7515 §4.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typ<'a> {
    /// Exactly this kind, such as `at+jwt` (RFC 9068 §2.1).
    Is(&'a str),
    /// `JWT` or none, as tokens have it whose specification gives them no kind (ID tokens, client
    /// assertions).
    JwtOrAbsent,
}

impl Expectation<'_> {
    pub(super) fn check_typ(&self, typ: Option<&str>) -> Result<(), Error> {
        let fits = match (self.typ, typ) {
            (Typ::Is(expected), Some(typ)) => short(typ).eq_ignore_ascii_case(short(expected)),
            (Typ::Is(_), None) => false,
            (Typ::JwtOrAbsent, Some(typ)) => short(typ).eq_ignore_ascii_case("JWT"),
            (Typ::JwtOrAbsent, None) => true,
        };
        if fits { Ok(()) } else { Err(Error::OtherKind) }
    }

    pub(super) fn check_claims(&self, claims: &Claims) -> Result<(), Error> {
        let absent = |name: &&&str| claims.get(name).is_none_or(serde_json::Value::is_null);
        if let Some(name) = self.required.iter().find(absent) {
            return Err(Error::Missing((*name).to_owned()));
        }
        if self.issuer.is_some() && claims.issuer() != self.issuer {
            return Err(Error::OtherIssuer);
        }
        if let Some(readers) = self.audience
            && !claims.audience().iter().any(|name| readers.contains(&name.as_str()))
        {
            return Err(Error::OtherAudience);
        }
        self.check_times(claims)
    }

    /// RFC 7519 §4.1.4: on or after `exp` it is over; §4.1.5: before `nbf` it has not begun. A
    /// token issued in the future comes from a clock that can not be relied on.
    fn check_times(&self, claims: &Claims) -> Result<(), Error> {
        let over = |at: i64| self.now.saturating_sub(self.leeway) >= at;
        let ahead = |at: i64| self.now.saturating_add(self.leeway) < at;
        if !self.accept_expired && claims.expires_at().is_some_and(over) {
            return Err(Error::Expired);
        }
        if claims.not_before().is_some_and(ahead) {
            return Err(Error::NotYetValid);
        }
        if claims.issued_at().is_some_and(ahead) {
            return Err(Error::IssuedInFuture);
        }
        Ok(())
    }
}

fn short(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.contains('/') => rest,
        _ => typ,
    }
}
