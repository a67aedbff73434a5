use jose::jwt::{self, Error, Expectation, Typ};
use jose::{JwsAlgorithm, SigningKey, Verified, json, jws};

const NOW: i64 = 1_800_000_000;

/// A verified payload of the kind `typ`: there is no other way to one than signing it.
fn verified(typ: Option<&str>, payload: &str) -> Verified<Vec<u8>> {
    let key = SigningKey::from_secret(&[7; 32], JwsAlgorithm::HS256).unwrap();
    let members = jws::Members { typ, cty: None };
    let token = jws::sign(&members, payload.as_bytes(), &key).unwrap();
    let verifying = key.verifying_key().unwrap();
    jws::decode(&token).unwrap().verify(&verifying, &[JwsAlgorithm::HS256]).unwrap()
}

fn expectation() -> Expectation<'static> {
    Expectation {
        typ: Typ::JwtOrAbsent,
        issuer: Some("https://op.example"),
        audience: Some(&["rp", "rp2"]),
        required: &["exp", "iat", "sub"],
        now: NOW,
        leeway: 5,
        accept_expired: false,
    }
}

fn check(payload: &str) -> Result<(), Error> {
    jwt::verify(verified(None, payload), &expectation()).map(|_| ())
}

/// The good claims with these put over them.
fn with(changes: &str) -> String {
    let mut claims = serde_json::json!({
        "iss": "https://op.example", "aud": "rp", "sub": "s", "iat": NOW, "exp": NOW + 60,
    });
    let changes: serde_json::Value = serde_json::from_str(changes).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.to_string()
}

