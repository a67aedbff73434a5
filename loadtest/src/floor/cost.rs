//! What each kind of flow cannot do without. A table, and the reasons for its entries.

use jose::{JwsAlgorithm, KeyManagement, KeyType};

use crate::{oauth::SIGNED_WITH, workload::Workload};

/// The work behind one flow, besides its HTTP.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    /// Signatures made, by algorithm.
    pub signs: Vec<String>,
    /// Signatures checked, by algorithm.
    pub verifies: Vec<String>,
    /// Messages sealed, by key management.
    pub seals: Vec<String>,
    /// Sealed messages opened, by key management.
    pub opens: Vec<String>,
    /// Durable commits.
    pub commits: f64,
    /// Passwords hashed.
    pub password_hashes: f64,
}

impl Cost {
    /// Whether a signature of that algorithm, or a message sealed so, is part of it.
    pub fn names(&self, algorithm: &str) -> bool {
        let [signed, sealed] = [(&self.signs, &self.verifies), (&self.seals, &self.opens)];
        [signed, sealed].into_iter().any(|(made, read)| made.iter().chain(read).any(|it| it == algorithm))
    }
}

/// The algorithms a provider signs its tokens with; none for a token that is no JWT.
#[derive(Clone, Debug, Default)]
pub struct Signed {
    /// Of a person's access token.
    pub access: Option<String>,
    /// Of an ID token.
    pub id: Option<String>,
    /// Of an access token of a client for itself.
    pub machine: Option<String>,
    /// How what is sealed reaches the clients that open with each kind of key.
    pub sealed: Vec<(KeyType, KeyManagement)>,
    /// Whether refreshing gives an ID token anew.
    pub refresh_gives_id: bool,
}

impl Signed {
    /// Every algorithm met, once.
    pub fn algorithms(&self) -> Vec<JwsAlgorithm> {
        let named = [&self.access, &self.id, &self.machine].into_iter().flatten();
        let mut known: Vec<JwsAlgorithm> = named.filter_map(|it| it.parse().ok()).collect();
        known.extend(self.sealed.first().map(|_| SIGNED_WITH));
        known.sort_unstable_by_key(|it| it.name());
        known.dedup();
        known
    }

    /// Every way to seal that was met, once.
    pub fn managements(&self) -> Vec<KeyManagement> {
        let mut known: Vec<KeyManagement> = self.sealed.iter().map(|(_, way)| *way).collect();
        known.sort_unstable_by_key(|it| it.name());
        known.dedup();
        known
    }
}

/// The least a flow of that kind costs at a provider that signs so.
pub fn cost(workload: Workload, signed: &Signed) -> Cost {
    let list = |algorithms: &[&Option<String>]| {
        let present = algorithms.iter().filter_map(|it| (*it).clone());
        present.collect::<Vec<String>>()
    };
    match workload {
        // Bytes prepared once; a token verified before; nothing at all.
        Workload::Discovery
        | Workload::Jwks
        | Workload::Empty
        | Workload::UserinfoRemembered
        | Workload::IntrospectionRemembered => Cost::default(),
        // The token hangs on the client: nothing needs to be written.
        Workload::ClientCredentials => Cost { signs: list(&[&signed.machine]), ..Cost::default() },
        Workload::Userinfo | Workload::Introspection => {
            Cost { verifies: list(&[&signed.access]), ..Cost::default() }
        }
        // The generation advances.
        Workload::Refresh => Cost {
            signs: match signed.refresh_gives_id {
                true => list(&[&signed.access, &signed.id]),
                false => list(&[&signed.access]),
            },
            commits: 1.0,
            ..Cost::default()
        },
        // The code is put, then spent together with the putting of what it gives.
        Workload::CodeStanding => {
            Cost { signs: list(&[&signed.access, &signed.id]), commits: 2.0, ..Cost::default() }
        }
        // The request is opened and its signature checked, the ID token and what userinfo says are signed
        // and sealed. That the request counts once can be put together with the code.
        Workload::CodeSealedEc | Workload::CodeSealedRsa => {
            let way = signed.sealed.iter().find(|(kind, _)| Some(*kind) == workload.sealed());
            let way = || way.map(|(_, way)| way.name().to_owned());
            let by_us = || Some(SIGNED_WITH.name().to_owned());
            Cost {
                signs: list(&[&signed.access, &by_us(), &by_us()]),
                verifies: list(&[&signed.access, &by_us()]),
                seals: list(&[&way(), &way()]),
                opens: list(&[&way()]),
                commits: 2.0,
                ..Cost::default()
            }
        }
        // Besides: the login in progress is put, the attempt is counted before the hash, and the
        // session begins with it settled.
        Workload::CodePassword => Cost {
            signs: list(&[&signed.access, &signed.id]),
            commits: 5.0,
            password_hashes: 1.0,
            ..Cost::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_only_signatures_that_are_there() {
        let signed = Signed { id: Some("RS256".into()), ..Signed::default() };
        let found = cost(Workload::CodeStanding, &signed);
        assert_eq!(found.signs, ["RS256"]);
        let both = Signed { access: Some("ES256".into()), ..signed };
        assert_eq!(cost(Workload::CodeStanding, &both).signs, ["ES256", "RS256"]);
        assert_eq!(cost(Workload::Refresh, &both).signs, ["ES256"]);
        assert_eq!(cost(Workload::Userinfo, &both).verifies, ["ES256"]);
    }

    #[test]
    fn counts_what_is_sealed_and_opened_by_the_kind_of_key() {
        let sealed = vec![(KeyType::Rsa, KeyManagement::RsaOaep), (KeyType::Ec, KeyManagement::EcdhEs)];
        let signed = Signed { access: Some("RS256".into()), sealed, ..Signed::default() };
        let found = cost(Workload::CodeSealedRsa, &signed);
        assert_eq!(found.signs, ["RS256", "ES256", "ES256"]);
        assert_eq!((found.seals, found.opens), (vec!["RSA-OAEP".into(); 2], vec!["RSA-OAEP".into()]));
        assert!(cost(Workload::CodeSealedEc, &signed).names("ECDH-ES"));
        assert!(!cost(Workload::CodeSealedEc, &signed).names("RSA-OAEP"));
    }
}
