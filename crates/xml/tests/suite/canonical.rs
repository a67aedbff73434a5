//! The canonical form, by the examples of its specifications.

use xml::canonical::{self, Form, Namespaces, TooLong};
use xml::{Limits, Source};

const LIMITS: Limits = Limits { processing_instructions: true, ..Limits::MESSAGE };

fn whole(text: &str, comments: bool) -> String {
    let source = Source::read(text.as_bytes(), &LIMITS).unwrap();
    let form = Form { namespaces: Namespaces::Inclusive, comments };
    canonical::document(&source.document().unwrap(), &form, 1 << 20).unwrap()
}

fn part(text: &str, name: &str, namespaces: Namespaces) -> String {
    let source = Source::read(text.as_bytes(), &LIMITS).unwrap();
    let document = source.document().unwrap();
    let element = document.root().descendants().find(|it| it.name() == name).unwrap();
    canonical::element(element, &Form { namespaces, comments: false }, None, 1 << 20).unwrap()
}

fn exclusive(listed: &[&str]) -> Namespaces {
    Namespaces::Exclusive(listed.iter().map(ToString::to_string).collect())
}

/// Canonical XML 1.0 §3.1, without the document type.
#[test]
fn writes_instructions_and_comments_around_the_document() {
    let text = "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n\
                <doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n\
                <!-- Comment 3 -->";
    assert_eq!(
        whole(text, false),
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n<?pi-without-data?>"
    );
    assert_eq!(
        whole(text, true),
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\
         <?pi-without-data?>\n<!-- Comment 2 -->\n<!-- Comment 3 -->"
    );
}

/// Canonical XML 1.0 §3.3, without the attribute that only a document type would add.
#[test]
fn orders_declarations_and_attributes() {
    let text = "<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n   \
                <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n      \
                xmlns:b=\"http://www.ietf.org\"\n      xmlns:a=\"http://www.w3.org\"\n      \
                xmlns=\"http://example.org\"/>\n   <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n      \
                <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n\
                <e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/></e8></e7></e6></doc>";
    assert_eq!(
        whole(text, false),
        "<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n   \
         <e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" \
         attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>\n   \
         <e6 xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\">\n\
         <e9 xmlns:a=\"http://www.ietf.org\"></e9></e8></e7></e6></doc>"
    );
}

/// Canonical XML 1.0 §3.4, without the document type.
#[test]
fn writes_characters_one_way() {
    let text = "<doc>\n   <text>First line&#x0d;&#10;Second line</text>\n   <value>&#x32;</value>\n   \
                <compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n   \
                <compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\n   \
                <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n</doc>";
    assert_eq!(
        whole(text, false),
        "<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   \
         <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n   \
         <compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">\
         valid</compute>\n   <norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n</doc>"
    );
}

/// Exclusive XML Canonicalization 1.0 §2.2: the same element in two places, alike in the exclusive form alone.
#[test]
fn an_element_is_written_alike_wherever_it_stands() {
    let first = "<n0:pdu xmlns:n0='http://a.example' xmlns:n1='http://b.example' xml:lang='en'><n1:elem2 \
                 xmlns:n1=\"http://example.net\" xml:space=\"retain\"><n3:stuff \
                 xmlns:n3=\"ftp://example.org\"/></n1:elem2></n0:pdu>";
    let second = "<n2:pdu xmlns:n1='http://example.com' xmlns:n2='http://foo.example' xml:lang='fr'><n1:elem2 \
                  xmlns:n1='http://example.net' xml:space='retain'><n3:stuff \
                  xmlns:n3='ftp://example.org'></n3:stuff></n1:elem2></n2:pdu>";
    let alike = "<n1:elem2 xmlns:n1=\"http://example.net\" xml:space=\"retain\"><n3:stuff \
                 xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>";
    assert_eq!(part(first, "elem2", exclusive(&[])), alike);
    assert_eq!(part(second, "elem2", exclusive(&[])), alike);
    assert_eq!(
        part(first, "elem2", Namespaces::Inclusive),
        "<n1:elem2 xmlns:n0=\"http://a.example\" xmlns:n1=\"http://example.net\" xml:lang=\"en\" \
         xml:space=\"retain\"><n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff></n1:elem2>"
    );
}

#[test]
fn listed_prefixes_are_written_wherever_they_are_in_force() {
    let text =
        "<a xmlns='urn:d' xmlns:x='urn:x' xmlns:y='urn:y'><b:b xmlns:b='urn:b'><c xmlns=''/></b:b></a>";
    assert_eq!(part(text, "b", exclusive(&[])), "<b:b xmlns:b=\"urn:b\"><c></c></b:b>");
    assert_eq!(
        part(text, "b", exclusive(&["x", "#default", "z"])),
        "<b:b xmlns=\"urn:d\" xmlns:b=\"urn:b\" xmlns:x=\"urn:x\"><c xmlns=\"\"></c></b:b>"
    );
}

#[test]
fn what_is_left_out_leaves_what_stands_around_it() {
    let source = Source::read(b"<a>1<b><c/></b>2<b/></a>", &LIMITS).unwrap();
    let document = source.document().unwrap();
    let first = document.root().each("", "b").next();
    let written = canonical::element(document.root(), &Form::EXCLUSIVE, first, 100).unwrap();
    assert_eq!(written, "<a>12<b></b></a>");
}

/// Each of the elements has to repeat a long declaration.
#[test]
fn ends_where_a_short_text_has_a_form_without_end() {
    let text = format!("<a xmlns:p='urn:{}'>{}</a>", "x".repeat(100_000), "<p:b/>".repeat(10_000));
    let source = Source::read(text.as_bytes(), &LIMITS).unwrap();
    let document = source.document().unwrap();
    let written = canonical::element(document.root(), &Form::EXCLUSIVE, None, 1 << 20);
    assert_eq!(written, Err(TooLong));
    let inclusive = Form { namespaces: Namespaces::Inclusive, comments: false };
    canonical::element(document.root(), &inclusive, None, 1 << 20).unwrap();
}
