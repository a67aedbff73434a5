//! Asking the policy about somebody who proved something: what it demands of them, and what is recorded of it.

use std::borrow::Cow;

use oidc::authorization::UnsignedRequest;
use oidc::parameters::Parameters;

use super::facts::Facts;
use super::gather::{Sources, gather, judge};
use super::verdict::Judged;
use super::{Demands, is_met};
use crate::authorize;
use crate::decision::Env;
use crate::login::Method;
use crate::login::device;
use crate::login::proven::Proven;
use crate::login::remembered;
use crate::login::under_way::{SessionToBe, Stage, UnderWay};

/// Somebody who proved something, and what for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// What they proved.
    pub(crate) proven: &'a Proven,
    /// Whether they were signed in already.
    pub(crate) standing: bool,
    /// What the client that waits asks; none on the way to the own account.
    pub(crate) request: Option<&'a UnsignedRequest>,
}

impl Demands<'_> {
    /// Demands what the policy in force demands as well, of a browser that is remembered for these.
    #[must_use]
    pub(crate) fn and_by_policy(
        mut self,
        asked: Asked<'_>,
        remembered: &[Method],
        facts: authorize::Facts<'_>,
        env: &Env<'_>,
    ) -> Self {
        let Some(rules) = &facts.policies.in_force.live else { return self };
        let known = known(asked, facts, env, |sources| {
            gather(sources, rules.attributes(), facts.policies.offset, env.now)
        });
        let verdict = rules.judge(&known);
        for demand in verdict.demands() {
            let will_do = |method: &Method| demand.remember_device && remembered.contains(method);
            if !demand.any_of.iter().any(will_do) {
                self.anew |= !demand.remember_device;
                self.no_set_up |= !demand.enrol && !is_met(asked.proven, demand.any_of);
                self.one_of.push(Cow::Owned(demand.any_of.to_vec()));
            }
        }
        self.denied = verdict.check().err().or(self.denied);
        self
    }
}

/// What is recorded of how somebody was judged who proved something in a sign-in that waits.
pub(crate) fn record(
    login: &UnderWay<'_>,
    proven: &Proven,
    facts: authorize::Facts<'_>,
    env: &Env<'_>,
) -> Judged {
    let standing =
        matches!(login.stage(), Stage::Factor(factor) if matches!(factor.session, SessionToBe::Standing(_)));
    let parameters = Parameters::parse(login.request().as_bytes()).ok();
    let request = parameters.and_then(|parameters| UnsignedRequest::parse(&parameters).ok());
    record_of(Asked { proven, standing, request: request.as_ref() }, facts, env)
}

/// The same, where no sign-in waits.
pub(crate) fn record_of(asked: Asked<'_>, facts: authorize::Facts<'_>, env: &Env<'_>) -> Judged {
    known(asked, facts, env, |sources| judge(sources, facts.policies, env.now))
}

/// What is made of the facts; of none of them, where it is not known who the person is.
fn known<T: OfNobody>(
    asked: Asked<'_>,
    facts: authorize::Facts<'_>,
    env: &Env<'_>,
    make: impl FnOnce(Sources<'_>) -> T,
) -> T {
    let Asked { proven, standing, request } = asked;
    let Some(user) = facts.person.filter(|person| &person.id == proven.user()) else {
        return T::of_nobody(facts);
    };
    let methods: Vec<Method> = proven.methods().collect();
    let known_device = device::known(user, facts.browser.devices, facts.settings, env.derive, env.now);
    make(Sources {
        client: facts.client,
        request,
        user,
        told: proven.told(),
        proven: &methods,
        standing,
        address: facts.browser.address,
        phone_address: facts.browser.phone,
        device_known: known_device.is_some(),
        device_remembered: !remembered::factors(facts, env).is_empty(),
    })
}

/// What is made where no fact is known: every rule that requires or denies counts as met.
trait OfNobody {
    fn of_nobody(facts: authorize::Facts<'_>) -> Self;
}

impl OfNobody for Facts {
    fn of_nobody(_: authorize::Facts<'_>) -> Self {
        Self::none()
    }
}

impl OfNobody for Judged {
    fn of_nobody(facts: authorize::Facts<'_>) -> Self {
        let none = Facts::none();
        let in_force = facts.policies.in_force;
        let live = in_force.live.as_ref().map(|rules| rules.judge(&none).record());
        let shadow = in_force.shadow.as_ref().map(|rules| rules.judge(&none).record());
        Self { facts: none, live, shadow }
    }
}
