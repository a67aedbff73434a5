//! What is read, and what is not, beside what is.

use xml::{Error, Limits, Source};

fn read(text: &str) -> Result<String, Error> {
    let source = Source::read(text.as_bytes(), &Limits::MESSAGE)?;
    source.document()?.root().text()
}

#[test]
fn reads_elements_attributes_and_text() {
    let text = "\u{feff}<?xml version=\"1.0\" encoding='UTF-8'?>\n<!-- here --><p:a xmlns:p=\"urn:p\" x=\"1\" p:x=\"2\">\
                <b xmlns=\"urn:b\">t&#233;&lt;<![CDATA[<&]]></b><b/></p:a>";
    let source = Source::read(text.as_bytes(), &Limits::MESSAGE).unwrap();
    let document = source.document().unwrap();
    let root = document.root();
    assert!(root.is("urn:p", "a") && !root.is("urn:b", "a") && !root.is("", "a"));
    assert_eq!(root.attribute("x"), Some("1"));
    assert_eq!(root.required("y"), Err(Error::MissingAttribute("y")));
    assert_eq!(root.only("urn:b", "b").unwrap().text().unwrap(), "t\u{e9}<<&");
    assert_eq!(root.only("", "b").unwrap().text().unwrap(), "");
    assert_eq!(root.only("urn:c", "b").map(drop), Err(Error::Missing("b")));
    assert_eq!(root.text(), Err(Error::Unexpected("text")));
    assert_eq!(root.children().count(), 2);
    assert_eq!(root.descendants().count(), 3);
    assert_eq!(root.children().next().unwrap().parent(), Some(root));
}

#[test]
fn finds_one_element_only_where_there_is_one() {
    let source = Source::read(b"<a><b/><b/></a>", &Limits::MESSAGE).unwrap();
    let document = source.document().unwrap();
    assert_eq!(document.root().optional("", "b").map(drop), Err(Error::Several("b")));
    assert_eq!(document.root().each("", "b").count(), 2);
    assert_eq!(document.root().optional("", "c"), Ok(None));
}

#[test]
fn a_comment_does_not_end_a_text() {
    assert_eq!(
        read("<a>admin@example.org<!-- -->.evil.example</a>").unwrap(),
        "admin@example.org.evil.example"
    );
    assert_eq!(read("<a>a<![CDATA[b]]><!---->c</a>").unwrap(), "abc");
}

#[test]
fn line_ends_are_one() {
    assert_eq!(read("<a>1\r\n2\r3\n4\r&#65;&#13;</a>").unwrap(), "1\n2\n3\n4\nA\r");
}

#[test]
fn refuses_document_types_and_entities() {
    read("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x41;</a>").unwrap();
    for text in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<?xml version='1.0'?><!-- --><!DOCTYPE a [<!ENTITY % p SYSTEM 'http://e.example/'>%p;]><a/>",
        "<!doctype a><a/>",
        "<a><!ELEMENT a ANY></a>",
    ] {
        assert_eq!(read(text), Err(Error::DocumentType), "{text}");
    }
    for text in ["<a>&e;</a>", "<a b='&e;'/>", "<a>&lt</a>", "<a>& </a>", "<a>&nbsp;</a>", "<a/>&e;"] {
        assert_eq!(read(text), Err(Error::Entity), "{text}");
    }
}

