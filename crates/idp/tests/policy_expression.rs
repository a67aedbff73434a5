//! The conditions of rules: what is read, what it comes to, and that it is CEL.

use std::collections::{BTreeMap, HashMap};

use cel::{Context, Program};
use idp::login::policy::expression::{Expression, Truth};
use idp::login::policy::facts::{Facts, TABLE, Value};
use proptest::prelude::*;

fn facts() -> Facts {
    let texts = |texts: &[&str]| Value::Texts(texts.iter().map(|&text| text.to_owned()).collect());
    Facts::none()
        .with("client.id", Value::Text("shop".to_owned()))
        .with("user.age", Value::Int(17))
        .with("user.email_verified", Value::Bool(true))
        .with("user.email_domain", Value::Text("wfp.org".to_owned()))
        .with("user.groups", texts(&["staff", "buyers"]))
        .with("user.attributes.level", Value::Int(3))
        .with("user.attributes.wfp.org/site", Value::Text("rome".to_owned()))
        .with("network.address", Value::Text("10.1.2.3".to_owned()))
        .with("request.max_age", Value::Int(-1))
}

fn truth(text: &str, facts: &Facts) -> Truth {
    Expression::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault}")).evaluate(facts)
}

#[test]
fn a_condition_says_something_about_facts() {
    for (text, expected) in [
        ("user.age < 18", true),
        ("user.age >= 18", false),
        ("18 > user.age && user.age > 16 && user.age <= 17", true),
        ("user.age in [16, 17]", true),
        ("user.age == 17 ? client.id == 'shop' : client.id == 'bank'", true),
        ("client.id != \"shop\"", false),
        ("client.id in ['bank', 'shop']", true),
        ("!(client.id in ['bank', 'shop'])", false),
        ("'staff' in user.groups", true),
        ("has_group('staff') && !has_group('admins')", true),
        ("user.email_domain.endsWith('.org') && user.email_domain.startsWith('wfp')", true),
        ("user.email_domain.contains('p.o')", true),
        ("user.email_verified", true),
        ("user.email_verified == false", false),
        ("in_network(network.address, '10.0.0.0/8')", true),
        ("in_network(network.address, ['192.0.2.0/24', '10.1.2.3'])", true),
        ("in_network(network.address, '2001:db8::/32')", false),
        ("user.attributes.level == 3", true),
        ("user.attributes.level == user.age", false),
        ("user.attributes['wfp.org/site'] == 'rome'", true),
        ("request.max_age == -1", true),
        ("true", true),
        ("r'a\\b' == 'a\\\\b' // as CEL has it", true),
    ] {
        let expected = if expected { Truth::Yes } else { Truth::No };
        assert_eq!(truth(text, &facts()), expected, "{text}");
    }
}

#[test]
fn an_address_is_in_a_network_however_it_is_written() {
    for (address, expected) in [("::ffff:10.1.2.3", Truth::Yes), ("11.1.2.3", Truth::No), ("::1", Truth::No)]
    {
        let facts = facts().with("network.address", Value::Text(address.to_owned()));
        assert_eq!(truth("in_network(network.address, '10.0.0.0/8')", &facts), expected, "{address}");
    }
}

#[test]
fn what_hangs_on_a_missing_fact_is_unknown_and_tells_which() {
    let unknown = |names: &[&str]| Truth::Unknown(names.iter().map(|&name| name.to_owned()).collect());
    let without = facts().without("user.age").without("user.groups");
    for (text, expected) in [
        ("user.age < 18", unknown(&["user.age"])),
        ("!(user.age < 18)", unknown(&["user.age"])),
        ("user.age == 17 && has_group('staff')", unknown(&["user.age", "user.groups"])),
        ("user.attributes.unheard_of == 'x'", unknown(&["user.attributes.unheard_of"])),
        // What does not hang on it is known all the same, on whichever side it stands.
        ("client.id == 'bank' && user.age < 18", Truth::No),
        ("user.age < 18 && client.id == 'bank'", Truth::No),
        ("client.id == 'shop' || user.age < 18", Truth::Yes),
        ("user.age < 18 || client.id == 'shop'", Truth::Yes),
        ("user.age < 18 ? true : true", unknown(&["user.age"])),
    ] {
        assert_eq!(truth(text, &without), expected, "{text}");
    }
}

