//! Every page in each of its forms, filled with one set of words.

use idp::login::factor::password::advice::{Advice, Weakness};
use server::page::account::{self, AppRow, Frame, IdentityRow, SessionRow, SignInRow, UpstreamRow, moment};
use server::page::account::{Adding, PasskeyRow, PhoneRow};
use server::page::enrol::{Enrol, New, NewApp};
use server::page::passkey::{Asking, LoginPasskey};
use server::page::{
    Account, AccountWay, Brand, Choice, Ciba, CodeWay, Consent, ConsentElsewhere, Device, DeviceSaid, Error,
    Factor, FactorOffer, FormPost, HiddenField, Home, Language, LoggedOut, Login, Logout, Offer, OneTimeCode,
    OwnCode, OwnCodeKind, Problem, ReturnTo, SelectAccount, Toward, Upstreams,
};

/// What comes from outside, as a page may meet it.
pub(crate) struct Words<'a> {
    pub(crate) client: &'a str,
    pub(crate) username: &'a str,
    pub(crate) name: &'a str,
    pub(crate) scope: &'a str,
    pub(crate) host: &'a str,
    pub(crate) opaque: &'a str,
    pub(crate) code: &'a str,
    pub(crate) detail: &'a str,
    pub(crate) path: &'a str,
    pub(crate) web: &'a str,
    pub(crate) broker: &'a str,
}

/// Words as they come on a good day.
pub(crate) const PLAIN: Words = Words {
    client: "Kukkakauppa Orvokki",
    username: "aino.virtanen@example.fi",
    name: "Aino Virtanen",
    scope: "loyalty.read",
    host: "shop.example",
    opaque: "c2VjcmV0",
    code: "redirect-uri-mismatch",
    detail: "The redirect_uri https://shop.example/callbak is not registered for the client shop.",
    path: "/oauth2/login",
    web: "https://shop.example/",
    broker: "Finnish banks",
};

