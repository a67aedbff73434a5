//! Whether what was proven is enough for this client and this request, or what is to be proven next.

use super::request::Checked;
use super::{Answer, Facts, Page, acr};
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::policy::ask::{self, Asked};
use crate::login::policy::{self, Demands, Due, Step};
use crate::login::proven::Proven;
use crate::login::under_way::{Browser, SessionToBe, Stage, UnderWay};
use crate::login::{Method, SignedIn, remembered, second};
use crate::model::sign_in::{Circumstances, Outcome, SignIn};
use crate::refusal::{Reason, Refusal};

/// What comes next, of who signs in or was signed in already. Nothing is demanded of most requests, and nothing is
/// done for these.
pub(super) fn next(
    proven: &Proven,
    standing: bool,
    checked: &Checked<'_>,
    facts: Facts<'_>,
    env: &Env<'_>,
) -> Step {
    let asked = Asked { proven, standing, request: Some(&checked.request) };
    let remembered = remembered::factors(facts, env);
    let demands = demands(proven, checked, &remembered, facts).and_by_policy(asked, &remembered, facts, env);
    if demands.is_nothing() { Step::Enter } else { policy::next(proven, demands) }
}

/// What is demanded: by the client, and by the levels that the request asks for. One that nothing here can reach
/// is refused elsewhere.
fn demands<'a>(
    proven: &Proven,
    checked: &'a Checked<'_>,
    remembered: &[Method],
    facts: Facts<'a>,
) -> Demands<'a> {
    let demands = Demands {
        level: acr::lacking(checked, proven, facts).unwrap_or_default(),
        wish: acr::wished(checked),
        ..Demands::default()
    };
    demands.one_of_beside(&checked.client.policy.second_factors, remembered)
}

/// The factor that a session lacks, if it does; what is wished for alone is asked of nobody who answered before.
pub(super) fn due(
    who: &SignedIn,
    checked: &Checked<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Option<Due>, Refusal> {
    // A session that no cookie leads to began for this very request.
    let standing = !who.is_held();
    match next(who.proven(), standing, checked, facts, env) {
        Step::Enter => Ok(None),
        Step::Prove(due) => Ok(Some(due)),
        Step::Refuse(refusal) if refusal.reason == Reason::PolicyDenied => {
            let asked = Asked { proven: who.proven(), standing, request: Some(&checked.request) };
            Err(refusal.owing(stopped(asked, checked, facts, env)))
        }
        Step::Refuse(refusal) => Err(refusal),
    }
}

/// That the policy stopped somebody who was signed in.
fn stopped(asked: Asked<'_>, checked: &Checked<'_>, facts: Facts<'_>, env: &mut Env<'_>) -> Effect {
    let Browser { agent, address, .. } = facts.browser;
    let upstream = asked.proven.told().map(|told| &told.upstream);
    let circumstances = Circumstances { client: Some(&checked.client.id), upstream, address, agent };
    let method = asked.proven.methods().next().unwrap_or(Method::Password);
    let judged = ask::record_of(asked, facts, env);
    let user = Some(asked.proven.user());
    Effect::PutSignIn(SignIn::now(user, method, Outcome::Refused, circumstances, env).judged(judged))
}

/// The stage in which more is asked of who is signed in.
pub(super) fn stage(who: &SignedIn, due: Due) -> Stage {
    second::stage(who.proven(), due, SessionToBe::Standing(who.session().text()))
}

/// Asks it in a sign-in that waits. Whose session no cookie leads to proved all of it when it began.
pub(super) fn ask(
    login: UnderWay<'_>,
    who: &SignedIn,
    due: Due,
    checked: &Checked<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Answer, Refusal> {
    if who.is_held() {
        return Err(Refusal::new(Reason::LoginRequired)
            .operator("the client asks for more than when this person signed in")
            .owing_all(login.finish()));
    }
    effects.push(login.go_on(stage(who, due)));
    Ok(Answer::Factor(Page::of_the_same(checked)))
}
