use jose::mac::HmacKey;
use jose::sealing::{OpenError, SealingKey};
use jose::{Secret, base64url};

#[test]
fn refuses_base64url_that_is_not_canonical() {
    assert_eq!(base64url::decode("AAE"), Ok(vec![0, 1]));
    let refused = [
        ("padding", "AAE="),
        ("stray bits", "AAF"),
        ("an impossible length", "AAAAA"),
        ("white space within", "A AE"),
        ("a line break behind", "AAE\n"),
        ("a plus sign", "AA+"),
        ("a slash", "AA/"),
        ("another alphabet", "AA\u{c4}"),
        ("a zero byte", "AAE\0"),
    ];
    for (what, text) in refused {
        assert_eq!(base64url::decode(text), Err(base64url::Error), "{what}");
    }
}

#[test]
fn refuses_to_open_what_was_sealed_otherwise() {
    let key = SealingKey::new(Secret::new([1; 32]));
    let sealed = key.seal(b"client/7", b"secret");
    assert_eq!(key.open(b"client/7", &sealed), Ok(b"secret".to_vec()));

    let other = SealingKey::new(Secret::new([2; 32]));
    assert_eq!(other.open(b"client/7", &sealed), Err(OpenError), "another key");
    assert_eq!(key.open(b"client/8", &sealed), Err(OpenError), "another binding");
    for length in 0..sealed.len() {
        assert_eq!(key.open(b"client/7", &sealed[..length]), Err(OpenError), "{length}");
    }
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(key.open(b"client/7", &changed), Err(OpenError), "bit {bit}");
    }
}

#[test]
fn refuses_a_tag_that_is_changed_truncated_or_longer() {
    let key = HmacKey::new(&[3; 32]);
    let tag = key.sign(&[b"family", b"7"]);
    assert!(key.verify(&[b"family", b"7"], &tag));
    assert!(!key.verify(&[b"family", b"8"], &tag));
    assert!(!HmacKey::new(&[4; 32]).verify(&[b"family", b"7"], &tag));
    assert!(!key.verify(&[b"family", b"7"], &tag[..31]));
    assert!(!key.verify(&[b"family", b"7"], b""));
    assert!(!key.verify(&[b"family", b"7"], &[&tag[..], &[0]].concat()));
}