#[test]
fn a_fact_of_another_kind_than_it_should_be_is_as_good_as_missing() {
    for (name, wrong, text) in [
        ("user.age", Value::Text("17".to_owned()), "user.age != 17"),
        ("user.groups", Value::Text("staff".to_owned()), "!has_group('staff')"),
        ("user.email_verified", Value::Int(1), "!user.email_verified"),
        ("user.attributes.level", Value::Text("3".to_owned()), "user.attributes.level != 3"),
        (
            "network.address",
            Value::Text("no address".to_owned()),
            "!in_network(network.address, '10.0.0.0/8')",
        ),
    ] {
        assert_eq!(truth(text, &facts()), Truth::No, "{text}");
        let spoiled = facts().with(name, wrong);
        assert_eq!(truth(text, &spoiled), Truth::Unknown(vec![name.to_owned()]), "{text}");
    }
}

#[test]
fn refuses_what_is_no_condition_of_ours_and_says_why() {
    let deep = format!("{}true{}", "(".repeat(100), ")".repeat(100));
    let long = format!("client.id == '{}'", "x".repeat(5000));
    let many = format!("user.age in [{}1]", "1,".repeat(300));
    let dots = format!("user{}", ".a".repeat(1500));
    let chain = format!("true{}", " ? true : true".repeat(200));
    for (text, told) in [
        ("", "line 1"),
        ("user.age <", "line 1, column"),
        ("user.age < 'x'", "a whole number is expected where a text stands"),
        ("user.name == 'x'", "there is no fact user.name; there is user.id, user.age"),
        ("person.age == 18", "facts begin with client"),
        ("user.age", "user.age is a whole number, and true or false is expected"),
        ("has(user.age)", "cannot be asked"),
        ("has(user.attributes.level)", "cannot be asked"),
        ("user.groups.exists(g, g == 'staff')", "nothing repeats here"),
        ("user.groups.all(g, g == 'staff')", "nothing repeats here"),
        ("user.groups.filter(g, g == 'staff') == []", "lists are not compared"),
        ("user.groups == ['staff']", "lists are not compared"),
        ("user.groups[0] == 'staff'", "between brackets"),
        ("size(user.groups) > 3", "there is no size"),
        ("user.email_domain.matches('(a+)+')", "there is no matches"),
        ("user.age + 1 == 18", "+ is not for these values"),
        ("user.age == 17.0", "only texts, whole numbers"),
        ("user.age == 17u", "only texts, whole numbers"),
        ("'level' in user.attributes", "there is no fact user.attributes"),
        ("user.attributes == 'x'", "there is no fact user.attributes"),
        ("user.attributes.a == user.attributes.b", "an attribute is compared with"),
        ("client == 'shop'", "there is no fact client; there is client.id"),
        ("in_network(network.address, '10.0.0.0/99')", "is no network"),
        ("in_network(network.address, client.id)", "a network or a list"),
        ("user.age in [1, 'x']", "texts alone, or whole numbers alone"),
        ("{'a': 1} == {'a': 1}", "compared with"),
        (&deep, ""),
        (&long, "longer than 4096"),
        (&many, "at most 200"),
        (&dots, ""),
        (&chain, ""),
    ] {
        let fault = Expression::parse(text).map(|_| ()).expect_err(text).to_string();
        assert!(fault.contains(told), "{text}: {fault}");
        assert!(fault.len() < 500, "{fault}");
    }
}

#[test]
fn every_fact_is_in_the_documentation_as_it_is() {
    let document = include_str!("../../../docs/policy.md");
    let rows = document.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, TABLE.len() + 1, "every fact, and the attributes");
    for fact in TABLE {
        let row = format!("| `{}` | {} | {} |", fact.name, fact.kind, fact.about);
        assert!(document.lines().any(|line| line == row), "{row}");
    }
}

