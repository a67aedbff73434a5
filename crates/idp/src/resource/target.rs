//! What a token is for (RFC 8707), and what of a scope it may then carry.

use std::time::Duration;

use jose::JwsAlgorithm;
use oidc::claims::Audience;
use oidc::scope::Scope;

use crate::model::client::{Client, ClientPolicy};
use crate::model::issuer::Issuer;
use crate::model::offered::Offered;
use crate::model::resource::Resource;
use crate::model::scope::may_give;
use crate::refusal::{Reason, Refusal};

/// What a token is for: the client itself, our own endpoints, or resources by their names. Made only
/// of resources that are there and that the client was granted.
#[derive(Clone, Debug)]
pub(crate) enum Target<'a> {
    /// None was named: the client, with all that was granted.
    Client,
    /// The issuer was named: our own endpoints, with nothing that is for a resource.
    Ourselves,
    /// These were.
    Resources(Vec<&'a Resource>),
}

impl<'a> Target<'a> {
    /// What these names stand for. A name that nobody has, one that this client may not ask for and
    /// one that was misspelt get one answer (RFC 8707 §2).
    pub(crate) fn of(
        named: &[String],
        client: &Client,
        issuer: &Issuer,
        offered: &'a Offered,
    ) -> Result<Self, Refusal> {
        let issuer = issuer.identifier.as_str();
        match named {
            [] => return Ok(Self::Client),
            [one] if one == issuer => return Ok(Self::Ourselves),
            _ => {}
        }
        if named.iter().any(|name| name == issuer) {
            return Err(Refusal::new(Reason::ResourceInvalid)
                .about("resource")
                .expected("either the issuer or resources; ask for one token for each"));
        }
        let mut resources: Vec<&Resource> = Vec::with_capacity(named.len());
        for name in named {
            let granted = client.policy.resources.contains(name);
            let resource = offered
                .resource(name)
                .filter(|_| granted)
                .ok_or_else(|| Refusal::new(Reason::ResourceUnknown).about("resource"))?;
            if !resources.iter().any(|other| other.identifier == resource.identifier) {
                resources.push(resource);
            }
        }
        Ok(Self::Resources(resources))
    }

    /// For whom the token is: resources by their names. The client as a string where none is named, so
    /// that those who read tokens of the CIAM kind can read ours.
    pub(crate) fn audience(&self, client: &Client) -> Audience<'static> {
        match self {
            Self::Client | Self::Ourselves => client.id.as_str().to_owned().into(),
            Self::Resources(resources) => {
                resources.iter().map(|resource| resource.identifier.clone()).collect::<Vec<_>>().into()
            }
        }
    }

    /// The names, to be remembered with what was granted.
    pub(crate) fn names(&self) -> Vec<String> {
        self.resources().iter().map(|resource| resource.identifier.clone()).collect()
    }

    /// How long the token lives: no longer than the client's do, nor than any of the resources lets it.
    pub(crate) fn access_token_ttl(&self, policy: &ClientPolicy) -> Duration {
        let theirs = self.resources().iter().filter_map(|resource| resource.access_token_ttl());
        theirs.fold(policy.access_token_ttl(), Duration::min)
    }

    /// What it is signed with: what the resources can read, or else what the client is given.
    pub(crate) fn access_token_signing_alg(&self, policy: &ClientPolicy) -> Result<JwsAlgorithm, Refusal> {
        let mut theirs =
            self.resources().iter().filter_map(|resource| resource.definition.access_token_signing_alg);
        let Some(first) = theirs.next() else { return Ok(policy.access_token_signing_alg) };
        if theirs.all(|other| other == first) {
            return Ok(first);
        }
        Err(Refusal::new(Reason::ResourceInvalid)
            .about("resource")
            .expected("resources whose tokens are signed alike; ask for one token for each"))
    }

    /// What can be asked for at all of what is named: nothing that only other resources have. Where
    /// none is named, everything: the client may be its own API.
    pub(crate) fn askable(&self, scope: &Scope, offered: &Offered) -> Scope {
        match self {
            Self::Client => scope.clone(),
            Self::Ourselves | Self::Resources(_) => {
                scope.filter(|name| self.has(name) || offered.resources_with(name).next().is_none())
            }
        }
    }

    /// What a token for this carries of what was granted: for resources, their own scopes alone. So no
    /// resource can use it to read what is for us to tell, or what is for another.
    pub(crate) fn carried(&self, scope: &Scope, offered: &Offered) -> Scope {
        match self {
            Self::Client => scope.clone(),
            Self::Ourselves => scope.filter(|name| offered.resources_with(name).next().is_none()),
            Self::Resources(_) => scope.filter(|name| self.has(name)),
        }
    }

    /// What somebody in these groups may give. Whoever can read the token must agree: all that are
    /// named, or, where none is, all that have a scope of this name.
    pub(crate) fn given_by(&self, groups: &[String], scope: &Scope, offered: &Offered) -> Scope {
        scope.filter(|name| {
            let own = offered.scope(name).map(|scope| &scope.definition.groups);
            let of_resource = |resource: &'a Resource| resource.scope(name).map(|scope| &scope.groups);
            let may = |wanted: &Vec<String>| may_give(wanted, groups);
            let theirs = match self {
                Self::Resources(resources) => resources.iter().copied().filter_map(of_resource).all(may),
                Self::Client | Self::Ourselves => offered
                    .resources_with(name)
                    .filter_map(|resource| resource.scope(name))
                    .all(|scope| may(&scope.groups)),
            };
            theirs && own.is_none_or(may)
        })
    }

    fn has(&self, scope: &str) -> bool {
        self.resources().iter().any(|resource| resource.scope(scope).is_some())
    }

    fn resources(&self) -> &[&'a Resource] {
        match self {
            Self::Client | Self::Ourselves => &[],
            Self::Resources(resources) => resources,
        }
    }
}
