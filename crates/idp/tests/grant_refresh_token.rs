//! Refresh tokens, rotated: one living generation at most.

use idp::effect::RevokedBecause;
use idp::issue::Tokens;
use idp::{Effect, Reason};
use proptest::prelude::*;

use crate::support::*;

fn refresh_token(tokens: &Tokens) -> String {
    tokens.refresh_token.as_ref().unwrap().expose().clone()
}

/// A world with a grant for this scope, its tokens, and the browser it was given in.
fn granted(asked: &str) -> (World, Browser, Tokens) {
    let mut world = World::new();
    let mut browser = Browser::default();
    let tokens = world.tokens(&mut browser, &shop_asks().with("scope", asked));
    (world, browser, tokens)
}

fn refresh(world: &mut World, token: &str) -> Result<Tokens, idp::Refusal> {
    world.token(&refreshes(token, "shop"))
}

#[test]
fn each_exchange_gives_new_tokens_and_the_next_generation() {
    let (mut world, _, first) = granted("openid email");
    world.wait(100);
    let second = refresh(&mut world, &refresh_token(&first)).unwrap();
    assert_ne!(refresh_token(&first), refresh_token(&second));
    assert_ne!(first.access_token.claims.jti, second.access_token.claims.jti);
    assert_eq!(second.access_token.claims.iat, (NOW + seconds(100)).as_secs());
    assert!(world.userinfo(&second.access_token.claims).is_ok());
    assert!(refresh(&mut world, &refresh_token(&second)).is_ok());
}

#[test]
fn the_id_token_of_an_exchange_is_about_the_same_sign_in_without_its_nonce() {
    let (mut world, _, first) = granted("openid email");
    world.wait(100);
    let second = refresh(&mut world, &refresh_token(&first)).unwrap();
    let (before, after) = (first.id_token.unwrap().claims, second.id_token.unwrap().claims);
    assert_eq!(before.nonce.as_deref(), Some("n-1"));
    // OpenID Connect Core §12.2.
    assert_eq!(after.nonce, None);
    assert_eq!((&after.iss, &after.sub, &after.aud), (&before.iss, &before.sub, &before.aud));
    assert_eq!((after.auth_time, &after.azp, &after.sid), (before.auth_time, &before.azp, &before.sid));
    assert_eq!(after.iat, before.iat + 100);
}

#[test]
fn refuses_a_generation_gone_by_and_revokes_the_family() {
    let (mut world, _, first) = granted("openid offline_access");
    let second = refresh(&mut world, &refresh_token(&first)).unwrap();
    let third = refresh(&mut world, &refresh_token(&second)).unwrap();
    for old in [&first, &second] {
        let mut world = World { state: world.state.clone(), now: world.now, ..World::new() };
        assert_eq!(reason(refresh(&mut world, &refresh_token(old))), Reason::RefreshTokenReplayed);
        assert_eq!(reason(refresh(&mut world, &refresh_token(&third))), Reason::GrantRevoked);
        assert_eq!(reason(world.userinfo(&third.access_token.claims)), Reason::TokenRevoked);
        let revoked = world.state.families.values().filter_map(|row| row.revoked).collect::<Vec<_>>();
        assert_eq!(revoked, [RevokedBecause::RefreshTokenReplayed]);
    }
    assert!(refresh(&mut world, &refresh_token(&third)).is_ok());
}

#[test]
fn within_its_grace_the_generation_before_gets_the_living_one_and_never_a_second() {
    let (mut world, _, first) = granted("openid");
    world.client("shop").policy.refresh_token_grace = 10;
    let second = refresh(&mut world, &refresh_token(&first)).unwrap();
    world.wait(9);
    let decision = world.decide_token(&refreshes(&refresh_token(&first), "shop"));
    assert!(decision.effects.is_empty());
    assert_eq!(refresh_token(&decision.answer.unwrap()), refresh_token(&second));
    let third = refresh(&mut world, &refresh_token(&second)).unwrap();
    // Two generations back is a replay even within the grace.
    let mut other = World { state: world.state.clone(), now: world.now, ..World::new() };
    assert_eq!(reason(refresh(&mut other, &refresh_token(&first))), Reason::RefreshTokenReplayed);
    world.wait(10);
    assert_eq!(reason(refresh(&mut world, &refresh_token(&second))), Reason::RefreshTokenReplayed);
    assert_eq!(reason(refresh(&mut world, &refresh_token(&third))), Reason::GrantRevoked);
}

