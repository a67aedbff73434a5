//! Setting out: the request for a sign-in.

use xml::saml::AuthnRequest;
use xml::saml::binding::Parameter;
use xml::saml::metadata::POST;

use super::ServiceProvider;
use super::outgoing::{Message, Outgoing};
use crate::authorize::{self, Pick};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::under_way::Found;
use crate::login::upstream::asked::{Asked, AskedSaml};
use crate::login::upstream::begin::{SettingOut, set_out};
use crate::login::upstream::fail::failed;
use crate::login::upstream::wish;
use crate::model::upstream::Saml;
use crate::refusal::{Reason, Refusal};

/// Has the person of this sign-in set out for the identity provider they picked, where we are `party`.
pub fn begin(
    login: (&str, Found<'_>),
    pick: &Pick,
    party: ServiceProvider<'_>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Outgoing, Refusal>> {
    let mut effects = Vec::new();
    let answer = begun(login, pick, party, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn begun(
    login: (&str, Found<'_>),
    pick: &Pick,
    party: ServiceProvider<'_>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Outgoing, Refusal> {
    let out = SettingOut::of(login, pick, facts, env.now)?;
    let (upstream, now) = (out.way.upstream, env.now.as_secs());
    let Some(saml) = &upstream.definition.saml else {
        return Err(Refusal::new(Reason::Internal).operator("the upstream does not speak SAML"));
    };
    let client = facts.client.filter(|_| out.request.is_some());
    let max_age = out.request.as_ref().and_then(|request| wish::max_age(request, client));
    let anew = out.request.as_ref().is_some_and(wish::wants_anew) || max_age == Some(0);
    let classes = wish::acr_values(upstream, out.request.as_ref());
    // An identifier begins with no digit (XML Schema Part 2 §3.3.8).
    let id = format!("_{}", env.random_secret());
    let request = AuthnRequest {
        id: id.clone(),
        issue_instant: now,
        destination: party.provider.sign_on_by(saml.request_binding.uri()).map(str::to_owned),
        issuer: party.entity_id.to_owned(),
        assertion_consumer_service_url: Some(party.acs.to_owned()),
        protocol_binding: Some(POST.to_owned()),
        force_authn: anew,
        is_passive: false,
        name_id_format: saml.name_id_format.clone(),
        classes: classes.clone(),
    };
    let begun = match written(&request, saml, party) {
        Ok(begun) => begun,
        Err(why) => {
            let refusal = Refusal::new(Reason::Internal).operator(why);
            return Err(failed(out.login, &upstream.id, None, refusal, facts, env));
        }
    };
    let since = max_age.filter(|_| !anew).map(|age| now - i64::from(age)).or(anew.then_some(now));
    let asked = Asked::Saml(AskedSaml { request: id.clone(), since });
    effects.push(set_out(login.0, &out, &id, classes, asked));
    Ok(begun)
}

/// The request, signed.
fn written(request: &AuthnRequest, saml: &Saml, party: ServiceProvider<'_>) -> Result<Outgoing, String> {
    let address = request.destination.as_deref().ok_or("the metadata have no address for the binding")?;
    let xml = request.to_xml();
    let message = Message { parameter: Parameter::Request, id: &request.id, xml: &xml, relay_state: None };
    message.sign((address, saml.request_binding), party.signing)
}
