use jose::json::{self, Error};

#[test]
fn refuses_a_member_named_twice_at_any_depth() {
    assert!(json::parse(br#"{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}"#).is_ok());
    for text in
        [r#"{"a":1,"a":1}"#, r#"{"a":1,"b":2,"a":null}"#, r#"{"a":1,"\u0061":2}"#, r#"[{"x":{"b":1,"b":2}}]"#]
    {
        assert_eq!(json::parse(text.as_bytes()), Err(Error::DuplicateMember), "{text}");
    }
}

#[test]
fn refuses_nesting_deeper_than_the_bound() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(json::parse(nested(json::MAX_DEPTH).as_bytes()).is_ok());
    let deeper = nested(json::MAX_DEPTH + 1);
    assert_eq!(json::parse(deeper.as_bytes()), Err(Error::TooDeep));
    let objects = format!("{}1{}", "{\"a\":".repeat(33), "}".repeat(33));
    assert_eq!(json::parse(objects.as_bytes()), Err(Error::TooDeep));
    // Without end: refused before the stack is.
    assert_eq!(json::parse("[".repeat(60_000).as_bytes()), Err(Error::TooDeep));
}

#[test]
fn refuses_more_bytes_than_the_bound() {
    let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    assert!(json::parse(text(json::MAX_BYTES).as_bytes()).is_ok());
    assert_eq!(json::parse(text(json::MAX_BYTES + 1).as_bytes()), Err(Error::TooLong));
    assert!(json::parse_within(b"[1]", 3).is_ok());
    assert_eq!(json::parse_within(b"[12]", 3), Err(Error::TooLong));
}

#[test]
fn refuses_what_is_not_one_well_formed_value() {
    assert!(json::parse(b" {\"a\": [1, 2.5e3, \"\\ud83d\\ude00\"]} ").is_ok());
    let refused: [&[u8]; 14] = [
        b"",
        b" ",
        b"{} {}",
        b"{}x",
        b"{\"a\":1,}",
        b"[1,]",
        b"{a:1}",
        b"{'a':1}",
        b"01",
        b"1e400",
        b"NaN",
        b"\"\\ud800\"",
        b"\"\xff\"",
        b"\xef\xbb\xbf{}",
    ];
    for text in refused {
        assert_eq!(json::parse(text), Err(Error::Syntax), "{text:?}");
    }
}

#[test]
fn refuses_a_value_where_an_object_is_asked_for() {
    assert!(json::parse_object(b"{}").is_ok());
    for text in ["[]", "null", "\"{}\"", "1"] {
        assert_eq!(json::parse_object(text.as_bytes()), Err(Error::NotAnObject), "{text}");
    }
}
