//! What comes next, by what was proven and what is demanded.

use serde_json::Map;

use super::{Demands, Due, Level, Step, next};
use crate::login::acr;
use crate::login::factor::{Method, Proof};
use crate::login::proven::Proven;
use crate::model::user::{User, UserId};
use crate::refusal::Reason;
use crate::time::Time;

const NOW: Time = Time::from_secs(1_000_000);
const TWOFOLD: Level = Level { twofold: true, phishing_resistant: false };
const RESISTANT: Level = Level { twofold: false, phishing_resistant: true };

fn person(name: &str) -> User {
    User {
        id: UserId::new(name),
        version: 1,
        username: name.to_owned(),
        claims: Default::default(),
        groups: Vec::new(),
        attributes: Map::new(),
        disabled_at: None,
        sessions_valid_from: NOW,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn proven(methods: &[Method]) -> Proven {
    let aino = person("aino");
    let proof = |method: Method| Proof::of(&aino, method);
    let (first, further) = methods.split_first().unwrap();
    further
        .iter()
        .fold(Proven::by_proof(&proof(*first), NOW), |proven, method| proven.and(&proof(*method), NOW))
}

/// What is to be proven next, whether it is a wish, or that it is enough.
fn due(methods: &[Method], demands: Demands<'_>) -> Option<Due> {
    match next(&proven(methods), demands) {
        Step::Enter => None,
        Step::Prove(due) => Some(due),
        Step::Refuse(refusal) => panic!("{refusal:?}"),
    }
}

fn asked(methods: &[Method], demands: Demands<'_>) -> Vec<Method> {
    due(methods, demands).map(|due| due.any_of).unwrap_or_default()
}

use Method::{EmailOtp, Passkey, Password, RecoveryCode, SmsOtp, Totp, Upstream};

#[test]
fn who_demands_nothing_lets_in() {
    assert!(Demands::default().is_nothing() && Demands::default().one_of(&[]).is_nothing());
    assert_eq!(due(&[Password], Demands::default()), None);
}

#[test]
fn one_of_the_factors_of_a_list_must_follow_and_no_other_will_do() {
    let list = || Demands::default().one_of(&[EmailOtp, SmsOtp]);
    assert_eq!(asked(&[Password], list()), [SmsOtp, EmailOtp]);
    assert_eq!(asked(&[Password, Totp], list()), [SmsOtp, EmailOtp]);
    assert_eq!(due(&[Password, EmailOtp], list()), None);
    assert_eq!(due(&[Upstream, SmsOtp], list()), None);
}

#[test]
fn a_recovery_code_stands_for_what_can_be_lost_and_for_nothing_else() {
    let list = || Demands::default().one_of(&[Totp]);
    assert_eq!(asked(&[Password], list()), [Totp, RecoveryCode]);
    assert_eq!(due(&[Password, RecoveryCode], list()), None);
    let sent = || Demands::default().one_of(&[EmailOtp]);
    assert_eq!(asked(&[Password], sent()), [EmailOtp]);
    assert_eq!(asked(&[Password, RecoveryCode], sent()), [EmailOtp]);
    let resistant = || Demands { level: RESISTANT, ..Demands::default() };
    assert_eq!(asked(&[Password], resistant()), [Passkey]);
    assert_eq!(asked(&[Password, RecoveryCode], resistant()), [Passkey]);
}

#[test]
fn several_demands_are_met_by_what_does_for_all_of_them_or_else_one_after_the_other() {
    let both = || Demands::default().one_of(&[EmailOtp, SmsOtp]).one_of(&[SmsOtp, Totp]);
    assert_eq!(asked(&[Password], both()), [SmsOtp]);
    let apart = || Demands::default().one_of(&[EmailOtp]).one_of(&[Totp]);
    assert_eq!(asked(&[Password], apart()), [EmailOtp]);
    assert_eq!(asked(&[Password, EmailOtp], apart()), [Totp, RecoveryCode]);
    assert_eq!(due(&[Password, EmailOtp, Totp], apart()), None);
}

#[test]
fn two_factors_are_of_different_kinds() {
    let twofold = || Demands { level: TWOFOLD, ..Demands::default() };
    assert_eq!(asked(&[Password], twofold()), [Passkey, Totp, SmsOtp, EmailOtp, RecoveryCode]);
    for second in Method::SECOND {
        assert_eq!(due(&[Password, second], twofold()), None, "{second:?}");
        assert_eq!(due(&[Upstream, second], twofold()), None, "{second:?}");
    }
    assert!(!proven(&[Password, Upstream]).is_twofold() && !proven(&[Totp, SmsOtp]).is_twofold());
}

#[test]
fn a_wish_is_asked_after_what_is_demanded_and_said_to_be_one() {
    let demands = || Demands { wish: TWOFOLD, ..Demands::default() };
    assert!(due(&[Password], demands()).unwrap().is_wish);
    assert_eq!(due(&[Password, Totp], demands()), None);
    let listed = Demands { wish: RESISTANT, ..Demands::default() }.one_of(&[Totp]);
    assert!(!due(&[Password], listed).unwrap().is_wish);
}

#[test]
fn what_no_further_factor_reaches_is_refused() {
    let demands = || Demands::default().one_of(&[Password]);
    let Step::Refuse(refusal) = next(&proven(&[Upstream]), demands()) else { panic!("not refused") };
    assert_eq!(refusal.reason, Reason::AcrUnmet);
    assert!(matches!(next(&proven(&[Password]), demands()), Step::Enter));
}

#[test]
fn another_persons_proof_shows_nothing() {
    let bo = Proof::of(&person("bo"), Totp);
    let aino = proven(&[Password]);
    assert_eq!(aino.clone().and(&bo, NOW), aino);
    assert!(aino.clone().and(&Proof::of(&person("aino"), Totp), NOW).has(Totp));
}

#[test]
fn it_is_told_by_the_standards_names_and_more_than_one_kind_is_mfa() {
    for (methods, amr, acr) in [
        (&[Password][..], &["pwd"][..], Some(acr::PASSWORD)),
        (&[Password, EmailOtp], &["pwd", "otp", "mfa"], Some(acr::MFA)),
        (&[Password, SmsOtp], &["pwd", "otp", "sms", "mfa"], Some(acr::MFA)),
        (&[Password, Passkey], &["pwd", "swk", "user", "mfa"], Some(acr::MFA)),
        (&[Upstream], &[], None),
        (&[Upstream, Totp], &["otp", "mfa"], Some(acr::MFA)),
        (&[Passkey], &["swk", "user"], Some(acr::PHISHING_RESISTANT)),
    ] {
        let proven = proven(methods);
        assert_eq!((proven.amr(), proven.classes().next()), (amr.to_vec(), acr), "{methods:?}");
    }
}

#[test]
fn the_time_of_a_sign_in_is_that_of_the_first_factor() {
    let later = NOW + std::time::Duration::from_secs(600);
    let aino = person("aino");
    let confirmed = proven(&[Password]).and(&Proof::of(&aino, Totp), later);
    assert_eq!(confirmed.auth_at(), NOW);
    assert_eq!(confirmed.and(&Proof::of(&aino, Passkey), later).auth_at(), later);
}

#[test]
fn what_is_known_is_asked_anew_and_what_is_had_counts_on() {
    let before = proven(&[Upstream, Totp]);
    let again = proven(&[Password]).beside(&before);
    assert_eq!(again.methods().collect::<Vec<_>>(), [Password, Totp]);
    let bo = Proven::by_proof(&Proof::of(&person("bo"), Password), NOW);
    assert_eq!(bo.clone().beside(&before), bo);
}

#[test]
fn what_was_kept_counts_for_the_same_person_as_they_were() {
    let kept = proven(&[Password, Totp]).keep();
    let aino = person("aino");
    assert_eq!(kept.revive(&aino), Some(proven(&[Password, Totp])));
    let another_password =
        User { sessions_valid_from: NOW + std::time::Duration::from_secs(1), ..aino.clone() };
    let disabled = User { disabled_at: Some(NOW), ..aino };
    for gone in [person("bo"), another_password, disabled] {
        assert_eq!(kept.revive(&gone), None);
    }
}
