//! What is refused, each beside its accepted twin in the same setting.

use oidc::authorization::{self, Problem, Target, UnsignedRequest};
use oidc::bearer;
use oidc::client_authentication::{self, Presented};
use oidc::discovery::{self, Issuer};
use oidc::error::ErrorCode;
use oidc::logout::EndSessionRequest;
use oidc::metadata::ClientMetadata;
use oidc::parameters::{MAX_NAME, MAX_PARAMETERS, MAX_REQUEST_OBJECT, MAX_VALUE, Malformed, Parameters};
use oidc::pkce::{self, CodeChallenge, CodeChallengeMethod, CodeVerifier};
use oidc::prompt::{self, Prompts};
use oidc::redirect_uri::{self, RedirectUri};
use oidc::response_type::ResponseType;
use oidc::scope::{self, Scope};
use oidc::token::Request;
use oidc::{introspection, revocation};

fn parameters(encoded: &str) -> Parameters<'_> {
    match Parameters::parse(encoded.as_bytes()) {
        Ok(parameters) => parameters,
        Err(malformed) => unreachable!("the test itself is malformed: {malformed}"),
    }
}

/// The value percent-encoded, as a client would send it.
fn encoded(pairs: &[(&str, &str)]) -> String {
    let mut encoder = oidc::parameters::Encoder::new();
    pairs.iter().for_each(|(name, value)| encoder.push(name, value));
    encoder.finish()
}

#[test]
fn refuses_parameters_that_cannot_be_decoded() {
    let read = |body: &[u8]| Parameters::parse(body).err();
    for accepted in [&b"a=%41"[..], b"a=%c3%a4", b"a=+", b"", b"&&", b"=", b"a==b", "a=\u{e4}".as_bytes()] {
        assert_eq!(read(accepted), None, "{}", String::from_utf8_lossy(accepted));
    }
    for refused in
        [&b"a=%"[..], b"a=%4", b"a=%4g", b"a=%g4", b"a=%+4", b"a=%c3", b"a=\xc3", b"a=%00", b"a=\0"]
    {
        assert_eq!(read(refused), Some(Malformed::Encoding { name: "a".into() }), "{refused:?}");
    }
    assert_eq!(read(b"x=1&%zz=1"), Some(Malformed::Encoding { name: "number 2".into() }));
}

#[test]
fn refuses_parameters_beyond_their_limits() {
    let read = |body: String| Parameters::parse(body.as_bytes()).err();
    let too_long = |name: &'static str, limit| Some(Malformed::TooLong { name: name.into(), limit });

    assert_eq!(read("a=1&".repeat(MAX_PARAMETERS)), None);
    assert_eq!(read("a=1&".repeat(MAX_PARAMETERS + 1)), Some(Malformed::TooMany));

    assert_eq!(read("n".repeat(MAX_NAME)), None);
    assert_eq!(read("n".repeat(MAX_NAME + 1)), too_long("number 1", MAX_NAME));

    assert_eq!(read(format!("a={}", "%41".repeat(MAX_VALUE))), None);
    assert_eq!(read(format!("a={}", "%41".repeat(MAX_VALUE + 1))), too_long("a", MAX_VALUE));
    assert_eq!(read(format!("a={}", "v".repeat(MAX_VALUE + 1))), too_long("a", MAX_VALUE));

    assert_eq!(read(format!("request={}", "v".repeat(MAX_REQUEST_OBJECT))), None);
    let refused = read(format!("request={}", "v".repeat(MAX_REQUEST_OBJECT + 1)));
    assert_eq!(refused, too_long("request", MAX_REQUEST_OBJECT));
}

#[test]
fn refuses_a_repeated_parameter_even_if_one_of_the_two_is_empty() {
    assert_eq!(parameters("a=1&b=1").get("a"), Ok(Some("1")));
    for repeated in ["a=1&a=2", "a=1&a=1", "a=1&a=", "a=&a=1", "a&a", "a=1&%61=2"] {
        assert_eq!(parameters(repeated).get("a"), Err(Malformed::Repeated { name: "a" }), "{repeated}");
    }
    assert_eq!(parameters("b=1&a=").require("a"), Err(Malformed::Missing { name: "a" }));
}

