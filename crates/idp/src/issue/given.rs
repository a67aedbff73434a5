//! What an exchange gives of what was granted: never more, and no longer what was taken away since.

use oidc::scope::Scope;

use crate::authorize::code::Grant;
use crate::grant::Facts;
use crate::model::client::Client;
use crate::model::family::FamilyFacts;
use crate::refusal::{Reason, Refusal};
use crate::resource::target::Target;

/// What a token request asks for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// `scope`, where it is there.
    pub(crate) scope: Option<&'a Scope>,
    /// Every `resource`.
    pub(crate) resources: &'a [String],
}

/// What an exchange gives.
pub(crate) struct Given<'a> {
    /// What the access token is for.
    pub(crate) target: Target<'a>,
    /// All that stands, whatever the access token is for.
    pub(crate) scope: Scope,
    /// What the access token carries of it.
    pub(crate) carried: Scope,
}

impl Asked<'_> {
    /// No less than all that was granted.
    pub(crate) const fn everything() -> Self {
        Self { scope: None, resources: &[] }
    }

    /// What this exchange gives of a person's grant.
    pub(crate) fn of<'f>(
        self,
        grant: &Grant,
        client: &Client,
        family: &FamilyFacts,
        facts: Facts<'f>,
    ) -> Result<Given<'f>, Refusal> {
        let target = self.target(grant, client, facts)?;
        let asked = narrowed(&grant.scope, self.scope)?;
        let scope = asked.intersection(&client.allowed_scope());
        let scope = target.given_by(&family.groups, &scope, facts.offered);
        if scope.is_empty() && !asked.is_empty() {
            return Err(Refusal::new(Reason::ScopeNotForPerson).about("scope"));
        }
        let carried = target.carried(&scope, facts.offered);
        Ok(Given { target, scope, carried })
    }

    /// What is named now, of what was granted; or else all of that which can still be had.
    fn target<'f>(self, grant: &Grant, client: &Client, facts: Facts<'f>) -> Result<Target<'f>, Refusal> {
        let of = |named: &[String]| Target::of(named, client, facts.issuer, facts.offered);
        if !self.resources.is_empty() {
            let issuer = facts.issuer.identifier.as_str();
            if self.resources.iter().any(|name| name != issuer && !grant.resources.contains(name)) {
                return Err(Refusal::new(Reason::ResourceWidened).about("resource"));
            }
            return of(self.resources);
        }
        let is_there = |name: &&String| of(std::slice::from_ref(name)).is_ok();
        let still: Vec<String> = grant.resources.iter().filter(is_there).cloned().collect();
        // A token for everything would be more than was granted.
        if still.is_empty() { of(&grant.resources) } else { of(&still) }
    }
}

/// The scope of this exchange: what was granted, or less (RFC 6749 §6).
fn narrowed(granted: &Scope, asked: Option<&Scope>) -> Result<Scope, Refusal> {
    match asked {
        None => Ok(granted.clone()),
        Some(asked) if asked.is_subset_of(granted) => Ok(asked.clone()),
        Some(_) => Err(Refusal::new(Reason::ScopeWidened).about("scope")),
    }
}
