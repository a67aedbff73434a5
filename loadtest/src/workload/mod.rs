//! What a flow can be: one kind a file.

mod client_credentials;
mod code_password;
mod code_sealed_ec;
mod code_sealed_rsa;
mod code_standing;
mod discovery;
mod empty;
mod introspection;
mod introspection_remembered;
mod jwks;
mod refresh;
mod userinfo;
mod userinfo_remembered;

use std::sync::Arc;

use clap::ValueEnum;
use jose::KeyType;

use crate::{
    drive::{Context, Outcome, Plan, drive},
    error::Error,
};

/// The kinds of flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Workload {
    /// GET of the discovery document
    Discovery,
    /// GET of the published keys
    Jwks,
    /// A token for the client itself
    ClientCredentials,
    /// Claims of a person, each time with an access token not seen before
    Userinfo,
    /// Claims of a person, with the same access token again and again
    UserinfoRemembered,
    /// A question about an access token not asked about before
    Introspection,
    /// A question about the same access token again and again
    IntrospectionRemembered,
    /// Rotation of refresh tokens: each virtual user follows its own chain
    Refresh,
    /// The whole code flow with PKCE on a browser session that stands
    CodeStanding,
    /// The whole code flow with PKCE, beginning with a password login through the provider's pages
    CodePassword,
    /// The code flow on a session that stands, and userinfo, everything signed and sealed with ECDH-ES
    CodeSealedEc,
    /// The same sealed with RSA-OAEP
    CodeSealedRsa,
    /// GET of --url
    Empty,
}

impl Workload {
    /// Its name, as on the command line.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Whether a person is behind it.
    pub fn has_person(self) -> bool {
        !matches!(self, Self::Discovery | Self::Jwks | Self::ClientCredentials | Self::Empty)
    }

    /// With what kind of key its client opens what is sealed to it.
    pub fn sealed(self) -> Option<KeyType> {
        match self {
            Self::CodeSealedEc => Some(KeyType::Ec),
            Self::CodeSealedRsa => Some(KeyType::Rsa),
            _ => None,
        }
    }

    /// Runs it as planned.
    ///
    /// # Errors
    /// When it cannot even begin.
    pub async fn run(self, context: &Arc<Context>, plan: &Plan) -> Result<Outcome, Error> {
        self.run_between(context, plan, &mut async || Ok(())).await
    }

    /// Runs it as planned; `before_each` has its turn before each slice of the time.
    ///
    /// # Errors
    /// When it cannot even begin, or `before_each` fails.
    pub async fn run_between(
        self,
        context: &Arc<Context>,
        plan: &Plan,
        before_each: &mut impl AsyncFnMut() -> Result<(), Error>,
    ) -> Result<Outcome, Error> {
        let name = &self.name();
        macro_rules! drive {
            ($kind:ty) => {
                drive::<$kind>(name, context, plan, before_each).await
            };
        }
        match self {
            Self::Discovery => drive!(discovery::Discovery),
            Self::Jwks => drive!(jwks::Jwks),
            Self::ClientCredentials => drive!(client_credentials::ClientCredentials),
            Self::Userinfo => drive!(userinfo::Userinfo),
            Self::UserinfoRemembered => drive!(userinfo_remembered::UserinfoRemembered),
            Self::Introspection => drive!(introspection::Introspection),
            Self::IntrospectionRemembered => drive!(introspection_remembered::IntrospectionRemembered),
            Self::Refresh => drive!(refresh::Refresh),
            Self::CodeStanding => drive!(code_standing::CodeStanding),
            Self::CodePassword => drive!(code_password::CodePassword),
            Self::CodeSealedEc => drive!(code_sealed_ec::CodeSealedEc),
            Self::CodeSealedRsa => drive!(code_sealed_rsa::CodeSealedRsa),
            Self::Empty => drive!(empty::Empty),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_one_file_for_each_kind() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/workload");
        let files = std::fs::read_dir(folder).unwrap();
        let stem = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.unwrap().path();
            path.file_stem().unwrap().to_str().unwrap().to_owned()
        };
        let mut files: Vec<String> = files.map(stem).filter(|stem| stem != "mod").collect();
        let mut kinds: Vec<String> = Workload::value_variants().iter().map(|it| it.name()).collect();
        files.sort();
        kinds.sort();
        assert_eq!(files, kinds);
    }
}