/// It is one token: were the server's keys exchanged meanwhile, the answer would otherwise differ.
#[test]
fn what_is_repeated_is_the_same_to_the_letter_under_another_key_of_ours_too() {
    let (mut world, _, first) = granted("openid");
    world.client("shop").policy.refresh_token_grace = 10;
    let second = refresh(&mut world, &refresh_token(&first)).unwrap();
    world.derive.rotate(b"the second key");
    let again = refresh(&mut world, &refresh_token(&first)).unwrap();
    assert_eq!(refresh_token(&again), refresh_token(&second));
    assert_ne!(again.access_token.claims.jti, second.access_token.claims.jti, "newly issued");
    assert!(refresh(&mut world, &refresh_token(&again)).is_ok());
}

#[test]
fn the_grace_is_no_other_clients() {
    let (mut world, _, first) = granted("openid");
    world.client("shop").policy.refresh_token_grace = 10;
    world.client("portal").metadata.grant_types = world.client("shop").metadata.grant_types.clone();
    refresh(&mut world, &refresh_token(&first)).unwrap();
    let foreign = refreshes(&refresh_token(&first), "portal");
    assert_eq!(reason(world.token(&foreign)), Reason::RefreshTokenOfAnotherClient);
    assert!(refresh(&mut world, &refresh_token(&first)).is_ok());
}

#[test]
fn of_two_that_race_one_is_served_and_there_are_never_two_successors() {
    let (mut world, _, first) = granted("openid");
    let form = refreshes(&refresh_token(&first), "shop");
    let (one, other) = (world.decide_token(&form), world.decide_token(&form));
    let now = world.now;
    assert_eq!(world.state.commit(one.effects, now), Ok(()));
    assert_eq!(world.state.commit(other.effects, now), Err(Lost::TicketAdvanced));
    assert_eq!(refresh_token(&one.answer.unwrap()), refresh_token(&other.answer.unwrap()));
    assert_eq!(reason(world.token(&form)), Reason::RefreshTokenReplayed);
}

#[test]
fn gives_less_where_less_is_asked_and_keeps_the_rest_for_later() {
    let (mut world, _, first) = granted("openid email phone");
    let form = refreshes(&refresh_token(&first), "shop");
    let second = world.token(&form.and("scope", "email")).unwrap();
    assert_eq!(second.scope, scope("email"));
    assert!(second.id_token.is_none());
    let third = refresh(&mut world, &refresh_token(&second)).unwrap();
    assert_eq!(third.scope, scope("openid email phone"));
}

#[test]
fn refuses_more_than_was_granted_and_leaves_the_token_alone() {
    let (mut world, _, first) = granted("openid email");
    let form = refreshes(&refresh_token(&first), "shop");
    let decision = world.decide_token(&form.clone().and("scope", "openid phone"));
    assert!(decision.effects.is_empty());
    let refusal = decision.answer.unwrap_err();
    assert_eq!((refusal.reason, refusal.reason.error().as_str()), (Reason::ScopeWidened, "invalid_scope"));
    assert!(world.token(&form).is_ok());
}

#[test]
fn refuses_what_we_did_not_write() {
    let (mut world, _, first) = granted("openid");
    let token = refresh_token(&first);
    let bytes = jose::base64url::decode(&token).unwrap();
    assert_eq!(bytes.len(), 57);
    for at in 0..bytes.len() {
        let mut forged = bytes.clone();
        forged[at] ^= 1;
        let refused = refresh(&mut world, &jose::base64url::encode(forged));
        assert_eq!(reason(refused), Reason::RefreshTokenUnknown, "byte {at}");
    }
    for other in [&token[1..], &format!("{token}A"), "x", &"A".repeat(76)] {
        assert_eq!(reason(refresh(&mut world, other)), Reason::RefreshTokenUnknown, "{other}");
    }
    assert!(refresh(&mut world, &token).is_ok());
}