/// What our facts are to an interpreter of CEL that is not ours.
fn context(facts: &Facts) -> Context<'static, 'static> {
    let mut variables: BTreeMap<&str, HashMap<String, cel::Value>> = BTreeMap::new();
    for (name, value) in facts.iter() {
        let value = match value.clone() {
            Value::Bool(value) => value.into(),
            Value::Int(value) => value.into(),
            Value::Text(value) => value.into(),
            Value::Texts(values) => values.into(),
        };
        let (of, member) = name.split_once('.').unwrap();
        let (member, value) = match member.split_once('.') {
            Some((attributes, name)) => (attributes, HashMap::from([(name.to_owned(), value)]).into()),
            None => (member, value),
        };
        variables.entry(of).or_default().insert(member.to_owned(), value);
    }
    let mut context = Context::default();
    for (name, members) in variables {
        context.add_variable_from_value(name, members);
    }
    context
}

/// Conditions of ours, in text.
fn conditions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        ("==|!=|<|<=|>|>=", 15_i64..20).prop_map(|(sign, age)| format!("user.age {sign} {age}")),
        (15_i64..20).prop_map(|age| format!("user.age in [{age}, 18]")),
        "[ab]".prop_map(|id| format!("client.id == '{id}'")),
        "[ab]".prop_map(|id| format!("client.id != \"{id}\"")),
        "[ab]".prop_map(|id| format!("client.id in ['{id}', 'c']")),
        "[ab]".prop_map(|group| format!("'{group}' in user.groups")),
        "[ab]".prop_map(|part| format!("user.email_domain.endsWith('{part}')")),
        "[ab]".prop_map(|part| format!("user.email_domain.startsWith('{part}')")),
        "[ab]".prop_map(|part| format!("user.email_domain.contains('{part}')")),
        (0_i64..3).prop_map(|level| format!("user.attributes.level == {level}")),
        Just("user.email_verified".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| format!("!({one})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("{left} && {right}")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("{left} || {right}")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left}) || ({right})")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left}) == ({right})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(one, two, three)| format!("({one}) ? ({two}) : ({three})")),
        ]
    })
}

/// All facts that those conditions speak of.
fn all_known() -> impl Strategy<Value = Facts> {
    ("[ab]", 15_i64..20, proptest::collection::vec("[ab]", 0..3), "[ab]{0,3}", 0_i64..3, any::<bool>())
        .prop_map(|(id, age, groups, domain, level, verified)| {
            Facts::none()
                .with("client.id", Value::Text(id))
                .with("user.age", Value::Int(age))
                .with("user.groups", Value::Texts(groups))
                .with("user.email_domain", Value::Text(domain))
                .with("user.email_verified", Value::Bool(verified))
                .with("user.attributes.level", Value::Int(level))
        })
}

proptest! {
    #[test]
    fn where_all_is_known_it_is_what_cel_says(text in conditions(), facts in all_known()) {
        // Too deep for us is not for the other.
        let Ok(expression) = Expression::parse(&text) else { return Ok(()) };
        let theirs = Program::compile(&text).unwrap().execute(&context(&facts)).unwrap();
        let expected = if theirs == cel::Value::Bool(true) { Truth::Yes } else { Truth::No };
        prop_assert_eq!(expression.evaluate(&facts), expected, "{}", text);
    }

    #[test]
    fn taking_a_fact_away_leaves_a_condition_as_it_is_or_unknown(
        text in conditions(),
        facts in all_known(),
        which in 0_usize..6,
        spoil in any::<bool>(),
    ) {
        let Ok(expression) = Expression::parse(&text) else { return Ok(()) };
        let name = facts.iter().nth(which).unwrap().0.to_owned();
        let less = match spoil {
            // No fact is of this kind.
            true if name != "user.groups" => facts.clone().with(name.clone(), Value::Texts(vec!["a".to_owned()])),
            _ => facts.clone().without(&name),
        };
        let (before, after) = (expression.evaluate(&facts), expression.evaluate(&less));
        prop_assert!(after == before || after == Truth::Unknown(vec![name]), "{}: {:?}", text, after);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Expression::parse(&text);
    }

    #[test]
    fn any_words_of_the_language_are_read_or_refused(
        words in proptest::collection::vec(
            "user|client|age|attributes|\\.|\\[|\\]|\\(|\\)|\\{|\\}|'a'|1|0x7f|1e9|-|!|&&|\\|\\||\\?|:|,|==|<|in|has|all|true|null|b'a'|`a`|//|\n",
            0..40,
        ),
    ) {
        let _ = Expression::parse(&words.join(" "));
    }
}
