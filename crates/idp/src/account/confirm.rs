//! The password, asked once more of whoever is signed in: a session that was left open, or stolen, is
//! not the account. Counted first, like any try, but in a count of the session's own.

use super::{Facts, acting, by_form};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::SignedIn;
use crate::login::attempts::{self, Counted, Origin};
use crate::login::factor::password::{Hashed, prove};
use crate::login::proven::Proven;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};

/// Where the tries of this session are counted.
pub fn counters(who: &SignedIn) -> Vec<attempts::Counter> {
    attempts::counters(Origin::Session { person: who.user(), session: who.session() })
}

/// Who would act by this form, before anything is counted.
pub fn who(form_token: &str, facts: Facts<'_>, env: &Env<'_>) -> Result<SignedIn, Refusal> {
    acting(form_token, facts, env).map(|(who, _)| who)
}

/// Counts a try before the password is hashed.
pub fn reserve(
    form_token: &str,
    facts: Facts<'_>,
    counted: &[Counted],
    env: &Env<'_>,
) -> Decision<Result<(), Refusal>> {
    let effects =
        acting(form_token, facts, env).and_then(|_| attempts::count(counted, facts.settings, env.now));
    match effects {
        Ok(effects) => Decision::of(Ok(()), effects),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

/// What hashing the password showed.
#[derive(Clone, Copy)]
pub struct Confirmation<'a> {
    /// Whose it is.
    pub hashed: Hashed<'a>,
    /// The tries so far, this one included, where [`counters`] has them counted.
    pub counted: &'a [Counted],
}

/// Decides what a form leads to that asks for the password: nothing, unless it is the person's. The
/// tries before are forgotten in any case, also where something else is not right. What they proved in this
/// session beside their password stands beside it.
pub(super) fn by_confirmed_form<T>(
    form_token: &str,
    confirmation: Confirmation<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    act: impl FnOnce(&Proven, &User, &mut Vec<Effect>, &mut Env<'_>) -> Result<T, Refusal>,
) -> Decision<Result<T, Refusal>> {
    by_form(form_token, facts, env, |who, user, effects, env| {
        let wrong = |refusal| Refusal { reason: Reason::CurrentPasswordWrong, ..refusal };
        let proof = prove(Some(user), confirmation.hashed).map_err(wrong)?;
        let forgotten: Vec<Effect> =
            attempts::forget(confirmation.counted, facts.settings, env.now).collect();
        let proven = Proven::by_proof(&proof, env.now).beside(who.proven());
        match act(&proven, user, effects, env) {
            Ok(answer) => {
                effects.extend(forgotten);
                Ok(answer)
            }
            Err(refusal) => Err(forgotten.into_iter().fold(refusal, Refusal::owing)),
        }
    })
}
