//! What a service may be registered as, and what of its registration follows from what it is.

use oidc::metadata::{ClientMetadata, Encryptable};
use oidc::token::GrantType;

use super::metadata::is_claim;
use crate::model::client::{ClientPolicy, Profile};
use crate::model::login_name::is_no_character;
use crate::model::phone_service::{Invited, Role, Service, USER};
use crate::refusal::{Reason, Refusal};

/// The most login domains, claims, roles, and sets of authenticators of one role.
const MOST: usize = 50;
/// The longest name of a role, in characters.
const LONGEST_NAME: usize = 60;
/// How many people a service can invite.
const MOST_INVITED: usize = 500;
/// The longest name of somebody, or of a group, in bytes.
const LONGEST_WHO: usize = 254;
/// The longest text of a risk assessment, in bytes.
const LONGEST_TEXT: usize = 4000;

/// Makes of the registration of a service what follows from the service: whether and how its ID tokens are
/// sealed. How they are signed cannot be changed, and is merely checked.
pub(super) fn settle(metadata: &mut ClientMetadata, policy: &mut ClientPolicy) {
    let Some(service) = policy.service.as_ref().filter(|_| policy.profile == Profile::Service) else {
        return;
    };
    policy.require_sealed = service.sealed_tokens;
    if service.sealed_tokens {
        metadata.encrypt(Encryptable::IdToken, service.kind.seal());
    } else {
        metadata.id_token_encrypted_response_alg = None;
        metadata.id_token_encrypted_response_enc = None;
    }
}

/// Refuses what no service can be, and a service of another profile.
pub(super) fn check(metadata: &ClientMetadata, policy: &ClientPolicy) -> Result<(), Refusal> {
    let service = match (&policy.service, policy.profile) {
        (None, Profile::Service) => return Err(invalid("service", "given, as the profile is service")),
        (None, _) => return Ok(()),
        (Some(service), Profile::Service) => service,
        (Some(_), _) => return Err(invalid("service", "absent, as the profile is not service")),
    };
    check_registration(service, metadata)?;
    check_definition(service)
}

/// A service has one page that answers go to, and its tokens are of its kind.
fn check_registration(service: &Service, metadata: &ClientMetadata) -> Result<(), Refusal> {
    if metadata.redirect_uris.len() != 1 {
        return Err(invalid("redirect_uris", "exactly one address, as the profile is service"));
    }
    if !metadata.grant_types.contains(&GrantType::AuthorizationCode) {
        return Err(invalid("grant_types", "with authorization_code, as the profile is service"));
    }
    let signing = service.kind.signing();
    if metadata.id_token_signed_response_alg != signing {
        let refusal = Refusal::new(Reason::ClientMetadataInvalid).about("id_token_signed_response_alg");
        return Err(refusal.expected(format!("{signing}, as the kind of the service is {}", service.kind)));
    }
    Ok(())
}

fn check_definition(service: &Service) -> Result<(), Refusal> {
    if service.login_domains.len() > MOST {
        return Err(invalid("login_domains", "at most 50 origins"));
    }
    if service.required_data.len() > MOST || !service.required_data.keys().all(|name| is_claim(name)) {
        return Err(invalid("required_data", "at most 50 names of claims about a person, such as email"));
    }
    let mut names: Vec<&str> = service.roles.iter().map(|role| role.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if service.roles.len() > MOST || names.len() < service.roles.len() || !service.roles.iter().all(is_fit) {
        return Err(invalid(
            "roles",
            "at most 50, each with a name of its own of at most 60 characters, and at most 50 sets of pin, \
             biometric and device, none of them empty",
        ));
    }
    check_people(service)?;
    let Some(said) = &service.risk_assessment else { return Ok(()) };
    let texts = [&said.by, &said.at, &said.text];
    let is_said = |text: &&String| !text.trim().is_empty() && text.len() <= LONGEST_TEXT;
    if !texts.iter().all(is_said) || !is_moment(&said.at) {
        return Err(invalid(
            "risk_assessment",
            "by, at (a date such as 2027-01-31, or a time) and text, the text of at most 4000 bytes",
        ));
    }
    Ok(())
}

/// Whom it knows, and what they are in it, which is one of its roles.
fn check_people(service: &Service) -> Result<(), Refusal> {
    let is_role = |name: &String| name == USER || service.roles.iter().any(|role| role.name == *name);
    let fits = |invited: &Invited| {
        (1..=LONGEST_WHO).contains(&invited.who.len()) && invited.role.as_ref().is_none_or(is_role)
    };
    if service.invited.len() > MOST_INVITED || !service.invited.iter().all(fits) {
        return Err(invalid(
            "invited",
            "at most 500, each with a user name or an e-mail address as who, and one of the roles as role",
        ));
    }
    let is_group = |group: &String| (1..=LONGEST_WHO).contains(&group.len());
    if service.groups.len() > MOST || !service.groups.iter().all(is_group) {
        return Err(invalid("groups", "the names of at most 50 groups"));
    }
    if service.membership_required && service.groups.is_empty() {
        return Err(invalid("groups", "at least one, as membership_required is true"));
    }
    Ok(())
}

fn is_fit(role: &Role) -> bool {
    let length = role.name.chars().count();
    (1..=LONGEST_NAME).contains(&length)
        && !role.name.chars().any(is_no_character)
        && role.authenticators.len() <= MOST
        && role.authenticators.iter().all(|set| !set.is_empty())
}

/// A date, with a time after it or without (RFC 3339); whether there is such a day is for its writer to mind.
fn is_moment(text: &str) -> bool {
    let (date, time) = text.split_at_checked(10).unwrap_or((text, ""));
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let is_time = time.is_empty()
        || (time.starts_with('T') && time.len() <= 30 && time.bytes().all(|byte| byte.is_ascii_graphic()));
    is_date && is_time
}

/// Refuses a change of what a service is for good. Who holds its keys counts on their kind.
pub(super) fn check_change(before: Option<&Service>, after: Option<&Service>) -> Result<(), Refusal> {
    match (before, after) {
        (Some(before), Some(after)) if before.kind == after.kind => Ok(()),
        (Some(before), Some(_)) => {
            Err(Refusal::new(Reason::ServiceKindFixed).about("kind").expected(before.kind.as_str()))
        }
        (Some(_), None) => Err(Refusal::new(Reason::ServiceKindFixed).about("profile").expected("service")),
        (None, _) => Ok(()),
    }
}

fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::ClientMetadataInvalid).about(member).expected(expected)
}