#[test]
fn refuses_what_is_no_scope() {
    for accepted in
        ["", "openid", "openid  email ", "urn:x:y/z#1", "!", "~", "[a]", &"t".repeat(scope::MAX_TOKEN)]
    {
        assert!(Scope::parse(accepted).is_ok(), "{accepted}");
    }
    for character in ["a\tb", "a\nb", "\"a\"", "a\\b", "\u{e4}", "a\u{7f}", "a\0", "a\u{a0}b"] {
        assert_eq!(Scope::parse(character), Err(scope::Error::Character), "{character:?}");
    }
    assert_eq!(Scope::parse(&"t".repeat(scope::MAX_TOKEN + 1)), Err(scope::Error::TooLong));
    let tokens = |count: usize| (0..count).map(|n| format!("t{n} ")).collect::<String>();
    assert!(Scope::parse(&tokens(scope::MAX_TOKENS)).is_ok());
    assert_eq!(Scope::parse(&tokens(scope::MAX_TOKENS + 1)), Err(scope::Error::TooMany));
    assert_eq!(Scope::from_tokens(["a b"]), Err(scope::Error::Character));
    assert_eq!(Scope::from_tokens([""]), Err(scope::Error::Character));
}

#[test]
fn refuses_what_is_no_response_type() {
    for accepted in ["code", "id_token", "token", "token id_token", "id_token code", "token code id_token"] {
        assert!(ResponseType::parse(accepted).is_ok(), "{accepted}");
    }
    for refused in [
        "",
        " ",
        "none",
        "code none",
        "Code",
        "code ",
        " code",
        "code  token",
        "code code",
        "code\ttoken",
        "code,token",
        "codetoken",
    ] {
        assert!(ResponseType::parse(refused).is_err(), "{refused:?}");
        assert!(serde_json::from_value::<ResponseType>(refused.into()).is_err(), "{refused:?}");
    }
}

#[test]
fn refuses_what_is_no_set_of_prompts() {
    for accepted in ["", "none", "login", "login consent select_account", "login login", "none none"] {
        assert!(Prompts::parse(accepted).is_ok(), "{accepted}");
    }
    for contradiction in ["none login", "consent none"] {
        assert_eq!(Prompts::parse(contradiction), Err(prompt::Error::NoneWithOthers));
    }
    for unknown in ["Login", "login,consent", "nonelogin", "login\tconsent", "pigeon none"] {
        assert_eq!(Prompts::parse(unknown), Err(prompt::Error::UnknownWord));
    }
}

#[test]
fn refuses_challenges_and_verifiers_by_length_and_character() {
    let s256 = |text: &str| CodeChallenge::parse(text, CodeChallengeMethod::S256);
    let plain = |text: &str| CodeChallenge::parse(text, CodeChallengeMethod::Plain);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for accepted in [43, 44, 127, 128] {
        assert!(plain(&"v".repeat(accepted)).is_ok() && CodeVerifier::parse(&"v".repeat(accepted)).is_ok());
    }
    for refused in [0, 1, 42, 129, 1000] {
        assert!(plain(&"v".repeat(refused)).is_err());
        assert!(CodeVerifier::parse(&"v".repeat(refused)).is_err());
    }
    assert!(s256(&"c".repeat(43)).is_ok());
    for refused in [0, 42, 44, 128] {
        assert!(s256(&"c".repeat(refused)).is_err());
    }

    assert!(CodeVerifier::parse(alphabet).is_ok() && plain(alphabet).is_ok());
    for character in ["+", "/", "=", " ", "%", "\n", "\u{e4}"] {
        let text = format!("{}{character}", "v".repeat(43 - character.len()));
        assert_eq!(CodeVerifier::parse(&text).err(), Some(pkce::Error::VerifierMalformed));
        assert!(plain(&text).is_err() && s256(&text).is_err());
    }
    for only_plain in [".", "~"] {
        let text = format!("{}{only_plain}", "v".repeat(42));
        assert!(plain(&text).is_ok() && s256(&text).is_err());
    }
}