#[test]
fn accepts_claims_as_they_are_expected_and_hands_them_out() {
    let payload = with(r#"{"aud":["x","rp2"],"nbf":1800000000,"jti":"j","n":{"a":1}}"#);
    let claims = jwt::verify(verified(Some("jwt"), &payload), &expectation()).unwrap();
    assert_eq!(claims.header().typ.as_deref(), Some("jwt"));
    let claims = claims.into_inner();
    assert_eq!(claims.issuer(), Some("https://op.example"));
    assert_eq!(claims.audience(), ["x", "rp2"]);
    assert_eq!((claims.subject(), claims.jwt_id()), (Some("s"), Some("j")));
    assert_eq!((claims.issued_at(), claims.not_before()), (Some(NOW), Some(NOW)));
    assert_eq!(claims.expires_at(), Some(NOW + 60));
    assert_eq!(claims.get("n").unwrap()["a"], 1);

    #[derive(serde::Deserialize)]
    struct Shape {
        sub: String,
    }
    assert_eq!(claims.deserialize::<Shape>().unwrap().sub, "s");
    assert_eq!(claims.deserialize::<Vec<u8>>().err(), Some(Error::OtherShape));
}

#[test]
fn refuses_another_issuer_or_reader() {
    assert_eq!(check(&with("{}")), Ok(()));
    let refused = [
        (r#"{"iss":"https://op.example/"}"#, Error::OtherIssuer),
        (r#"{"iss":"https://OP.example"}"#, Error::OtherIssuer),
        (r#"{"aud":"other"}"#, Error::OtherAudience),
        (r#"{"aud":["other","RP"]}"#, Error::OtherAudience),
        (r#"{"aud":[]}"#, Error::OtherAudience),
    ];
    for (changes, error) in refused {
        assert_eq!(check(&with(changes)), Err(error), "{changes}");
    }
    let bare = r#"{"sub":"s","iat":1800000000,"exp":1800000060}"#;
    assert_eq!(check(bare), Err(Error::OtherIssuer));
    let nobody = Expectation { audience: Some(&[]), ..expectation() };
    let outcome = jwt::verify(verified(None, &with("{}")), &nobody);
    assert_eq!(outcome.err(), Some(Error::OtherAudience));
    let lenient = Expectation { issuer: None, audience: None, ..expectation() };
    assert!(jwt::verify(verified(None, bare), &lenient).is_ok());
}

#[test]
fn refuses_a_token_outside_its_time_by_more_than_the_leeway() {
    let at = |name: &str, value: i64| check(&with(&format!(r#"{{"{name}":{value}}}"#)));
    assert_eq!(at("exp", NOW - 4), Ok(()));
    assert_eq!(at("exp", NOW - 5), Err(Error::Expired));
    assert_eq!(at("exp", 0), Err(Error::Expired));
    assert_eq!(at("nbf", NOW + 5), Ok(()));
    assert_eq!(at("nbf", NOW + 6), Err(Error::NotYetValid));
    assert_eq!(at("iat", NOW + 5), Ok(()));
    assert_eq!(at("iat", NOW + 6), Err(Error::IssuedInFuture));
    assert_eq!(check(&with(r#"{"exp":1799999995.9}"#)), Err(Error::Expired));
    assert_eq!(check(&with(r#"{"exp":1800000000.5}"#)), Ok(()));

    let hint = Expectation { accept_expired: true, ..expectation() };
    let accepted = |changes| jwt::verify(verified(None, &with(changes)), &hint).err();
    assert_eq!(accepted(r#"{"exp":7}"#), None);
    assert_eq!(accepted(r#"{"nbf":1800000006}"#), Some(Error::NotYetValid));
}

#[test]
fn does_not_overflow_at_the_ends_of_time() {
    for now in [i64::MIN, i64::MAX] {
        let expectation = Expectation { now, leeway: i64::MAX, ..expectation() };
        let _ = jwt::verify(verified(None, &with(r#"{"nbf":1}"#)), &expectation);
    }
}

#[test]
fn refuses_registered_claims_of_the_wrong_type() {
    assert_eq!(check(&with(r#"{"exp":1.80000006e9,"iat":1.8e9,"aud":["rp"]}"#)), Ok(()));
    for name in ["exp", "nbf", "iat"] {
        for value in ["\"never\"", "\"1800000060\"", "null", "true", "[]", "{}", "-1", "1e16"] {
            let outcome = check(&with(&format!(r#"{{"{name}":{value}}}"#)));
            assert!(matches!(outcome, Err(Error::Malformed(named)) if named == name), "{name} {value}");
        }
        let text = format!(r#"{{"{name}":1e400}}"#);
        assert_eq!(check(&text), Err(Error::Json(json::Error::Syntax)), "{name}");
    }
    for name in ["iss", "sub", "jti"] {
        for value in ["7", "null", "[\"x\"]"] {
            let outcome = check(&with(&format!(r#"{{"{name}":{value}}}"#)));
            assert!(matches!(outcome, Err(Error::Malformed(named)) if named == name), "{name} {value}");
        }
    }
    for value in ["7", "null", "{}", "[7]", "[\"rp\",null]"] {
        let outcome = check(&with(&format!(r#"{{"aud":{value}}}"#)));
        assert_eq!(outcome, Err(Error::Malformed("aud")), "{value}");
    }
}

#[test]
fn refuses_claims_that_are_not_strict_json() {
    assert_eq!(check(&with("{}")), Ok(()));
    let twice = with("{}").replacen('{', r#"{"sub":"root","#, 1);
    assert_eq!(check(&twice), Err(Error::Json(json::Error::DuplicateMember)));
    assert_eq!(check("[]"), Err(Error::Json(json::Error::NotAnObject)));
    assert_eq!(check("not JSON"), Err(Error::Json(json::Error::Syntax)));
    let deep = with("{}").replacen('{', &format!(r#"{{"d":{}1{},"#, "[".repeat(32), "]".repeat(32)), 1);
    assert_eq!(check(&deep), Err(Error::Json(json::Error::TooDeep)));
}

#[test]
fn refuses_a_token_without_a_required_claim() {
    assert_eq!(check(&with("{}")), Ok(()));
    for name in ["exp", "iat", "sub"] {
        let mut claims: serde_json::Value = serde_json::from_str(&with("{}")).unwrap();
        claims.as_object_mut().unwrap().remove(name);
        assert_eq!(check(&claims.to_string()), Err(Error::Missing(name.to_owned())));
    }
    let nonce = Expectation { required: &["nonce"], ..expectation() };
    let required = |changes| jwt::verify(verified(None, &with(changes)), &nonce).err();
    assert_eq!(required(r#"{"nonce":"n"}"#), None);
    assert_eq!(required(r#"{"nonce":null}"#), Some(Error::Missing("nonce".to_owned())));
}

#[test]
fn never_takes_a_token_of_one_kind_for_another() {
    let kinds: [(Typ<'_>, &[Option<&str>]); 3] = [
        (Typ::JwtOrAbsent, &[None, Some("JWT"), Some("jwt"), Some("application/jwt")]),
        (Typ::Is("at+jwt"), &[Some("at+jwt"), Some("AT+JWT"), Some("application/at+jwt")]),
        (Typ::Is("logout+jwt"), &[Some("logout+jwt")]),
    ];
    for (expected, _) in &kinds {
        for (given, typs) in &kinds {
            for typ in *typs {
                let expectation = Expectation { typ: *expected, ..expectation() };
                let outcome = jwt::verify(verified(*typ, &with("{}")), &expectation).err();
                let error = (expected != given).then_some(Error::OtherKind);
                assert_eq!(outcome, error, "{expected:?} {typ:?}");
            }
        }
    }
    for typ in ["", "application/", "application/application/jwt", "text/jwt", "JWT "] {
        let outcome = jwt::verify(verified(Some(typ), &with("{}")), &expectation()).err();
        assert_eq!(outcome, Some(Error::OtherKind), "{typ}");
    }
}
