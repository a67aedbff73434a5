//! What can be asked for besides the scopes of the standard: all of it, as one value.

use std::collections::HashMap;

use super::resource::Resource;
use super::scope::{BUILT_IN, Scope, Words};

/// The resources and scopes that administrators defined. Every node keeps all of them in memory, so
/// that a token request asks the store for none.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    resources: HashMap<String, Resource>,
    scopes: HashMap<String, Scope>,
    /// The identifiers of the resources that have a scope of this name.
    having: HashMap<String, Vec<String>>,
}

/// How many resources there may be, and how many scopes: they are kept in memory.
pub const MOST: usize = 1000;

impl Offered {
    /// All that is offered.
    pub fn new(resources: Vec<Resource>, scopes: Vec<Scope>) -> Self {
        let mut having: HashMap<String, Vec<String>> = HashMap::new();
        for resource in &resources {
            for scope in &resource.definition.scopes {
                having.entry(scope.name.clone()).or_default().push(resource.identifier.clone());
            }
        }
        Self {
            resources: resources.into_iter().map(|it| (it.identifier.clone(), it)).collect(),
            scopes: scopes.into_iter().map(|it| (it.name.clone(), it)).collect(),
            having,
        }
    }

    /// The resource with this identifier; compared to the letter.
    pub fn resource(&self, identifier: &str) -> Option<&Resource> {
        self.resources.get(identifier)
    }

    /// The scope of our own with this name: as an administrator defined it, or else as it is built in, unless
    /// a resource has one of the name.
    pub fn scope(&self, name: &str) -> Option<&Scope> {
        let built_in = || BUILT_IN.iter().find(|scope| scope.name == name && !self.having.contains_key(name));
        self.scopes.get(name).or_else(built_in)
    }

    /// The resources that have a scope of this name.
    pub fn resources_with(&self, scope: &str) -> impl Iterator<Item = &Resource> {
        let identifiers = self.having.get(scope).map(Vec::as_slice).unwrap_or_default();
        identifiers.iter().filter_map(|identifier| self.resources.get(identifier))
    }

    /// Whether another resource would be too many.
    pub fn has_all_resources(&self) -> bool {
        self.resources.len() >= MOST
    }

    /// Whether another scope would be too many.
    pub fn has_all_scopes(&self) -> bool {
        self.scopes.len() >= MOST
    }

    /// The names of the scopes of our own, in their order.
    pub fn scope_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.scopes.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The words of this scope: our own, or those of one of these resources, or of any that has it.
    pub fn words(&self, scope: &str, resources: &[String]) -> Option<&Words> {
        let own = self.scope(scope).map(|scope| &scope.definition.description);
        let named = resources.iter().filter_map(|identifier| self.resource(identifier));
        let of_resources = named.chain(self.resources_with(scope));
        let theirs =
            of_resources.filter_map(|resource| resource.scope(scope)).map(|scope| &scope.description);
        own.into_iter().chain(theirs).find(|words| !words.is_empty())
    }
}