/// All pages by name.
pub(crate) fn pages(words: &Words, say: &Language) -> Vec<(&'static str, String)> {
    let hidden =
        [HiddenField { name: "login", value: words.opaque }, HiddenField { name: words.opaque, value: "1" }];
    let account = Account { username: words.username, name: Some(words.name) };
    let return_to = Some(ReturnTo { client: words.client, href: words.web });
    let web = Some(words.web);
    let brand = Brand { logo: web, home: web, policy: web, terms: web };
    let login = |username, problem| Login {
        action: words.path,
        hidden: &hidden,
        client: Some(words.client),
        brand,
        password: true,
        accounts: &[],
        address_leads: false,
        passkey: None,
        passkey_action: words.path,
        upstreams: Upstreams::default(),
        username,
        problem,
        cancellable: true,
        forgot_href: Some(words.path),
        register_href: Some(words.web),
    };
    let account_way = |value, directory, chosen| AccountWay { value, directory, chosen };
    let accounts = [account_way("directory-staff", Some(""), false), account_way("here", None, false)];
    let accounts_chosen = [
        account_way(words.opaque, Some(words.broker), true),
        account_way("directory-field", Some(words.name), false),
        account_way("here", None, false),
    ];
    let banks = banks(words);
    let offers = [
        Offer { id: "ftn", name: words.broker, choices: &banks },
        Offer { id: words.opaque, name: words.name, choices: &[] },
    ];
    let upstreams = Upstreams { action: words.path, offers: &offers, last_used: None };
    let broker = Upstreams { offers: &offers[..1], last_used: Some(words.opaque), ..upstreams };
    let scopes = ["openid", "profile", "email", "address", "phone", "offline_access", words.scope];
    let words_of_administrators = &std::collections::HashMap::new();
    let way = |method, to| FactorOffer { method, to, href: words.path };
    let factors = [
        way("passkey", None),
        way("totp", None),
        way("sms_otp", Some(words.username)),
        way("email_otp", Some(words.username)),
        way("recovery_code", None),
    ];
    let factor =
        |offers, problem| Factor { action: words.path, client: Some(words.client), brand, offers, problem };
    let enrol = |new, problem| Enrol {
        client: Some(words.client),
        brand,
        new,
        another_href: Some(words.path),
        cancel_action: words.path,
        problem,
    };
    let new_app = || {
        New::App(NewApp {
            address: "otpauth://totp/shop:maija?secret=GEZDGNBVGY3TQOJQ",
            typed: "GEZD GNBV GY3T QOJQ",
            name: words.name,
        })
    };
    let making = Asking::creation(words.opaque.to_owned(), words.opaque, say);
    let own_code = |kind, problem| OwnCode {
        action: words.path,
        client: Some(words.client),
        brand,
        kind,
        another_href: Some(words.path),
        remember_days: Some(30),
        problem,
    };
    let consent = |scopes| Consent {
        action: words.path,
        hidden: &hidden,
        client: words.client,
        brand,
        account,
        scopes,
        words: words_of_administrators,
        claims: &[],
        return_host: Some(words.host),
        remembered: true,
        switch_href: Some(words.path),
        elsewhere: None,
    };
    let error = |code, retry_after| Error {
        problem: Problem { code, retry_after, left: None },
        said: None,
        reference: words.opaque,
        detail: Some(words.detail),
        again_href: Some(words.path),
        front_href: None,
        return_to,
    };
    let code = |way, problem| OneTimeCode {
        action: words.path,
        client: Some(words.client),
        brand,
        way,
        to: Some(words.username),
        undelivered: false,
        counts_for: 290,
        may_resend: true,
        digits: true,
        another_href: Some(words.path),
        remember_days: Some(30),
        problem,
    };
    let problem = |code, retry_after| Some(Problem { code, retry_after, left: None });
    let asking = Asking::request(words.opaque.to_owned(), words.opaque, say).filled_in();
    let passkey = |confirms, problem| LoginPasskey {
        client: Some(words.client),
        brand,
        confirms,
        asking: &asking,
        other_href: Some(words.path),
        remember_days: Some(30),
        cancel_action: words.path,
        problem,
    };
    let mut pages = vec![
        ("login", login("", None).render(say)),
        (
            "login_bare",
            Login {
                client: None,
                cancellable: false,
                forgot_href: None,
                register_href: None,
                ..login("", None)
            }
            .render(say),
        ),
        ("login_passkey", Login { passkey: Some(&asking), ..login("", None) }.render(say)),
        ("passkey", passkey(true, None).render(say)),
        ("passkey_alone", passkey(false, problem("passkey-wrong", None)).render(say)),
        ("login_accounts", Login { accounts: &accounts, address_leads: true, ..login("", None) }.render(say)),
        (
            "login_accounts_chosen",
            Login {
                accounts: &accounts_chosen,
                address_leads: true,
                ..login(words.username, problem("password-wrong", None))
            }
            .render(say),
        ),
        ("login_upstreams", Login { upstreams, ..login("", None) }.render(say)),
        ("login_banks", Login { password: false, upstreams: broker, ..login("", None) }.render(say)),
        (
            "login_one",
            Login {
                password: false,
                client: None,
                upstreams: Upstreams { offers: &offers[1..], ..upstreams },
                ..login("", problem("upstream-unavailable", None))
            }
            .render(say),
        ),
        ("login_wrong", login(words.username, problem("password-wrong", None)).render(say)),
        ("login_wait", login(words.username, problem("too-many-tries", Some(30))).render(say)),
        ("factor", factor(&factors, None).render(say)),
        ("totp", own_code(OwnCodeKind::Totp, None).render(say)),
        ("totp_wrong", own_code(OwnCodeKind::Totp, problem("totp-wrong", None)).render(say)),
        (
            "recovery_code_wrong",
            own_code(OwnCodeKind::Recovery, problem("recovery-code-wrong", Some(30))).render(say),
        ),
        ("factor_missing", factor(&[], problem("factor-missing", None)).render(say)),
        ("enrol", Enrol { another_href: None, ..enrol(New::Choice(&factors[..2]), None) }.render(say)),
        ("enrol_totp", enrol(new_app(), None).render(say)),
        (
            "enrol_totp_wrong",
            Enrol { client: None, ..enrol(new_app(), problem("totp-wrong", None)) }.render(say),
        ),
        ("enrol_passkey", enrol(New::Passkey(&making), None).render(say)),
        ("enrol_passkey_unfit", enrol(New::Passkey(&making), problem("passkey-unfit", None)).render(say)),
        ("code_email", code(CodeWay::Email, None).render(say)),
        ("code_sms", OneTimeCode { counts_for: 60, ..code(CodeWay::Sms, None) }.render(say)),
        (
            "code_wrong",
            code(
                CodeWay::Email,
                Some(Problem { code: "one-time-code-wrong", retry_after: None, left: Some(3) }),
            )
            .render(say),
        ),
        (
            "code_over",
            OneTimeCode { counts_for: 0, client: None, digits: false, ..code(CodeWay::Sms, None) }
                .render(say),
        ),
        ("code_undelivered", OneTimeCode { undelivered: true, ..code(CodeWay::Email, None) }.render(say)),
        (
            "code_unsent",
            OneTimeCode {
                to: None,
                counts_for: 0,
                ..code(CodeWay::Sms, problem("one-time-code-unsendable", None))
            }
            .render(say),
        ),
        (
            "select_account",
            SelectAccount {
                action: words.path,
                client: words.client,
                brand,
                account,
                another_href: words.web,
            }
            .render(say),
        ),
        (
            "consent_device",
            Consent {
                elsewhere: Some(ConsentElsewhere {
                    code: Some(words.opaque),
                    message: Some(words.detail),
                    address: Some(words.host),
                }),
                ..consent(&["openid", "email"])
            }
            .render(say),
        ),
        (
            "consent_app",
            Consent {
                elsewhere: Some(ConsentElsewhere { code: None, message: Some(words.detail), address: None }),
                switch_href: None,
                ..consent(&["openid", "email"])
            }
            .render(say),
        ),
        ("consent", consent(&scopes).render(say)),
        ("consent_few", consent(&scopes[..3]).render(say)),
        (
            "consent_claims",
            Consent { claims: &["given_name", words.scope], ..consent(&scopes[..1]) }.render(say),
        ),
        (
            "logout",
            Logout {
                action: words.path,
                hidden: &hidden,
                client: Some(words.client),
                account: Some(account),
            }
            .render(say),
        ),
        ("form_post", FormPost { toward: Toward::App, action: words.web, fields: &hidden }.render(say)),
        (
            "form_post_onward",
            FormPost { toward: Toward::NextStep, action: words.web, fields: &hidden }.render(say),
        ),
        ("logged_out", LoggedOut { return_to, onward: None, frames: &[] }.render(say)),
        ("logged_out_bare", LoggedOut { return_to: None, onward: None, frames: &[] }.render(say)),
        (
            "logged_out_onward",
            LoggedOut {
                return_to: None,
                onward: Some("https://shop.example/bye"),
                frames: &[words.web.to_owned()],
            }
            .render(say),
        ),
        ("error", Error { again_href: None, ..error(words.code, None) }.render(say)),
        (
            "error_other",
            Error { detail: None, again_href: None, return_to: None, ..error(words.opaque, None) }
                .render(say),
        ),
        (
            "error_denied",
            Error { said: Some(words.detail), again_href: None, ..error("policy-denied", None) }.render(say),
        ),
        (
            "error_absent",
            Error {
                detail: None,
                again_href: None,
                front_href: Some(words.path),
                return_to: None,
                ..error("not-found", None)
            }
            .render(say),
        ),
        ("error_wait", Error { detail: None, ..error("busy", Some(5)) }.render(say)),
        ("home", Home { account: Some(account), logout_href: words.path }.render(say)),
        ("home_away", Home { account: None, logout_href: words.path }.render(say)),
    ];
    pages.extend(account_pages(words, say));
    pages
}

