//! What is more than is read: refused, quickly and in little room, beside what just fits.

use std::time::Duration;
use xml::{Error, Limits, Source};

fn read(text: &[u8]) -> Result<(), Error> {
    Source::read(text, &Limits::MESSAGE)?.document().map(drop)
}

fn nested(depth: usize) -> String {
    "<a>".repeat(depth) + &"</a>".repeat(depth)
}

fn with_attributes(count: usize) -> String {
    let attributes: String = (0..count).map(|n| format!(" a{n}='1'")).collect();
    format!("<a{attributes}/>")
}

fn with_namespaces(outside: usize, inside: usize) -> String {
    let declared = |count| (0..count).map(|n| format!(" xmlns:a{n}='urn:{n}'")).collect::<String>();
    format!("<a{}><b/><b{}/></a>", declared(outside), declared(inside))
}

#[test]
fn takes_what_fits_and_refuses_one_more() {
    let Limits { bytes, depth, tags, attributes_of_one, namespaces, .. } = Limits::MESSAGE;
    read(nested(depth).as_bytes()).unwrap();
    assert_eq!(read(nested(depth + 1).as_bytes()), Err(Error::TooDeep));
    read(with_attributes(attributes_of_one).as_bytes()).unwrap();
    assert_eq!(read(with_attributes(attributes_of_one + 1).as_bytes()), Err(Error::TooManyAttributes));
    read(with_namespaces(namespaces / 2, namespaces / 2).as_bytes()).unwrap();
    assert_eq!(
        read(with_namespaces(namespaces / 2 + 1, namespaces / 2).as_bytes()),
        Err(Error::TooManyNamespaces)
    );
    // However they are written.
    let spread = with_namespaces(namespaces / 2 + 1, namespaces / 2)
        .replace(" xmlns", "\n  xmlns")
        .replace('=', "\t= ");
    assert_eq!(read(spread.as_bytes()), Err(Error::TooManyNamespaces));
    let with_tags = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count - 2));
    read(with_tags(tags).as_bytes()).unwrap();
    assert_eq!(read(with_tags(tags + 1).as_bytes()), Err(Error::TooManyTags));
    let with_text = |length: usize| format!("<a>{}</a>", "x".repeat(length - 7));
    read(with_text(bytes).as_bytes()).unwrap();
    assert_eq!(read(with_text(bytes + 1).as_bytes()), Err(Error::TooLong));
}

#[test]
fn what_stands_in_comments_and_sections_has_no_depth() {
    read(format!("<a><!--{}--><![CDATA[{}]]></a>", "<b>".repeat(100), "<b>".repeat(100)).as_bytes()).unwrap();
    read(format!("<a b=\"{}\"/>", "&lt;b>'".repeat(100)).as_bytes()).unwrap();
}

/// The processor's time would be the better measure; what is measured here is the best of a few tries, so that a
/// machine that is busy elsewhere does not fail it.
#[test]
fn refuses_what_is_far_too_much_at_once() {
    let huge = [
        (nested(100_000), Error::TooLong),
        (nested(10_000), Error::TooManyTags),
        ("<a>".repeat(16_000), Error::TooDeep),
        (with_attributes(100_000), Error::TooLong),
        (with_attributes(16_000), Error::TooManyAttributes),
        (format!("<a>{}</a>", "x".repeat(100_000_000)), Error::TooLong),
        (format!("<a>{}</a>", "=".repeat(400_000)), Error::TooManyAttributes),
        (format!("<a><![CDATA[{}]]></a>", "<".repeat(400_000)), Error::TooManyTags),
    ];
    for (text, refused) in huge {
        let took = (0..20).map(|_| measured(&text, &refused)).min().unwrap_or_default();
        assert!(took < Duration::from_millis(50), "{refused:?} took {took:?}");
    }
}

fn measured(text: &str, refused: &Error) -> Duration {
    let began = tokio::time::Instant::now();
    assert_eq!(read(text.as_bytes()).as_ref(), Err(refused));
    began.elapsed()
}