#[test]
fn refuses_every_downgrade_of_the_challenge() {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let read =
        |challenge, method| CodeChallenge::from_parameters(challenge, method).map(|read| read.is_some());
    assert_eq!(read(Some(challenge), Some("S256")), Ok(true));
    assert_eq!(read(Some(challenge), None), Ok(true));
    assert_eq!(read(None, None), Ok(false));
    assert_eq!(read(None, Some("S256")), Err(pkce::Error::MethodWithoutChallenge));
    assert_eq!(read(None, Some("plain")), Err(pkce::Error::MethodWithoutChallenge));
    for method in ["s256", "Plain", "PLAIN", "S512", "none", " S256"] {
        assert_eq!(read(Some(challenge), Some(method)), Err(pkce::Error::MethodUnknown), "{method}");
    }
}

#[test]
fn refuses_a_verifier_that_does_not_answer_the_challenge() {
    let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    let other = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK").unwrap();
    for method in [CodeChallengeMethod::S256, CodeChallengeMethod::Plain] {
        let challenge = CodeChallenge::of(&verifier, method);
        assert_eq!(challenge.check_verifier(&verifier), Ok(()));
        assert_eq!(challenge.check_verifier(&other), Err(pkce::Error::VerifierMismatch));
    }
    // Whoever saw the challenge cannot send it back as the verifier.
    let challenge = CodeChallenge::of(&verifier, CodeChallengeMethod::S256);
    let seen = CodeVerifier::parse(challenge.as_str()).unwrap();
    assert_eq!(challenge.check_verifier(&seen), Err(pkce::Error::VerifierMismatch));
}

#[test]
fn refuses_redirect_addresses_that_may_not_be_registered() {
    for accepted in [
        "https://a.test/cb",
        "https://a.test",
        "https://a.test:8443/cb?x=1&y=%C3%A4",
        "https://xn--vin-qla.test/",
        "http://localhost:8080/cb",
        "http://127.0.0.1/cb",
        "http://[::1]:3000/cb",
        "HTTPS://A.test/cb",
        "MyApp://",
        "com.example.app:/oauth2redirect",
        "https://store.myheadq.com/venues/shop/oidc/callback",
    ] {
        assert!(RedirectUri::parse(accepted).is_ok(), "{accepted}");
    }
    use redirect_uri::Error;
    let long = format!("https://a.test/{}", "p".repeat(2000));
    for (refused, error) in [
        ("", Error::NotAbsolute),
        ("cb", Error::NotAbsolute),
        ("/cb", Error::NotAbsolute),
        ("//a.test/cb", Error::NotAbsolute),
        ("https:", Error::NotAbsolute),
        ("https:///cb", Error::NotAbsolute),
        ("https:a.test/cb", Error::NotAbsolute),
        ("https:/a.test/cb", Error::NotAbsolute),
        ("https://:80/cb", Error::NotAbsolute),
        ("https://a.test:99999/", Error::NotAbsolute),
        ("https://a.test/cb#", Error::Fragment),
        ("https://a.test/cb#x", Error::Fragment),
        ("https://a@a.test/", Error::Credentials),
        ("https://a:b@a.test/", Error::Credentials),
        ("https://a.test@evil.test/", Error::Credentials),
        ("myapp://a@b/", Error::Credentials),
        ("https://*.a.test/", Error::Wildcard),
        ("https://a.test/*", Error::Wildcard),
        ("https://a.test/ cb", Error::Character),
        (" https://a.test/cb", Error::Character),
        ("https://a.test/cb\n", Error::Character),
        ("https://a.test\\@evil.test/", Error::Character),
        ("https://a.test/%", Error::Character),
        ("https://a.test/%4g", Error::Character),
        ("https://v\u{e4}in.test/", Error::Character),
        ("https://a.test/<script>", Error::Character),
        ("java\tscript:alert(1)", Error::Character),
        ("javascript:alert(1)", Error::Scheme),
        ("JavaScript://a.test/%0Aalert(1)", Error::Scheme),
        ("data:text/html,x", Error::Scheme),
        ("vbscript:x", Error::Scheme),
        ("file:///etc/passwd", Error::Scheme),
        ("blob:https://a.test/x", Error::Scheme),
        ("about:blank", Error::Scheme),
        ("view-source:https://a.test", Error::Scheme),
        ("filesystem:https://a.test/x", Error::Scheme),
        ("ftp://a.test/", Error::Scheme),
        ("ws://a.test/", Error::Scheme),
        ("mailto:a@a.test", Error::Scheme),
        ("intent://a.test/", Error::Scheme),
        ("urn:ietf:wg:oauth:2.0:oob", Error::Scheme),
        ("http://0x7f.1/", Error::Host),
        ("https://a.test;sandbox/", Error::Host),
        ("https://a.test,b/", Error::Host),
        ("https://a'b.test/", Error::Host),
        ("https://a$b.test/", Error::Host),
        ("http://127.1/", Error::Host),
        ("http://2130706433/", Error::Host),
        ("https://ex%61mple.test/", Error::Host),
        (&long, Error::TooLong),
    ] {
        assert_eq!(RedirectUri::parse(refused), Err(error), "{refused}");
        assert!(serde_json::from_value::<RedirectUri>(refused.into()).is_err(), "{refused}");
    }
}