/// Eight banks that are not, and one more with words from outside.
fn banks<'a>(words: &Words<'a>) -> Vec<Choice<'a>> {
    let invented = [
        ("fi-aalto", "Aaltopankki"),
        ("fi-havu", "Havu"),
        ("fi-kaste", "Kaste Pankki"),
        ("fi-lumo", "Lumo-Pankki"),
        ("fi-nordea", "Nordea"),
        ("fi-saasto", "Säästöpankki"),
        ("fi-tyrsky", "Tyrsky"),
        ("ax-aland", "Ålandsbanken"),
    ];
    let banks = invented.into_iter().map(|(id, name)| Choice { id, name });
    banks.chain([Choice { id: words.opaque, name: words.name }]).collect()
}

/// The pages of a person's own account.
fn account_pages(words: &Words, say: &Language) -> Vec<(&'static str, String)> {
    let frame = Frame { query: "?ui_locales=en", form_token: words.opaque, problem: None, done: false };
    let register = |code: &'static str, wrong: &'static str| account::Register {
        client: Some(words.client),
        brand: Brand { logo: Some(words.web), ..Brand::default() },
        given_name: words.name,
        family_name: words.name,
        email: words.username,
        invited: false,
        phone_number: words.opaque,
        asks_number: true,
        needs_number: false,
        shortest: 8,
        advice: None,
        login_href: words.path,
        problem: (!code.is_empty()).then_some(Problem { code, retry_after: None, left: None }),
        wrong,
    };
    let register_code = |way, problem| account::RegisterCode {
        client: Some(words.client),
        brand: Brand { logo: Some(words.web), ..Brand::default() },
        way,
        to: words.username,
        digits: true,
        anew_href: Some(words.path),
        problem,
    };
    let refused = |code| Frame { problem: Some(Problem { code, retry_after: None, left: None }), ..frame };
    let at = || moment(idp::Time::from_secs(1_795_339_895));
    let (name, agent, address) = (Some(words.name), Some(words.detail), Some(words.host));
    let email = |frame| account::Email {
        frame,
        username: words.username,
        email: words.username,
        confirmed: Some(false),
    };
    let number = |frame, confirmed| account::Number {
        frame,
        username: words.username,
        number: words.username,
        confirmed,
    };
    let codes = |frame| account::AddressCodes {
        frame,
        is_number: false,
        to: Some(words.username),
        old: Some(words.username),
    };
    let password = |frame| account::Password { frame, username: words.username, shortest: 8, advice: None };
    let (given_name, family_name) = (words.name, words.name);
    let apps = [words.client.to_owned(), words.name.to_owned()];
    let session = |here| SessionRow {
        id: words.opaque,
        here,
        agent,
        address,
        begun_at: at(),
        last_used_at: Some(at()),
        apps: &apps,
    };
    let of_administrators = &std::collections::HashMap::new();
    let app = |scopes, start_href| AppRow {
        id: words.opaque,
        name: words.client,
        scopes,
        words: of_administrators,
        claims: vec!["given_name", words.scope],
        allowed_at: Some(at()),
        start_href,
    };
    let sign_in = |succeeded, upstream, app| SignInRow {
        at: at(),
        succeeded,
        continued: false,
        by_password: false,
        agent,
        address,
        upstream,
        app,
        at_account: app.is_none(),
    };
    let identity = |only_way_in| IdentityRow {
        id: words.opaque,
        name: words.broker,
        linked_at: at(),
        last_used_at: at(),
        only_way_in,
    };
    let factor = |name| account::FactorRow {
        id: words.opaque,
        name,
        added_at: at(),
        last_used_at: name.map(|_| at()),
    };
    let totp = |frame| account::Totp {
        frame,
        address: "otpauth://totp/shop:maija?secret=GEZDGNBVGY3TQOJQ",
        typed: "GEZD GNBV GY3T QOJQ",
        name: words.name,
    };
    let upstreams = [
        UpstreamRow { id: words.opaque, name: words.broker },
        UpstreamRow { id: "other", name: words.client },
    ];
    let passkey = |name| PasskeyRow {
        id: words.opaque,
        name,
        created_at: at(),
        last_used_at: name.map(|_| at()),
        synced: name.is_none(),
        only_way_in: name.is_none(),
    };
    let here = Adding::Here(Box::new(Asking::creation(words.opaque.to_owned(), words.opaque, say)));
    vec![
        (
            "account",
            account::Overview {
                frame,
                username: words.username,
                name,
                email: Some(words.username),
                identities: true,
                counts: account::Counts { devices: 1, sessions: 2, passkeys: 3, ..Default::default() },
                removable: true,
            }
            .render(say),
        ),
        (
            "account_fixed",
            account::Overview {
                frame,
                username: words.username,
                name: None,
                email: None,
                identities: false,
                counts: account::Counts::default(),
                removable: false,
            }
            .render(say),
        ),
        ("account_data", account::Data { frame, removable: true }.render(say)),
        (
            "account_data_refused",
            account::Data { frame: refused("removal-unconfirmed"), removable: true }.render(say),
        ),
        ("account_data_fixed", account::Data { frame, removable: false }.render(say)),
        ("account_gone", account::Gone.render(say)),
        ("account_name", account::Name { frame, name: words.name, given_name, family_name }.render(say)),
        ("account_email", email(Frame { done: true, ..frame }).render(say)),
        ("account_number", number(Frame { done: true, ..frame }, Some(true)).render(say)),
        ("account_number_refused", number(refused("user-invalid"), None).render(say)),
        ("account_email_codes", codes(frame).render(say)),
        ("account_email_codes_none", account::AddressCodes { to: None, ..codes(frame) }.render(say)),
        (
            "account_number_codes",
            account::AddressCodes { is_number: true, old: None, ..codes(refused("one-time-code-wrong")) }
                .render(say),
        ),
        ("account_email_refused", email(refused("login-name-taken")).render(say)),
        ("account_password", password(frame).render(say)),
        ("ciba", Ciba.render(say)),
        ("device", Device { code: "", came_with_it: false, problem: None }.render(say)),
        ("device_link", Device { code: words.opaque, came_with_it: true, problem: None }.render(say)),
        (
            "device_wrong",
            Device {
                code: words.opaque,
                came_with_it: false,
                problem: Some(Problem { code: "user-code-unknown", retry_after: None, left: None }),
            }
            .render(say),
        ),
        ("device_allowed", DeviceSaid { yes: true }.render(say)),
        ("device_denied", DeviceSaid { yes: false }.render(say)),
        ("account_forgot", account::Forgot { username: "", problem: None, sent: false }.render(say)),
        ("account_forgot_sent", account::Forgot { username: "", problem: None, sent: true }.render(say)),
        (
            "account_forgot_refused",
            account::Forgot {
                username: words.username,
                problem: refused("too-many-tries").problem,
                sent: false,
            }
            .render(say),
        ),
        (
            "account_reset",
            account::Reset { username: words.username, shortest: 8, advice: None, problem: None }.render(say),
        ),
        (
            "account_reset_advised",
            account::Reset {
                username: words.username,
                shortest: 8,
                advice: Some(Advice { weakness: Some(Weakness::Known), disguised: true }),
                problem: None,
            }
            .render(say),
        ),
        (
            "account_password_advised",
            account::Password {
                advice: Some(Advice { weakness: None, disguised: false }),
                ..password(frame)
            }
            .render(say),
        ),
        (
            "account_register_advised",
            account::Register {
                advice: Some(Advice { weakness: Some(Weakness::Own), disguised: false }),
                ..register("", "")
            }
            .render(say),
        ),
        (
            "account_reset_refused",
            account::Reset {
                username: words.username,
                shortest: 15,
                advice: None,
                problem: refused("password-known").problem,
            }
            .render(say),
        ),
        ("account_was_reset", account::WasReset { href: "/account?ui_locales=en" }.render(say)),
        ("account_register", register("", "").render(say)),
        ("account_register_refused", register("user-invalid", "email").render(say)),
        (
            "account_register_invited",
            account::Register { client: None, invited: true, needs_number: true, ..register("", "") }
                .render(say),
        ),
        ("account_register_code", register_code(CodeWay::Email, None).render(say)),
        (
            "account_register_number",
            account::RegisterCode { client: None, anew_href: None, ..register_code(CodeWay::Sms, None) }
                .render(say),
        ),
        (
            "account_register_code_refused",
            register_code(CodeWay::Email, refused("one-time-code-wrong").problem).render(say),
        ),
        (
            "account_register_link",
            account::RegisterLink { email: words.username, asks_password: false, problem: None }.render(say),
        ),
        (
            "account_register_link_elsewhere",
            account::RegisterLink {
                email: words.username,
                asks_password: true,
                problem: refused("current-password-wrong").problem,
            }
            .render(say),
        ),
        (
            "account_registered",
            account::Registered { client: None, href: "/account?ui_locales=en" }.render(say),
        ),
        (
            "account_registered_app",
            account::Registered { client: Some((words.client, Some(words.web))), href: "/account" }
                .render(say),
        ),
        ("account_password_known", password(refused("password-known")).render(say)),
        ("account_password_refused", password(refused("password-unfit")).render(say)),
        (
            "account_sessions",
            account::Sessions { frame, sessions: &[session(true), session(false)] }.render(say),
        ),
        (
            "account_apps",
            account::Apps {
                frame,
                apps: &[app(Some(vec!["openid", words.scope]), Some(words.web)), app(None, None)],
            }
            .render(say),
        ),
        (
            "account_factors",
            account::Factors {
                frame,
                factors: &[factor(Some(words.name)), factor(None)],
                codes_left: Some(7),
                devices: &[account::DeviceRow { id: words.opaque, agent, added_at: at(), until: Some(at()) }],
            }
            .render(say),
        ),
        (
            "account_factors_none",
            account::Factors {
                frame: refused("factors-too-many"),
                factors: &[],
                codes_left: None,
                devices: &[],
            }
            .render(say),
        ),
        ("account_totp", totp(frame).render(say)),
        ("account_totp_refused", totp(refused("totp-wrong")).render(say)),
        (
            "account_codes",
            account::Codes { frame, codes: &["BCDFG-HJKMN", "PQRTV-WXYZ2"], next: words.path }.render(say),
        ),
        (
            "account_codes_shown",
            account::CodesShown {
                problem: Problem { code: "enrolment-codes-shown", retry_after: None, left: None },
                next: words.path,
                anew: "/account/factors?ui_locales=en",
            }
            .render(say),
        ),
        ("account_apps_none", account::Apps { frame, apps: &[] }.render(say)),
        (
            "account_identities",
            account::Identities {
                frame,
                identities: &[identity(false), identity(false)],
                upstreams: &upstreams,
            }
            .render(say),
        ),
        (
            "account_identities_only",
            account::Identities {
                frame: refused("login-name-taken"),
                identities: &[identity(true)],
                upstreams: &[],
            }
            .render(say),
        ),
        (
            "account_identities_none",
            account::Identities { frame, identities: &[], upstreams: &upstreams }.render(say),
        ),
        ("account_passkeys", passkeys(frame, &[passkey(Some(words.name)), passkey(None)], &here).render(say)),
        ("account_passkeys_none", passkeys(frame, &[], &Adding::ProveFirst).render(say)),
        (
            "account_passkeys_full",
            passkeys(refused("passkey-last"), &[passkey(Some(words.name))], &Adding::Full).render(say),
        ),
        ("account_passkeys_nowhere", passkeys(frame, &[], &Adding::Nowhere).render(say)),
        (
            "account_phones",
            account::Phones { frame, phones: &[phone(Some(words.name), false), phone(None, true)] }
                .render(say),
        ),
        (
            "account_phones_none",
            account::Phones { frame: refused("factors-too-many"), phones: &[] }.render(say),
        ),
        (
            "account_phone",
            account::PhoneEnrolment {
                frame,
                address: &format!("https://id.example/in-app/process/init?pid={}", words.opaque),
            }
            .render(say),
        ),
        (
            "account_sign_ins",
            account::SignIns {
                frame,
                sign_ins: &[
                    sign_in(true, Some(words.broker), Some(words.client)),
                    SignInRow { continued: true, ..sign_in(false, None, None) },
                    SignInRow { by_password: true, ..sign_in(false, None, None) },
                ],
            }
            .render(say),
        ),
    ]
}

fn phone(name: Option<&str>, locked: bool) -> PhoneRow<'_> {
    let at = || moment(idp::Time::from_secs(1_795_339_895));
    PhoneRow { id: "8Qm4", name, created_at: at(), last_used_at: name.map(|_| at()), locked }
}

fn passkeys<'a>(
    frame: Frame<'a>,
    passkeys: &'a [PasskeyRow<'a>],
    adding: &'a Adding,
) -> account::Passkeys<'a> {
    account::Passkeys { frame, passkeys, adding }
}
