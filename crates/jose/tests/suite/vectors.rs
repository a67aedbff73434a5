//! The examples of the specifications, to the letter.

use jose::{Jwk, JwkSet, JwsAlgorithm, KeyType, SigningKey, VerifyingKey, jws};

const CLAIMS: &[u8] = b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

const RFC7515_A1_KEY: &str = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
const RFC7515_A1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub(crate) const RFC7515_A2_KEY: &str = concat!(
    r#"{"kty":"RSA","#,
    r#""n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","#,
    r#""e":"AQAB","#,
    r#""d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ","#,
    r#""p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc","#,
    r#""q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc","#,
    r#""dp":"BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0","#,
    r#""dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU","#,
    r#""qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"}"#,
);
const RFC7515_A2: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

const RFC7515_A3_KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const RFC7515_A3: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

const RFC7515_A4_KEY: &str = r#"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2","d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C"}"#;
const RFC7515_A4: &str = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";

const RFC8037_A1_KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
const RFC8037_A4: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

const RFC7517_A1_SET: &str = r#"{"keys":
  [
    {"kty":"EC",
     "crv":"P-256",
     "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
     "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
     "use":"enc",
     "kid":"1"},

    {"kty":"RSA",
     "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
     "e":"AQAB",
     "alg":"RS256",
     "kid":"2011-04-29"}
  ]
}"#;

fn verified(token: &str, key: &str, algorithm: JwsAlgorithm) -> Vec<u8> {
    let jwk = Jwk::parse(key.as_bytes()).unwrap();
    let key = VerifyingKey::from_jwk(&jwk, algorithm).unwrap();
    let token = jws::decode(token).unwrap();
    token.verify(&key, &[algorithm]).unwrap().into_inner()
}

/// The same token made by us, with a header that holds `alg` alone.
fn signed(payload: &[u8], key: &str, algorithm: JwsAlgorithm) -> String {
    let jwk = Jwk::parse(key.as_bytes()).unwrap();
    let key = SigningKey::from_jwk(&jwk, algorithm).unwrap().with_kid("");
    jws::sign(&jws::Members::default(), payload, &key).unwrap()
}

#[test]
fn verifies_hs256_of_rfc_7515_a_1_and_makes_the_same_signature() {
    assert_eq!(verified(RFC7515_A1, RFC7515_A1_KEY, JwsAlgorithm::HS256), CLAIMS);
    let jwk = Jwk::parse(RFC7515_A1_KEY.as_bytes()).unwrap();
    let key = SigningKey::from_jwk(&jwk, JwsAlgorithm::HS256).unwrap();
    let (input, signature) = RFC7515_A1.rsplit_once('.').unwrap();
    let made = key.sign(input.as_bytes()).unwrap();
    assert_eq!(jose::base64url::encode(made), signature);
}

#[test]
fn makes_and_verifies_rs256_of_rfc_7515_a_2() {
    assert_eq!(verified(RFC7515_A2, RFC7515_A2_KEY, JwsAlgorithm::RS256), CLAIMS);
    assert_eq!(signed(CLAIMS, RFC7515_A2_KEY, JwsAlgorithm::RS256), RFC7515_A2);
}

#[test]
fn verifies_es256_of_rfc_7515_a_3() {
    assert_eq!(verified(RFC7515_A3, RFC7515_A3_KEY, JwsAlgorithm::ES256), CLAIMS);
    let ours = signed(CLAIMS, RFC7515_A3_KEY, JwsAlgorithm::ES256);
    assert_eq!(verified(&ours, RFC7515_A3_KEY, JwsAlgorithm::ES256), CLAIMS);
    assert_eq!(ours.len(), RFC7515_A3.len());
}

#[test]
fn verifies_es512_of_rfc_7515_a_4() {
    assert_eq!(verified(RFC7515_A4, RFC7515_A4_KEY, JwsAlgorithm::ES512), b"Payload");
    let ours = signed(b"Payload", RFC7515_A4_KEY, JwsAlgorithm::ES512);
    assert_eq!(verified(&ours, RFC7515_A4_KEY, JwsAlgorithm::ES512), b"Payload");
}