#[test]
fn a_token_under_an_older_key_of_ours_is_still_ours() {
    let (mut world, _, first) = granted("openid");
    world.derive.rotate(b"the second key");
    let second = refresh(&mut world, &refresh_token(&first)).unwrap();
    assert_eq!(jose::base64url::decode(&refresh_token(&second)).unwrap()[0], 2);
    assert!(refresh(&mut world, &refresh_token(&second)).is_ok());
    let (mut world, _, first) = granted("openid");
    world.derive = Keyed::new(b"a key of somebody else");
    assert_eq!(reason(refresh(&mut world, &refresh_token(&first))), Reason::RefreshTokenUnknown);
}

#[test]
fn refreshing_ends_with_its_time_however_often_it_was_done() {
    for wait in WAYS {
        let (mut world, _, mut tokens) = granted("openid offline_access");
        for _ in 0..29 {
            wait(&mut world, 86_400);
            tokens = refresh(&mut world, &refresh_token(&tokens)).unwrap();
        }
        wait(&mut world, 86_399);
        tokens = refresh(&mut world, &refresh_token(&tokens)).unwrap();
        wait(&mut world, 1);
        assert_eq!(reason(refresh(&mut world, &refresh_token(&tokens))), Reason::RefreshTokenExpired);
    }
}

#[test]
fn only_offline_access_outlives_the_session() {
    for (asked, outlives) in [("openid", false), ("openid offline_access", true)] {
        let (mut world, _, tokens) = granted(asked);
        world.wait(24 * 3600);
        let answer = refresh(&mut world, &refresh_token(&tokens));
        assert_eq!(answer.is_ok(), outlives, "{asked}");
        if !outlives {
            assert_eq!(reason(answer), Reason::RefreshTokenExpired);
        }
    }
}

#[test]
fn refuses_a_client_that_may_no_longer_refresh() {
    let (mut world, _, tokens) = granted("openid");
    let grants = std::mem::take(&mut world.client("shop").metadata.grant_types);
    assert_eq!(reason(refresh(&mut world, &refresh_token(&tokens))), Reason::GrantTypeNotRegistered);
    world.client("shop").metadata.grant_types = grants;
    assert!(refresh(&mut world, &refresh_token(&tokens)).is_ok());
}

#[test]
fn refuses_a_person_who_was_disabled_until_they_no_longer_are() {
    let (mut world, _, tokens) = granted("openid");
    world.user("aino").disabled_at = Some(NOW);
    assert_eq!(reason(refresh(&mut world, &refresh_token(&tokens))), Reason::GrantRevoked);
    world.user("aino").disabled_at = None;
    assert!(refresh(&mut world, &refresh_token(&tokens)).is_ok());
}

#[test]
fn an_exchange_is_one_write() {
    let (mut world, _, tokens) = granted("openid");
    let effects = world.decide_token(&refreshes(&refresh_token(&tokens), "shop")).effects;
    assert!(matches!(effects.as_slice(), [Effect::Advance(_)]), "{effects:?}");
}

