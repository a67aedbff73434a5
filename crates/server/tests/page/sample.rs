//! Every page in each of its forms, filled with one set of words.

use server::page::{
    Account, Consent, Error, FormPost, HiddenField, Home, Language, LoggedOut, Login, Logout, Problem,
    ReturnTo,
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
};

/// All pages by name.
pub(crate) fn pages(words: &Words, say: &Language) -> Vec<(&'static str, String)> {
    let hidden =
        [HiddenField { name: "login", value: words.opaque }, HiddenField { name: words.opaque, value: "1" }];
    let account = Account { username: words.username, name: Some(words.name) };
    let return_to = Some(ReturnTo { client: words.client, href: words.web });
    let login = |username, problem| Login {
        action: words.path,
        hidden: &hidden,
        client: Some(words.client),
        username,
        problem,
        cancellable: true,
        forgot_href: Some(words.path),
        register_href: Some(words.web),
    };
    let scopes = ["openid", "profile", "email", "address", "phone", "offline_access", words.scope];
    let words_of_administrators = &std::collections::HashMap::new();
    let consent = |scopes| Consent {
        action: words.path,
        hidden: &hidden,
        client: words.client,
        account,
        scopes,
        words: words_of_administrators,
        claims: &[],
        return_host: Some(words.host),
        remembered: true,
        switch_href: Some(words.path),
        policy_href: Some(words.web),
        terms_href: Some(words.web),
    };
    let error = |code, retry_after| Error {
        problem: Problem { code, retry_after },
        reference: words.opaque,
        detail: Some(words.detail),
        again_href: Some(words.path),
        front_href: None,
        return_to,
    };
    let problem = |code, retry_after| Some(Problem { code, retry_after });
    vec![
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
        ("login_wrong", login(words.username, problem("password-wrong", None)).render(say)),
        ("login_wait", login(words.username, problem("too-many-tries", Some(30))).render(say)),
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
        ("form_post", FormPost { action: words.web, fields: &hidden }.render(say)),
        ("logged_out", LoggedOut { return_to }.render(say)),
        ("logged_out_bare", LoggedOut { return_to: None }.render(say)),
        ("error", Error { again_href: None, ..error(words.code, None) }.render(say)),
        (
            "error_other",
            Error { detail: None, again_href: None, return_to: None, ..error(words.opaque, None) }
                .render(say),
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
    ]
}