#[test]
fn refuses_what_is_no_issuer() {
    for accepted in [
        "https://op.test",
        "https://op.test/",
        "https://op.test:8443/oauth2/token",
        "http://localhost:8080",
        "http://demo.localhost:8080/a",
        "http://127.0.0.1:1",
        "http://[::1]:1/x",
    ] {
        assert!(Issuer::parse(accepted).is_ok(), "{accepted}");
    }
    use discovery::Error;
    for (refused, error) in [
        ("op.test", Error::NotAbsolute),
        ("https://", Error::NotAbsolute),
        ("urn:x", Error::NotAbsolute),
        ("http://op.test", Error::NotHttps),
        ("http://localhost.evil.test", Error::NotHttps),
        ("ftp://op.test", Error::NotHttps),
        ("https://op.test?x", Error::MoreThanAPath),
        ("https://op.test/#", Error::MoreThanAPath),
        ("https://u:p@op.test", Error::MoreThanAPath),
        ("https://OP.test", Error::NotCanonical),
        ("https://op.test:443", Error::NotCanonical),
        ("https://op.test/a/../b", Error::NotCanonical),
        ("https:op.test", Error::NotCanonical),
        (" https://op.test", Error::NotCanonical),
        ("https://op.test\\a", Error::NotCanonical),
    ] {
        assert_eq!(Issuer::parse(refused), Err(error), "{refused}");
    }
}

#[test]
fn refuses_a_target_without_a_client_and_a_repeated_one() {
    let read = |query: &str| Target::parse(&parameters(query)).err();
    assert_eq!(read("client_id=a"), None);
    assert_eq!(read("client_id=a&state=x&state=y"), None);
    assert_eq!(read("redirect_uri=https://a.test"), Some(Malformed::Missing { name: "client_id" }));
    assert_eq!(read("client_id="), Some(Malformed::Missing { name: "client_id" }));
    assert_eq!(read("client_id=a&client_id=b"), Some(Malformed::Repeated { name: "client_id" }));
    let repeated = read("client_id=a&redirect_uri=b&redirect_uri=c");
    assert_eq!(repeated, Some(Malformed::Repeated { name: "redirect_uri" }));
    for unreadable in ["client_id=a%0a", "client_id=%c3%a4"] {
        assert!(matches!(read(unreadable), Some(Malformed::Invalid { name: "client_id", .. })));
    }
    assert_eq!(read(&format!("client_id={}", "a".repeat(256))), None);
    assert!(read(&format!("client_id={}", "a".repeat(257))).is_some());
}

