//! What a service that people sign in to with their phone is, as options.

use std::collections::BTreeSet;

use idp::model::client::ClientPolicy;
use idp::model::phone_service::{Authenticator, Invited, Kind, LoginDomain, Need, RiskAssessment, Role};
use serde_json::json;

#[derive(clap::Args)]
#[command(next_help_heading = "Services (--profile service)")]
pub(super) struct ServiceOptions {
    /// Of which kind its keys are: ec or rsa; cannot be changed [default: ec]
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// Whether people can sign in to it
    #[arg(long, value_name = "true|false")]
    active: Option<bool>,
    /// An origin whose pages may ask for a sign-in, such as https://shop.example or https://*.shop.example; may be
    /// given again
    #[arg(long, value_name = "ORIGIN")]
    login_domain: Vec<LoginDomain>,
    /// A claim without which nobody signs in; may be given again
    #[arg(long, value_name = "CLAIM")]
    required_data: Vec<String>,
    /// A claim that people may leave out; may be given again
    #[arg(long, value_name = "CLAIM")]
    optional_data: Vec<String>,
    /// What somebody can be in it, and what proves enough: admin=biometric+device,pin+device; may be given again
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Vec<Role>,
    /// Whether only those whom it invited may sign in
    #[arg(long, value_name = "true|false")]
    invitation_required: Option<bool>,
    /// Somebody whom it invites, by user name or e-mail address, and their role: aino, or aino=admin; may be given again
    #[arg(long, value_name = "WHO", value_parser = invited)]
    invite: Vec<Invited>,
    /// Whether only its members may sign in
    #[arg(long, value_name = "true|false")]
    membership_required: Option<bool>,
    /// A group whose people are its members; may be given again
    #[arg(long, value_name = "GROUP")]
    member_group: Vec<String>,
    /// Whether its ID tokens are sealed as well as signed
    #[arg(long, value_name = "true|false")]
    sealed_tokens: Option<bool>,
    /// Whether it may ask for a sign-in by a message to the phone
    #[arg(long, value_name = "true|false")]
    push: Option<bool>,
    /// What was found when the risk of signing in from another device was judged
    #[arg(long, value_name = "TEXT", requires = "assessed_by", requires = "assessed_at")]
    risk_assessment: Option<String>,
    /// Who judged it
    #[arg(long, value_name = "NAME", requires = "risk_assessment")]
    assessed_by: Option<String>,
    /// When, such as 2027-01-31
    #[arg(long, value_name = "DATE", requires = "risk_assessment")]
    assessed_at: Option<String>,
}

impl ServiceOptions {
    /// What was asked for, over what is there. For a client of another profile it is refused later, with the reason.
    pub(super) fn over(&self, policy: &mut ClientPolicy) {
        if !self.says_something() {
            return;
        }
        let service = policy.service.get_or_insert_default();
        service.kind = self.kind.unwrap_or(service.kind);
        let switches = [
            (self.active, &mut service.active),
            (self.invitation_required, &mut service.invitation_required),
            (self.membership_required, &mut service.membership_required),
            (self.sealed_tokens, &mut service.sealed_tokens),
            (self.push, &mut service.push),
        ];
        for (wanted, member) in switches {
            *member = wanted.unwrap_or(*member);
        }
        if !self.login_domain.is_empty() {
            service.login_domains.clone_from(&self.login_domain);
        }
        if !self.required_data.is_empty() || !self.optional_data.is_empty() {
            let claims = |names: &[String], need| {
                names.iter().map(move |name| (name.clone(), need)).collect::<Vec<_>>()
            };
            let optional = claims(&self.optional_data, Need::Optional);
            service.required_data =
                optional.into_iter().chain(claims(&self.required_data, Need::Required)).collect();
        }
        if !self.role.is_empty() {
            service.roles.clone_from(&self.role);
        }
        if !self.invite.is_empty() {
            service.invited.clone_from(&self.invite);
        }
        if !self.member_group.is_empty() {
            service.groups.clone_from(&self.member_group);
        }
        if let (Some(text), Some(by), Some(at)) =
            (&self.risk_assessment, &self.assessed_by, &self.assessed_at)
        {
            let [by, at, text] = [by, at, text].map(Clone::clone);
            service.risk_assessment = Some(RiskAssessment { by, at, text });
        }
    }

    fn says_something(&self) -> bool {
        let switches =
            [self.active, self.invitation_required, self.membership_required, self.sealed_tokens, self.push];
        let lists = [&self.required_data, &self.optional_data, &self.member_group];
        self.kind.is_some()
            || switches.iter().any(Option::is_some)
            || lists.iter().any(|list| !list.is_empty())
            || !self.login_domain.is_empty()
            || !self.role.is_empty()
            || !self.invite.is_empty()
            || self.risk_assessment.is_some()
    }
}

fn invited(text: &str) -> Result<Invited, String> {
    let (who, role) = match text.split_once('=') {
        Some((who, role)) => (who, Some(role.to_owned())),
        None => (text, None),
    };
    Ok(Invited { who: who.to_owned(), role })
}

fn role(text: &str) -> Result<Role, String> {
    let (name, ways) = text.split_once('=').unwrap_or((text, ""));
    let ways = ways.split(',').filter(|way| !way.is_empty());
    let way = |way: &str| way.split('+').map(authenticator).collect::<Result<BTreeSet<_>, _>>();
    Ok(Role { name: name.to_owned(), authenticators: ways.map(way).collect::<Result<_, _>>()? })
}

fn authenticator(name: &str) -> Result<Authenticator, String> {
    serde_json::from_value(json!(name)).map_err(|_| "pin, biometric and device, joined by +".to_owned())
}