#[test]
fn refuses_processing_instructions_unless_they_are_wanted() {
    let text = b"<?xml version='1.0'?><a><?b c?></a>";
    assert_eq!(Source::read(text, &Limits::MESSAGE), Err(Error::ProcessingInstruction));
    let wanted = Limits { processing_instructions: true, ..Limits::MESSAGE };
    Source::read(text, &wanted).unwrap().document().unwrap();
    for reserved in ["<a/><?xml version='1.0'?>", "<a/><?xml?>", "<a><?XML b?></a>", "<?xml?><a/>"] {
        assert!(matches!(Source::read(reserved.as_bytes(), &wanted), Err(Error::Malformed(_))), "{reserved}");
    }
    for name in ["<a><?b#c?></a>", "<?b<c?><a/>", "<a/><?b?c?>", "<?b:c d?><a/>"] {
        let source = Source::read(name.as_bytes(), &wanted).unwrap();
        assert!(matches!(source.document().map(drop), Err(Error::Malformed(_))), "{name}");
    }
    let second = Source::read(b"<a/><?xml version='1.0'?>", &Limits::MESSAGE);
    assert_eq!(second, Err(Error::ProcessingInstruction));
}

#[test]
fn refuses_other_encodings_and_versions() {
    read("<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?><a/>").unwrap();
    assert_eq!(read("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"), Err(Error::Encoding));
    assert_eq!(read("<?xml version='1.0' encoding='UTF-7'?><a/>"), Err(Error::Encoding));
    assert_eq!(read("<?xml version='1.1'?><a/>"), Err(Error::Version));
    assert_eq!(read("<?xml encoding='UTF-8'?><a/>"), Err(Error::Version));
    read("<?xml\r\nversion = '1.0'\tencoding='UTF-8' standalone=\"no\" ?><a/>").unwrap();
    for rest in [" x", " standalone='maybe'", " standalone='yes' encoding='UTF-8'", "encoding='UTF-8'"] {
        let text = format!("<?xml version='1.0'{rest}?><a/>");
        assert!(matches!(read(&text), Err(Error::Malformed(_))), "{text}");
    }
    for bytes in [&b"\xff\xfe<\0a\0/\0>\0"[..], b"\xfe\xff\0<\0a\0/\0>", b"<a>\xff</a>", b"<a>\xc0\x80</a>"] {
        assert_eq!(Source::read(bytes, &Limits::MESSAGE), Err(Error::Encoding));
    }
}

#[test]
fn an_inclusion_is_an_element_like_any_other() {
    let text = "<a xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='file:///etc/passwd'/></a>";
    let source = Source::read(text.as_bytes(), &Limits::MESSAGE).unwrap();
    let document = source.document().unwrap();
    let include = document.root().only("http://www.w3.org/2001/XInclude", "include").unwrap();
    assert_eq!(include.text().unwrap(), "");
}

#[test]
fn refuses_what_is_not_well_formed() {
    for text in [
        "",
        "a",
        "<a>",
        "<a></b>",
        "<a></:a>",
        "<a :b='1'/>",
        "<a xmlns:xmlns='urn:x'/>",
        "<a xmlns:p='urn:p' p:xmlns='urn:x'/>",
        "<a p:xmlns ='urn:x'/>",
        "<a b='1' \n:xmlns = 'urn:x'/>",
        "<a/><b/>",
        "<a/>b",
        "<a b=c/>",
        "<a b='1' b='2'/>",
        "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>",
        "<p:a/>",
        "<a p:b='1'/>",
        "<a b='<'/>",
        "<a>]]></a>",
        "<a>&#0;</a>",
        "<a>&#xFFFE;</a>",
        "<a>\u{1}</a>",
        "<a><!-- -- --></a>",
        "<a b='1'c='2'/>",
        "<a><![CDATA[</a>",
        "<a b='",
        "<!-- ",
        "<a xmlns:xml='urn:x'/>",
        "<xmlns:a/>",
        "<1/>",
        "< a/>",
        "<a:b:c xmlns:a='urn:a'/>",
    ] {
        assert!(matches!(read(text), Err(Error::Malformed(_))), "{text}: {:?}", read(text));
    }
    assert_eq!(read("<a xmlns:p=''/>"), Err(Error::UnboundPrefix));
    assert_eq!(read("<:a/>"), Err(Error::UnboundPrefix));
    assert_eq!(read("<a xmlns='urn:x' xmlns:q='urn:y'/>").as_deref(), Ok(""));
}