#[test]
fn refuses_each_parameter_of_an_authorization_request_by_name() {
    let read = |pairs: &[(&str, &str)]| {
        let query = encoded(pairs);
        UnsignedRequest::parse(&parameters(&query)).err()
    };
    let (long_state, long_nonce) = ("s".repeat(2049), "n".repeat(513));
    let many_words = "w ".repeat(21);
    // Accepted, refused: the same parameter beside `response_type=code`.
    for (name, accepted, refused) in [
        ("response_mode", "form_post", "pigeon"),
        ("scope", "openid email", "open\"id"),
        ("state", &long_state[1..], &long_state),
        ("state", "{\"a\": 1}", "line\nbreak"),
        ("state", "~", "\u{e4}"),
        ("nonce", &long_nonce[1..], &long_nonce),
        ("nonce", "n-0S6_WzA2Mj", "n\u{7}"),
        ("prompt", "login", "none login"),
        ("prompt", "consent", "pigeon"),
        ("max_age", "0", "-1"),
        ("max_age", "4294967295", "4294967296"),
        ("max_age", "3600", "+3600"),
        ("max_age", "60", "1e3"),
        ("display", "touch", "pigeon"),
        ("login_hint", "alice@example.test", "alice\r\n"),
        ("acr_values", "urn:a urn:b", &many_words),
        ("resource", "https://api.test/v1?x", "https://api.test/#x"),
        ("resource", "urn:example:api", "api"),
        (
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
        ),
    ] {
        assert_eq!(read(&[("response_type", "code"), (name, accepted)]), None, "{name}={accepted}");
        let fault = read(&[("response_type", "code"), (name, refused)]).unwrap();
        assert_eq!(fault.parameter, name, "{name}={refused}");
        assert!(fault.to_string().contains(name) && !fault.to_string().contains(refused), "{fault}");
        assert!(oidc::error::Description::checked(fault.to_string()).is_some(), "{fault}");
        if name != "login_hint" && name != "resource" {
            let fault = read(&[("response_type", "code"), (name, accepted), (name, accepted)]).unwrap();
            assert_eq!((fault.parameter, fault.problem), (name, Problem::Repeated));
        }
    }
    let invalid_scope = read(&[("response_type", "code"), ("scope", "a\\b")]).unwrap();
    assert_eq!(invalid_scope.error_code(), ErrorCode::InvalidScope);
}

#[test]
fn refuses_a_response_type_that_is_missing_unknown_or_repeated() {
    let read = |query: &str| UnsignedRequest::parse(&parameters(query)).err();
    assert_eq!(read("response_type=code"), None);
    assert_eq!(read("scope=openid").unwrap().problem, Problem::Missing);
    assert_eq!(read("response_type=code&response_type=code").unwrap().problem, Problem::Repeated);
    for unknown in ["none", "pigeon", "code+none"] {
        let fault = read(&format!("response_type={unknown}")).unwrap();
        assert_eq!(fault.error_code(), ErrorCode::UnsupportedResponseType);
    }
}

#[test]
fn refuses_to_put_a_token_into_a_query() {
    let read = |query: &str| UnsignedRequest::parse(&parameters(query)).err().map(|fault| fault.problem);
    assert_eq!(read("response_type=token&response_mode=fragment"), None);
    assert_eq!(read("response_type=token&response_mode=form_post"), None);
    assert_eq!(read("response_type=token&response_mode=query"), Some(Problem::TokenInQuery));
    assert_eq!(read("response_type=code+id_token&response_mode=query"), Some(Problem::TokenInQuery));
}

#[test]
fn refuses_a_request_object_given_in_two_ways() {
    let read = |query: &str| UnsignedRequest::parse(&parameters(query)).err();
    assert_eq!(read("response_type=code&request=x"), None);
    assert_eq!(read("response_type=code&request_uri=x"), None);
    let fault = read("response_type=code&request=x&request_uri=y").unwrap();
    assert_eq!(fault.problem, Problem::RequestAndRequestUri);
}

#[test]
fn refuses_a_challenge_method_that_protects_nothing() {
    let read = |query: &str| UnsignedRequest::parse(&parameters(query)).err().map(|fault| fault.problem);
    let challenge = "c".repeat(43);
    assert_eq!(
        read(&format!("response_type=code&code_challenge={challenge}&code_challenge_method=S256")),
        None
    );
    assert_eq!(
        read("response_type=code&code_challenge_method=S256"),
        Some(Problem::Pkce(pkce::Error::MethodWithoutChallenge))
    );
    // An empty challenge is none (RFC 6749 §3.1), so this is the same downgrade.
    assert_eq!(
        read("response_type=code&code_challenge=&code_challenge_method=S256"),
        Some(Problem::Pkce(pkce::Error::MethodWithoutChallenge))
    );
}

