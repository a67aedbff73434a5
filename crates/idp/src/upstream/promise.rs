//! What this provider can promise of itself because of its upstreams.

use std::collections::BTreeSet;

use crate::authorize;
use crate::model::scope::BUILT_IN;
use crate::model::upstream::Upstream;

/// What the metadata say beside what is so without any upstream (OpenID Connect Discovery §3).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Promise {
    /// The levels that some upstream reaches, by our names.
    pub acr_values: Vec<String>,
    /// The scopes of ours that need an upstream, and some upstream has something for.
    pub scopes: Vec<String>,
    /// What these scopes open then.
    pub claims: Vec<String>,
}

/// What these upstreams let us promise; those that nobody is sent to, nothing.
pub fn promise<'a>(upstreams: impl IntoIterator<Item = &'a Upstream>) -> Promise {
    let open: Vec<&Upstream> = upstreams.into_iter().filter(|upstream| upstream.is_open()).collect();
    let levels: BTreeSet<&str> =
        open.iter().filter_map(|upstream| authorize::reachable(upstream)).flatten().collect();
    let filled = |claim: &str| {
        open.iter().flat_map(|upstream| &upstream.definition.claims).any(|rule| rule.to == claim)
    };
    let mut promise =
        Promise { acr_values: levels.into_iter().map(str::to_owned).collect(), ..Promise::default() };
    for scope in BUILT_IN.iter() {
        let claims = scope.definition.claims.iter().filter(|claim| filled(claim));
        let before = promise.claims.len();
        promise.claims.extend(claims.cloned());
        if promise.claims.len() > before {
            promise.scopes.push(scope.name.clone());
        }
    }
    promise
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::upstream::{ClaimRule, UpstreamDefinition};
    use crate::time::Time;

    fn upstream(definition: UpstreamDefinition) -> Upstream {
        Upstream {
            id: "ftn".parse().unwrap(),
            version: 1,
            definition,
            client_secret: None,
            keys: Vec::new(),
            disabled_at: None,
            created_at: Time::default(),
            updated_at: Time::default(),
        }
    }

    fn filling(claims: &[&str]) -> Upstream {
        let claims = claims.iter().map(|&to| ClaimRule::new("theirs", to)).collect();
        upstream(UpstreamDefinition { claims, ..UpstreamDefinition::default() })
    }

    #[test]
    fn a_scope_is_promised_where_some_upstream_has_something_for_it() {
        for (filled, scopes, claims) in [
            (&[][..], &[][..], &[][..]),
            (&["name", "email"], &[], &[]),
            (&["nin", "name"], &["nin"], &["nin"]),
            (
                &["ftn_idp", "nin_type", "nin", "idp_id"],
                &["idp-id", "nin", "ftn-extra"],
                &["idp_id", "nin", "nin_type", "ftn_idp"],
            ),
        ] {
            let found = promise([&filling(filled)]);
            assert_eq!((&*found.scopes, &*found.claims), (&*own(scopes), &*own(claims)), "{filled:?}");
        }
        let two = promise([&filling(&["nin"]), &filling(&["ftn_satu", "nin"])]);
        assert_eq!((two.scopes, two.claims), (own(&["nin", "ftn-extra"]), own(&["nin", "ftn_satu"])));
    }

    #[test]
    fn levels_are_promised_by_our_names_once_each() {
        let definition = |acr: &[(&str, &str)], asked: &[&str]| UpstreamDefinition {
            acr: acr.iter().map(|&(theirs, ours)| (theirs.to_owned(), ours.to_owned())).collect(),
            acr_values: own(asked),
            ..UpstreamDefinition::default()
        };
        for (acr, asked, expected) in [
            (&[][..], &[][..], &[][..]),
            (&[], &["urn:silver"], &["urn:silver"]),
            (&[("theirs", "urn:gold")], &["theirs", "urn:silver"], &["urn:gold", "urn:silver"]),
        ] {
            assert_eq!(
                promise([&upstream(definition(acr, asked))]).acr_values,
                own(expected),
                "{acr:?} {asked:?}"
            );
        }
    }

    #[test]
    fn nothing_is_promised_of_an_upstream_that_nobody_is_sent_to() {
        let disabled = Upstream { disabled_at: Some(Time::default()), ..filling(&["nin"]) };
        assert_eq!(promise([&disabled]), Promise::default());
    }

    fn own(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }
}
