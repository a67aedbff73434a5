//! Directories made, changed and removed, and filters that hold whatever somebody writes.

use idp::directory::{Changes, NewDirectory, change, create, filter, remove};
use idp::email_domain::There;
use idp::model::client::KeptSecret;
use idp::model::directory::Directory;
use idp::model::upstream::{Upstream, UpstreamDefinition};
use idp::{Effect, Reason, Refusal};
use jose::secret::Secret;
use serde_json::{Value, json};

use crate::support::*;

const NOTHING: There<'static> = There { directories: &[], upstreams: &[] };

fn password(text: &str) -> Option<KeptSecret> {
    Some(KeptSecret::new(Secret::new(text.to_owned())))
}

fn staff() -> Value {
    json!({ "url": "ldaps://ldap.example.org", "user_base": "ou=people,dc=example,dc=org" })
}

fn over(more: &Value) -> Value {
    let mut value = staff();
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

fn new(id: &str, value: &Value, bind_password: Option<KeptSecret>) -> NewDirectory {
    NewDirectory {
        id: id.to_owned(),
        definition: serde_json::from_value(value.clone()).unwrap(),
        bind_password,
    }
}

fn made(value: &Value, bind_password: Option<KeptSecret>) -> Result<Directory, Refusal> {
    create(new("staff", value, bind_password), NOTHING, NOW).answer
}

#[track_caller]
fn expect(more: &Value, bind_password: Option<KeptSecret>, about: Option<&str>) {
    match (made(&over(more), bind_password), about) {
        (Ok(_), None) => {}
        (Err(refusal), Some(about)) => {
            assert_eq!(refusal.reason, Reason::DirectoryDefinitionInvalid, "{more}");
            assert_eq!(refusal.detail.parameter.as_deref(), Some(about), "{more}");
            assert!(refusal.detail.expected.is_some(), "{more} says what it should be");
        }
        (Ok(_), Some(_)) => panic!("{more} was taken"),
        (Err(refusal), None) => panic!("{more} was refused: {refusal:?}"),
    }
}

#[test]
fn takes_a_directory_that_people_can_be_found_in() {
    let directory = made(&staff(), None).unwrap();
    assert_eq!((directory.version, directory.created_at, directory.is_open()), (1, NOW, true));
    assert_eq!(directory.definition.claims["email"], "mail");
    let decision = create(new("staff", &staff(), password("x")), NOTHING, NOW);
    assert!(decision.effects.is_empty(), "a password with nobody's name");
    let decision = create(new("staff", &staff(), None), NOTHING, NOW);
    assert!(matches!(&decision.effects[..], [Effect::PutDirectory(put)] if put.replaces.is_none()));
}

#[test]
fn names_the_member_of_each_misconfiguration() {
    const DER: &str = "-----BEGIN CERTIFICATE-----\nMIIBAA+/==\n-----END CERTIFICATE-----\n";
    let many = |most: usize| (0..most).map(|at| format!("{at}.example")).collect::<Vec<_>>();
    let claims =
        |most: usize| (0..most).map(|at| (format!("a{at}"), json!("x"))).collect::<serde_json::Map<_, _>>();
    for (more, about) in [
        (json!({ "url": "ldap://ldap.example.org", "start_tls": true }), None),
        (json!({ "url": "ldap://ldap.example.org" }), Some("start_tls")),
        (json!({ "url": "ldaps://ldap.example.org", "start_tls": true }), Some("start_tls")),
        (json!({ "url": "ldap://localhost:3389" }), None),
        (json!({ "url": "ldap://127.0.0.1" }), None),
        (json!({ "url": "ldap://[::1]:389" }), None),
        (json!({ "url": "ldap://localhost.evil.example" }), Some("start_tls")),
        (json!({ "url": "ldap://[::2]:389" }), Some("start_tls")),
        (json!({ "url": "" }), Some("url")),
        (json!({ "url": "https://ldap.example.org" }), Some("url")),
        (json!({ "url": "ldaps://" }), Some("url")),
        (json!({ "url": "ldaps://a/dc=example" }), Some("url")),
        (json!({ "url": "ldaps://u:p@ldap.example.org" }), Some("url")),
        (json!({ "url": "ldaps://a:0" }), Some("url")),
        (json!({ "url": "ldaps://a:65536" }), Some("url")),
        (json!({ "url": "ldaps://a:+636" }), Some("url")),
        (json!({ "url": "ldaps://[::1" }), Some("url")),
        (json!({ "url": "ldaps://[::1]x" }), Some("url")),
        (json!({ "ca_certificates": DER }), None),
        (json!({ "ca_certificates": format!("{DER}{DER}") }), None),
        (json!({ "ca_certificates": "" }), Some("ca_certificates")),
        (json!({ "ca_certificates": format!("{DER}x") }), Some("ca_certificates")),
        (json!({ "ca_certificates": DER.replace("MII", "AII") }), Some("ca_certificates")),
        (json!({ "ca_certificates": DER.replace('+', "-") }), Some("ca_certificates")),
        (json!({ "ca_certificates": DER.repeat(600) }), Some("ca_certificates")),
        (json!({ "name": { "en": "" } }), Some("name")),
        (json!({ "user_base": "" }), Some("user_base")),
        (json!({ "user_base": "people" }), Some("user_base")),
        (json!({ "user_base": "ou=people,,dc=org" }), Some("user_base")),
        (json!({ "user_base": "ou=people\\" }), Some("user_base")),
        (json!({ "user_base": "ou=a\\,b+l=c, dc=org" }), None),
        (json!({ "user_base": format!("ou={}", "x".repeat(998)) }), Some("user_base")),
        (json!({ "user_filter": "(sAMAccountName={name})" }), None),
        (json!({ "user_filter": "(uid=x)" }), Some("user_filter")),
        (json!({ "user_filter": "({name}=x)" }), Some("user_filter")),
        (json!({ "user_filter": "(uid={name}" }), Some("user_filter")),
        (json!({ "subject": "objectGUID" }), None),
        (json!({ "subject": "" }), Some("subject")),
        (json!({ "subject": "a b" }), Some("subject")),
        (json!({ "claims": {} }), None),
        (json!({ "claims": claims(100) }), None),
        (json!({ "claims": claims(101) }), Some("claims")),
        (json!({ "claims": { "sub": "uid" } }), Some("claims")),
        (json!({ "claims": { "iss": "uid" } }), Some("claims")),
        (json!({ "claims": { "groups": "memberOf" } }), Some("claims")),
        (json!({ "claims": { "email": "*" } }), Some("claims")),
        (json!({ "group_base": "ou=groups,dc=org", "groups": { "cn=it,dc=org": "it" } }), None),
        (json!({ "groups": { "it": "it" } }), Some("group_base")),
        (json!({ "member_of": "memberOf", "groups": { "it": "it" } }), None),
        (json!({ "member_of": "member of" }), Some("member_of")),
        (json!({ "group_base": "groups" }), Some("group_base")),
        (json!({ "group_base": "ou=g", "groups": { "it": "" } }), Some("groups")),
        (json!({ "group_base": "ou=g", "groups": { "": "it" } }), Some("groups")),
        (json!({ "group_filter": "(member:1.2.840.113556.1.4.1941:={dn})" }), None),
        (json!({ "group_filter": "(member={name})" }), Some("group_filter")),
        (json!({ "group_attribute": "c n" }), Some("group_attribute")),
        (json!({ "email_domains": ["example.org", "xn--mkel-load.fi"] }), None),
        (json!({ "email_domains": many(100) }), None),
        (json!({ "email_domains": many(101) }), Some("email_domains")),
        (json!({ "email_domains": ["a.example", "a.example"] }), Some("email_domains")),
        (json!({ "email_domains": ["Example.org"] }), Some("email_domains")),
        (json!({ "email_domains": ["mäkelä.fi"] }), Some("email_domains")),
        (json!({ "email_domains": ["org"] }), Some("email_domains")),
        (json!({ "email_domains": ["-a.org"] }), Some("email_domains")),
        (json!({ "email_domains": ["a..org"] }), Some("email_domains")),
        (json!({ "connect_timeout": 0 }), Some("connect_timeout")),
        (json!({ "timeout": 30 }), None),
        (json!({ "timeout": 31 }), Some("timeout")),
    ] {
        expect(&more, None, about);
    }
}

#[test]
fn a_name_there_goes_with_a_password_that_is_one() {
    let named = json!({ "bind_dn": "cn=reader,dc=example,dc=org" });
    expect(&named, password("a secret"), None);
    expect(&json!({ "bind_dn": "reader@example.org" }), password(&"x".repeat(1000)), None);
    for (value, bind_password, about) in [
        (&named, None, "bind_password"),
        (&named, password(""), "bind_password"),
        (&named, password(&"x".repeat(1001)), "bind_password"),
        (&json!({}), password("a secret"), "bind_dn"),
        (&json!({ "bind_dn": "" }), password("a secret"), "bind_dn"),
        (&json!({ "bind_dn": "a\nb" }), password("a secret"), "bind_dn"),
    ] {
        expect(value, bind_password, Some(about));
    }
}

#[test]
fn directories_and_upstreams_have_one_set_of_names() {
    let there = [made(&over(&json!({ "email_domains": ["example.org"] })), None).unwrap()];
    let upstreams = [office("bank")].map(|bank| {
        let email_domains = vec!["banks.example".to_owned()];
        Upstream { definition: UpstreamDefinition { email_domains, ..bank.definition }, ..bank }
    });
    let there = There { directories: &there, upstreams: &upstreams };
    let created = |id: &str, value: &Value| create(new(id, value, None), there, NOW).answer;
    assert!(created("other", &staff()).is_ok());
    for taken in ["staff", "bank"] {
        assert_eq!(created(taken, &staff()).unwrap_err().reason, Reason::DirectoryTaken, "{taken}");
    }
    for unfit in ["", "Staff", "a b"] {
        assert_eq!(
            created(unfit, &staff()).unwrap_err().reason,
            Reason::DirectoryDefinitionInvalid,
            "{unfit}"
        );
    }
    for taken in ["example.org", "banks.example"] {
        let refused = created("other", &over(&json!({ "email_domains": [taken] }))).unwrap_err();
        assert_eq!(refused.detail.parameter.as_deref(), Some("email_domains"), "{taken} leads to one place");
    }
    assert!(created("other", &over(&json!({ "email_domains": ["sub.example.org"] }))).is_ok());
    let full: Vec<_> = (0..50)
        .map(|at| Directory { id: format!("d{at}").parse().unwrap(), ..there.directories[0].clone() })
        .collect();
    let full = There { directories: &full, upstreams: &[] };
    let refused = create(new("other", &staff(), None), full, NOW).answer.unwrap_err();
    assert_eq!(refused.detail.parameter.as_deref(), Some("directory"));
}

#[test]
fn a_directory_is_changed_in_what_is_named_and_removed_in_the_version_that_was_read() {
    let named = over(&json!({ "bind_dn": "cn=reader,dc=org", "email_domains": ["example.org"] }));
    let before = made(&named, password("a secret")).unwrap();
    let itself = [before.clone()];
    let there = There { directories: &itself, upstreams: &[] };
    let later = NOW + std::time::Duration::from_secs(60);
    let changed = |changes| change(before.clone(), changes, there, later).answer;

    let disabled = changed(Changes { disabled: Some(true), ..Changes::default() }).unwrap();
    assert_eq!((disabled.version, disabled.disabled_at, disabled.updated_at), (2, Some(later), later));
    assert_eq!(disabled.password().unwrap().expose(), "a secret");
    let definition = |more: &Value| {
        let mut value = named.clone();
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Some(serde_json::from_value(value).unwrap())
    };
    let slower = Changes { definition: definition(&json!({ "timeout": 20 })), ..Changes::default() };
    assert_eq!(changed(slower).unwrap().definition.timeout, 20);

    let elsewhere = definition(&json!({ "url": "ldaps://evil.example" }));
    let refused = changed(Changes { definition: elsewhere.clone(), ..Changes::default() }).unwrap_err();
    assert_eq!(
        refused.detail.parameter.as_deref(),
        Some("bind_password"),
        "a password follows to no other server"
    );
    let anew = Changes { definition: elsewhere, bind_password: Some(password("another")), disabled: None };
    assert_eq!(changed(anew).unwrap().password().unwrap().expose(), "another");

    let removed = remove(&before);
    assert!(matches!(&removed.effects[..], [Effect::DeleteDirectory { version: 1, .. }]));
}

#[test]
fn an_address_has_the_domain_that_dns_has() {
    for (email, domain) in [
        ("maija@example.org", Some("example.org")),
        ("maija@EXAMPLE.org.", Some("example.org")),
        ("maija@mäkelä.fi", Some("xn--mkel-load.fi")),
        ("maija@sub.example.org", Some("sub.example.org")),
        ("maija@example.org@evil.example", Some("evil.example")),
        ("example.org", None),
    ] {
        assert_eq!(idp::email_domain::domain_of(email).as_deref(), domain, "{email}");
    }
}

#[test]
fn a_filter_is_read_whole_before_it_is_kept() {
    for filter in [
        "(uid={name})",
        "(|(uid={name})(mail={name}))",
        "(&(objectClass=person)(!(loginDisabled=TRUE))(cn=*{name}*))",
        "(cn;lang-fi~={name})",
        "(userAccountControl:1.2.840.113556.1.4.803:={name})",
        "(cn=a\\2ab{name})",
    ] {
        assert_eq!(filter::check(filter, "{name}"), Ok(()), "{filter}");
    }
    let deep = |times: usize| format!("{}(uid={{name}}){}", "(!".repeat(times), ")".repeat(times));
    assert_eq!(filter::check(&deep(10), "{name}"), Ok(()));
    for filter in [
        "",
        "uid={name}",
        "(uid={name}",
        "(uid={name}))",
        "(uid={name})(a=b)",
        "(&)",
        "((uid={name}))",
        "(uid)",
        "(={name})",
        "(u id={name})",
        "(cn=a\\2{name})",
        "(cn=\u{0}{name})",
        &deep(11),
        &format!("(uid={{name}}{})", "x".repeat(1000)),
    ] {
        assert_eq!(filter::check(filter, "{name}"), Err(filter::Error::Malformed), "{filter}");
    }
    for filter in ["(uid=x)", "(uid={dn})", "(|(uid={name})(cn={other}))"] {
        assert_eq!(filter::check(filter, "{name}"), Err(filter::Error::NoPlace), "{filter}");
    }
}

#[test]
fn what_somebody_writes_means_nothing_in_a_filter() {
    let filled = |value: &str| filter::fill("(&(a=b)(uid={name}))", "{name}", value);
    assert_eq!(filled("maija1"), "(&(a=b)(uid=maija1))");
    assert_eq!(filled("*"), "(&(a=b)(uid=\\2a))");
    assert_eq!(filled("x)(|(uid=*"), "(&(a=b)(uid=x\\29\\28\\7c\\28uid\\3d\\2a))");
    assert_eq!(filled("ä\\\0"), "(&(a=b)(uid=\\c3\\a4\\5c\\00))");
    assert_eq!(filled("{name}"), "(&(a=b)(uid=\\7bname\\7d))");
}