#[test]
fn refuses_token_requests_by_their_parameters() {
    let read = |body: &str| Request::parse(&parameters(body)).err();
    let missing = |name| Some(Malformed::Missing { name });
    let repeated = |name| Some(Malformed::Repeated { name });
    assert_eq!(read("grant_type=authorization_code&code=c&redirect_uri=https://a.test"), None);
    assert_eq!(read("code=c"), missing("grant_type"));
    assert_eq!(read("grant_type=authorization_code"), missing("code"));
    assert_eq!(read("grant_type=authorization_code&code="), missing("code"));
    assert_eq!(read("grant_type=authorization_code&code=c&code=c"), repeated("code"));
    assert_eq!(
        read("grant_type=authorization_code&grant_type=authorization_code&code=c"),
        repeated("grant_type")
    );
    // Beside a code a fault is a fact: the code has been shown.
    let flaw = |body: &str| match Request::parse(&parameters(body)) {
        Ok(Request::AuthorizationCode { flaw, .. }) => flaw,
        _ => panic!("another request: {body}"),
    };
    assert_eq!(flaw("grant_type=authorization_code&code=c&code_verifier=a"), None);
    assert_eq!(
        flaw("grant_type=authorization_code&code=c&code_verifier=a&code_verifier=b"),
        repeated("code_verifier")
    );

    assert_eq!(read("grant_type=refresh_token&refresh_token=r&scope=openid"), None);
    assert_eq!(read("grant_type=refresh_token"), missing("refresh_token"));
    assert_eq!(read("grant_type=refresh_token&refresh_token=r&refresh_token=s"), repeated("refresh_token"));

    assert_eq!(
        read("grant_type=client_credentials&scope=a&resource=https://a.test&resource=https://b.test"),
        None
    );
    assert!(matches!(
        read("grant_type=client_credentials&scope=a%22"),
        Some(Malformed::Invalid { name: "scope", .. })
    ));
    for resource in ["relative", "https://a.test/%23x#y", "https://a.test/ x", "%C3%A4:x"] {
        let body = encoded(&[("grant_type", "client_credentials"), ("resource", resource)]);
        assert!(matches!(read(&body), Some(Malformed::Invalid { name: "resource", .. })), "{resource}");
    }
    let many = "&resource=https://a.test".repeat(11);
    assert!(read(&format!("grant_type=client_credentials{many}")).is_some());

    assert_eq!(read("grant_type=urn:ietf:params:oauth:grant-type:pigeon"), None);
    for no_name in ["pigeon%20post", "pigeon%0d%0a", &"p".repeat(201)] {
        let refused = read(&format!("grant_type={no_name}"));
        assert!(matches!(refused, Some(Malformed::Invalid { name: "grant_type", .. })), "{no_name}");
    }
}