/// What can happen to a grant.
#[derive(Clone, Debug)]
enum Step {
    Redeem,
    RedeemWrongly,
    /// Presents one of the refresh tokens that were ever handed out.
    Refresh(usize),
    /// Decides two exchanges on the same facts and commits both, in turn.
    Race(usize, usize),
    Revoke(usize),
    SignOut,
    Disable(bool),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Redeem),
        1 => Just(Step::RedeemWrongly),
        8 => any::<usize>().prop_map(Step::Refresh),
        3 => (any::<usize>(), any::<usize>()).prop_map(|(one, other)| Step::Race(one, other)),
        1 => any::<usize>().prop_map(Step::Revoke),
        1 => Just(Step::SignOut),
        1 => any::<bool>().prop_map(Step::Disable),
        4 => (0..40_u64).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn whatever_happens_to_a_grant_at_most_one_generation_lives(
        steps in proptest::collection::vec(step(), 1..40),
        grace in prop_oneof![Just(0_u32), Just(20)],
        offline in any::<bool>(),
    ) {
        let mut world = World::new();
        world.client("shop").policy.refresh_token_grace = grace;
        let mut browser = Browser::default();
        let asked = if offline { "openid offline_access" } else { "openid" };
        let asked = shop_asks().with("scope", asked);
        let code = world.code(&mut browser, &asked);
        let mut handed_out: Vec<String> = Vec::new();
        let mut access = Vec::new();
        let (mut attempts, mut ended) = (0, false);
        for step in steps {
            let chosen = |at: usize| handed_out.get(at % handed_out.len().max(1)).cloned();
            let got = match step {
                Step::Redeem | Step::RedeemWrongly => {
                    attempts += 1;
                    let wrongly = matches!(step, Step::RedeemWrongly);
                    let form = redeems(&code, &asked);
                    let form = if wrongly { form.with("code_verifier", OTHER_VERIFIER) } else { form };
                    let answer = world.token(&form);
                    // Only the first attempt yields tokens; one after it that was heard ends everything.
                    prop_assert!(answer.is_err() || attempts == 1);
                    let known = |reason| matches!(
                        reason,
                        Reason::CodeReplayed | Reason::VerifierMismatch | Reason::CodeExpired | Reason::GrantRevoked
                    );
                    if let Err(refusal) = &answer {
                        prop_assert!(known(refusal.reason), "{:?}", refusal.reason);
                        ended |= matches!(refusal.reason, Reason::CodeReplayed | Reason::VerifierMismatch);
                    }
                    answer.ok()
                }
                Step::Refresh(at) => chosen(at).and_then(|token| {
                    let answer = world.token(&refreshes(&token, "shop"));
                    ended |= matches!(&answer, Err(refusal) if refusal.reason == Reason::RefreshTokenReplayed);
                    answer.ok()
                }),
                Step::Race(one, other) => chosen(one).zip(chosen(other)).and_then(|(one, other)| {
                    let decisions = [one, other].map(|token| world.decide_token(&refreshes(&token, "shop")));
                    let now = world.now;
                    let mut won = None;
                    for decision in decisions {
                        let replayed = matches!(&decision.answer, Err(refusal) if refusal.reason == Reason::RefreshTokenReplayed);
                        if world.state.commit(decision.effects, now).is_ok() {
                            ended |= replayed;
                            won = decision.answer.ok().or(won);
                        }
                    }
                    won
                }),
                Step::Revoke(at) => {
                    if let Some(token) = chosen(at) {
                        world.revoke_refresh("shop", &token).unwrap();
                        ended = true;
                    }
                    None
                }
                Step::SignOut => {
                    let sessions = world.state.families.values().filter(|row| row.family.client.is_none());
                    let session = sessions.map(|row| row.family.id).next().unwrap();
                    let revoke = Effect::Revoke { family: session, because: RevokedBecause::SignedOut };
                    let now = world.now;
                    world.state.commit(vec![revoke], now).unwrap();
                    ended |= !offline;
                    None
                }
                Step::Disable(disabled) => {
                    world.user("aino").disabled_at = disabled.then_some(NOW);
                    None
                }
                Step::Wait(secs) => {
                    world.wait(secs);
                    None
                }
            };
            if let Some(tokens) = got {
                handed_out.push(refresh_token(&tokens));
                access.push(tokens.access_token.claims);
            }
            // Which generation lives is asked without changing anything.
            let mut living: Vec<_> = handed_out
                .iter()
                .filter(|token| world.introspect_refresh("shop", token).unwrap()["active"] == true)
                .collect();
            living.dedup();
            prop_assert!(living.len() <= 1);
            if ended || world.user("aino").disabled_at.is_some() {
                prop_assert!(living.is_empty());
                for claims in &access {
                    prop_assert!(world.userinfo(claims).is_err());
                }
                for token in &handed_out {
                    prop_assert!(world.decide_token(&refreshes(token, "shop")).answer.is_err());
                }
            }
        }
    }
}