#[test]
fn makes_and_verifies_eddsa_of_rfc_8037_a_4() {
    let payload = b"Example of Ed25519 signing";
    assert_eq!(verified(RFC8037_A4, RFC8037_A1_KEY, JwsAlgorithm::EdDSA), payload);
    assert_eq!(signed(payload, RFC8037_A1_KEY, JwsAlgorithm::EdDSA), RFC8037_A4);
}

#[test]
fn reads_the_set_of_rfc_7517_a_1_and_writes_it_back() {
    let set = JwkSet::parse(RFC7517_A1_SET.as_bytes()).unwrap();
    assert_eq!(set.keys.len(), 2);
    assert_eq!(set.keys[0].key_type(), KeyType::Ec);
    assert_eq!((set.keys[0].usage(), set.keys[0].kid()), (Some("enc"), Some("1")));
    assert_eq!((set.keys[1].alg(), set.keys[1].bits()), (Some("RS256"), 2048));
    let written: serde_json::Value = serde_json::to_value(&set).unwrap();
    let given: serde_json::Value = serde_json::from_str(RFC7517_A1_SET).unwrap();
    assert_eq!(written, given);
}

#[test]
fn takes_the_thumbprints_of_rfc_7638_and_rfc_8037() {
    let set = JwkSet::parse(RFC7517_A1_SET.as_bytes()).unwrap();
    let thumbprint = set.keys[1].thumbprint();
    assert_eq!(thumbprint.as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    let jwk = Jwk::parse(RFC8037_A1_KEY.as_bytes()).unwrap();
    let thumbprint = jwk.thumbprint();
    assert_eq!(thumbprint.as_deref(), Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    let jwk = Jwk::parse(RFC7515_A1_KEY.as_bytes()).unwrap();
    assert_eq!(jwk.thumbprint(), None);
}

#[test]
fn writes_a_private_key_back_as_it_was_and_its_public_part_without_secrets() {
    for text in [RFC7515_A2_KEY, RFC7515_A3_KEY, RFC7515_A4_KEY, RFC8037_A1_KEY, RFC7515_A1_KEY] {
        let given: serde_json::Value = serde_json::from_str(text).unwrap();
        let jwk = Jwk::parse(text.as_bytes()).unwrap();
        assert!(jwk.is_private());
        let whole: serde_json::Value = serde_json::from_str(jwk.to_private_json().expose()).unwrap();
        assert_eq!(whole, given);

        let public = serde_json::to_string(&jwk).unwrap();
        let shown = format!("{jwk:?}");
        assert!(!jwk.public_part().is_private());
        assert_eq!(serde_json::to_string(&jwk.public_part()).unwrap(), public);
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            let Some(secret) = given[name].as_str() else { continue };
            assert!(!public.contains(secret), "{name}");
            assert!(!shown.contains(secret), "{name}");
        }
    }
}

#[test]
fn skips_keys_of_kinds_it_does_not_know_and_never_writes_a_symmetric_one() {
    let set = r#"{"keys":[
        {"kty":"AKP","alg":"ML-DSA-44","pub":"AA"},
        {"kty":"OKP","crv":"X448","x":"AA"},
        {"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"},
        {"kty":"oct","kid":"s","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"},
        {"kty":"OKP","crv":"Ed25519","kid":"e","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let set = JwkSet::parse(set.as_bytes()).unwrap();
    let kids: Vec<_> = set.keys.iter().map(Jwk::kid).collect();
    assert_eq!(kids, [Some("s"), Some("e")]);
    assert_eq!(
        serde_json::to_string(&set).unwrap(),
        r#"{"keys":[{"kty":"OKP","kid":"e","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
    );
}

#[test]
fn finds_the_keys_that_may_have_signed() {
    let set = JwkSet::parse(RFC7517_A1_SET.as_bytes()).unwrap();
    let found = |kid, algorithm| set.candidates(kid, algorithm).count();
    assert_eq!(found(Some("2011-04-29"), JwsAlgorithm::RS256), 1);
    assert_eq!(found(None, JwsAlgorithm::RS256), 1);
    assert_eq!(found(Some("1"), JwsAlgorithm::RS256), 0);
    assert_eq!(found(None, JwsAlgorithm::PS256), 0);
    // It is there, but for encryption.
    assert_eq!(found(Some("1"), JwsAlgorithm::ES256), 0);
}