#[test]
fn refuses_more_than_one_method_of_client_authentication() {
    use client_authentication::Fault;
    let basic = "Basic YTpi"; // a:b
    let assertion = format!("client_assertion=x&client_assertion_type={}", client_authentication::JWT_BEARER);
    let read = |header: Option<&str>, body: &str| Presented::parse(header, &parameters(body)).err();

    for (header, body) in
        [(Some(basic), ""), (Some(basic), "client_id=a"), (None, "client_id=a&client_secret=b")]
    {
        assert_eq!(read(header, body), None, "{body}");
    }
    assert_eq!(read(None, &assertion), None);

    assert_eq!(read(Some(basic), "client_id=a&client_secret=b"), Some(Fault::SeveralMethods));
    assert_eq!(read(Some(basic), "client_secret=b"), Some(Fault::SeveralMethods));
    assert_eq!(read(Some(basic), &assertion), Some(Fault::SeveralMethods));
    assert_eq!(read(None, &format!("client_id=a&client_secret=b&{assertion}")), Some(Fault::SeveralMethods));

    assert_eq!(read(Some(basic), "client_id=c"), Some(Fault::ClientIdMismatch));
    assert_eq!(read(Some(basic), "client_id=A"), Some(Fault::ClientIdMismatch));

    let malformed = |malformed| Some(Fault::Malformed(malformed));
    assert_eq!(read(None, "client_secret=b"), malformed(Malformed::Missing { name: "client_id" }));
    assert_eq!(
        read(None, "client_id=a&client_id=a&client_secret=b"),
        malformed(Malformed::Repeated { name: "client_id" })
    );
    assert_eq!(
        read(None, "client_assertion=x"),
        malformed(Malformed::Missing { name: "client_assertion_type" })
    );
    assert_eq!(
        read(None, &format!("client_assertion_type={}", client_authentication::JWT_BEARER)),
        malformed(Malformed::Missing { name: "client_assertion" })
    );
    assert_eq!(read(None, "client_assertion=x&client_assertion_type=pigeon"), Some(Fault::AssertionType));
}

#[test]
fn refuses_headers_that_are_not_basic() {
    use client_authentication::Fault;
    let read = |header: &str| Presented::parse(Some(header), &Parameters::default()).err();
    // a:b with and without padding; a and an empty password; a%3A:b.
    for accepted in ["Basic YTpi", "basic YTpi", "Basic YTo=", "Basic YTo", "Basic YSUzQTpi"] {
        assert_eq!(read(accepted), None, "{accepted}");
    }
    for scheme in ["Bearer YTpi", "Digest x", "", "BasicYTpi", "Negotiate"] {
        assert_eq!(read(scheme), Some(Fault::UnsupportedScheme), "{scheme}");
    }
    // Not base64, no colon, an empty user, stray percent, NUL, and bytes that are not UTF-8.
    for malformed in [
        "Basic",
        "Basic !",
        "Basic YTpi!",
        "Basic YWI",
        "Basic OmI",
        "Basic YSU6Yg",
        "Basic YTolMDA",
        "Basic /zpi",
    ] {
        assert_eq!(read(malformed), Some(Fault::BasicMalformed), "{malformed}");
    }
    let long = format!("Basic {}", "YWFh".repeat(5000));
    assert_eq!(read(&long), Some(Fault::BasicMalformed));
}

#[test]
fn refuses_secrets_in_an_address() {
    use client_authentication::{Fault, check_query};
    assert_eq!(check_query(&parameters("tenant=a&client_id=b")), Ok(()));
    for name in
        ["client_secret", "client_assertion", "code", "refresh_token", "access_token", "token", "password"]
    {
        assert_eq!(check_query(&parameters(&format!("{name}=x"))), Err(Fault::SecretInQuery { name }));
    }
}

#[test]
fn refuses_a_bearer_token_given_twice_or_malformed() {
    use bearer::Fault;
    let read = |header: Option<&str>, body: &str| {
        let body = parameters(body);
        bearer::Presented::parse(header, Some(&body))
            .map(|found| found.map(|token| token.expose().to_owned()))
    };
    let found = |token: &str| Ok(Some(token.to_owned()));
    assert_eq!(read(Some("Bearer abc.d-e_f~g+h/i=="), ""), found("abc.d-e_f~g+h/i=="));
    assert_eq!(read(Some("bearer  abc"), ""), found("abc"));
    assert_eq!(read(None, "access_token=abc"), found("abc"));
    assert_eq!(read(None, ""), Ok(None));
    assert_eq!(read(None, "access_token="), Ok(None));
    assert_eq!(read(Some("Basic YTpi"), ""), Ok(None));

    assert_eq!(read(Some("Bearer abc"), "access_token=abc"), Err(Fault::SeveralMethods));
    assert_eq!(
        read(None, "access_token=a&access_token=a"),
        Err(Fault::Malformed(Malformed::Repeated { name: "access_token" }))
    );
    for malformed in
        ["Bearer", "Bearer ", "Bearer a b", "Bearer =", "Bearer a=b", "Bearer a,b", "Bearer \u{e4}"]
    {
        assert_eq!(read(Some(malformed), ""), Err(Fault::TokenMalformed), "{malformed}");
    }
    assert!(read(Some(&format!("Bearer {}", "a".repeat(bearer::MAX_TOKEN))), "").is_ok());
    let long = format!("Bearer {}", "a".repeat(bearer::MAX_TOKEN + 1));
    assert_eq!(read(Some(&long), ""), Err(Fault::TokenMalformed));
}

