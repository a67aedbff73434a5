//! `resource`: which protected resource a token is for (RFC 8707 §2).

use url::Url;

use crate::parameters::{Malformed, Parameters};

/// How many resources one request may name.
pub const MAX_RESOURCES: usize = 10;
/// How long one resource may be, in bytes.
pub const MAX_RESOURCE: usize = 1000;

/// What is expected of each, as a phrase.
const EXPECTED: &str = "an absolute URI without a fragment, at most ten of them";

/// Reads every `resource` of a request: absolute URIs without fragment, as they were written.
pub fn parse(parameters: &Parameters<'_>) -> Result<Vec<String>, Malformed> {
    let mut resources = Vec::new();
    for resource in parameters.get_all("resource") {
        if !is_resource(resource) || resources.len() == MAX_RESOURCES {
            return Err(Malformed::Invalid { name: "resource", expected: EXPECTED });
        }
        resources.push(resource.to_owned());
    }
    Ok(resources)
}

/// Whether this can name a resource: an absolute URI without a fragment.
pub fn is_resource(resource: &str) -> bool {
    resource.len() <= MAX_RESOURCE
        && resource.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
        && Url::parse(resource).is_ok()
}
