//! What a flow can be: one kind a file.

mod client_credentials;
mod code_password;
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

    /// Runs it as planned.
    ///
    /// # Errors
    /// When it cannot even begin.
    pub async fn run(self, context: &Arc<Context>, plan: &Plan) -> Result<Outcome, Error> {
        let name = &self.name();
        match self {
            Self::Discovery => drive::<discovery::Discovery>(name, context, plan).await,
            Self::Jwks => drive::<jwks::Jwks>(name, context, plan).await,
            Self::ClientCredentials => {
                drive::<client_credentials::ClientCredentials>(name, context, plan).await
            }
            Self::Userinfo => drive::<userinfo::Userinfo>(name, context, plan).await,
            Self::UserinfoRemembered => {
                drive::<userinfo_remembered::UserinfoRemembered>(name, context, plan).await
            }
            Self::Introspection => drive::<introspection::Introspection>(name, context, plan).await,
            Self::IntrospectionRemembered => {
                drive::<introspection_remembered::IntrospectionRemembered>(name, context, plan).await
            }
            Self::Refresh => drive::<refresh::Refresh>(name, context, plan).await,
            Self::CodeStanding => drive::<code_standing::CodeStanding>(name, context, plan).await,
            Self::CodePassword => drive::<code_password::CodePassword>(name, context, plan).await,
            Self::Empty => drive::<empty::Empty>(name, context, plan).await,
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