#[test]
fn refuses_introspection_and_revocation_without_one_token() {
    let introspect = |body: &str| introspection::Request::parse(&parameters(body)).err();
    let revoke = |body: &str| revocation::Request::parse(&parameters(body)).err();
    for read in [&introspect as &dyn Fn(&str) -> Option<Malformed>, &revoke] {
        assert_eq!(read("token=t"), None);
        assert_eq!(read("token_type_hint=access_token"), Some(Malformed::Missing { name: "token" }));
        assert_eq!(read("token=t&token=t"), Some(Malformed::Repeated { name: "token" }));
    }
}

#[test]
fn refuses_a_logout_whose_parameters_are_repeated_or_too_long() {
    let read = |query: &str| EndSessionRequest::parse(&parameters(query)).err();
    assert_eq!(read(&format!("state={}", "s".repeat(2048))), None);
    assert!(matches!(
        read(&format!("state={}", "s".repeat(2049))),
        Some(Malformed::Invalid { name: "state", .. })
    ));
    assert!(matches!(read("state=%0d%0a"), Some(Malformed::Invalid { name: "state", .. })));
    assert_eq!(
        read("post_logout_redirect_uri=a&post_logout_redirect_uri=b"),
        Some(Malformed::Repeated { name: "post_logout_redirect_uri" })
    );
}

#[test]
fn refuses_client_metadata_outside_the_vocabulary() {
    let read = |member: &str| serde_json::from_str::<ClientMetadata>(&format!("{{{member}}}"));
    for (accepted, refused) in [
        (r#""redirect_uris":["https://a.test/"]"#, r#""redirect_uris":["javascript:x"]"#),
        (r#""redirect_uris":[]"#, r#""redirect_uris":"https://a.test/""#),
        (r#""grant_types":["client_credentials"]"#, r#""grant_types":["password"]"#),
        (r#""response_types":["token id_token"]"#, r#""response_types":["none"]"#),
        (r#""token_endpoint_auth_method":"none""#, r#""token_endpoint_auth_method":"None""#),
        (r#""id_token_signed_response_alg":"EdDSA""#, r#""id_token_signed_response_alg":"none""#),
        (r#""subject_type":"pairwise""#, r#""subject_type":"private""#),
        (r#""application_type":"native""#, r#""application_type":"browser""#),
        (r#""scope":"openid""#, r#""scope":["openid"]"#),
        (r#""default_max_age":60"#, r#""default_max_age":-1"#),
    ] {
        assert!(read(accepted).is_ok(), "{accepted}");
        assert!(read(refused).is_err(), "{refused}");
    }
}

#[test]
fn no_refusal_repeats_what_was_sent_or_leaves_the_character_set() {
    let secret = "s3cr3t\"\\\u{e4}";
    let body = encoded(&[("response_type", secret), ("scope", secret), ("grant_type", secret)]);
    let sent = parameters(&body);
    let messages = [
        UnsignedRequest::parse(&sent).unwrap_err().to_string(),
        Request::parse(&sent).err().unwrap().to_string(),
        Parameters::parse(format!("a={}%", "s3cr3t").as_bytes()).err().unwrap().to_string(),
        Scope::parse(secret).unwrap_err().to_string(),
        RedirectUri::parse(secret).unwrap_err().to_string(),
        Presented::parse(Some("Basic s3cr3t"), &sent).err().unwrap().to_string(),
        authorization::Fault::from(Malformed::TooMany).to_string(),
    ];
    for message in messages {
        assert!(!message.contains("s3cr3t"), "{message}");
        assert!(oidc::error::Description::checked(message.clone()).is_some(), "{message}");
    }
}
