//! The policy from the command line: looked over, set, shown, tried out, replayed; and the templates.

use serde_json::{Value, json};

use crate::program::Folder;

const ONLY_OFFICE: &str = r#"
zone = "Europe/Helsinki"

[[rule]]
name = "only-office"
when = "!in_network(network.address, '10.0.0.0/8')"
then = "deny"
help_desk = "Working from home is not open yet."
[rule.person]
en = "Only from the office."
"#;

fn with_maija() -> Folder {
    let folder = Folder::installed();
    folder.write("password", "kesäyö-on-valoisa\n");
    folder.json(&["user", "create", "maija", "--password-file", "password"]);
    folder
}

#[test]
fn a_policy_is_looked_over_set_shown_and_tried_out() {
    let folder = with_maija();
    assert!(folder.run(&["policy", "show"]).done().contains("No policy was set to be live"));
    folder.write("office.toml", ONLY_OFFICE);
    let found = folder.json(&["policy", "lint", "office.toml"]);
    assert_eq!(found["ok"], true);
    assert!(
        found["findings"][0]["what"].as_str().unwrap().starts_with("there is no sentence in "),
        "{found}"
    );
    let set = folder.json(&["policy", "set", "office.toml"]);
    assert_eq!(
        (&set["version"], &set["role"], &set["zone"]),
        (&json!(1), &json!("live"), &json!("Europe/Helsinki"))
    );

    // What is shown can be set again, and means the same.
    let shown = folder.run(&["policy", "show"]).done();
    assert!(shown.starts_with("# Policy 1, set to be live by command_line at "), "{shown}");
    folder.write("again.toml", &shown);
    assert_eq!(folder.json(&["policy", "set", "again.toml", "--shadow"])["rule"], set["rule"]);
    folder.write("again.json", &json!({ "zone": "Europe/Helsinki", "rule": set["rule"] }).to_string());
    assert_eq!(folder.json(&["policy", "set", "again.json"])["rule"], set["rule"]);
    let versions: Vec<Value> = folder.json(&["policy", "history"])["policies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|policy| json!([policy["version"], policy["role"]]))
        .collect();
    assert_eq!(versions, [json!([3, "live"]), json!([2, "shadow"]), json!([1, "live"])]);
    assert_eq!(folder.json(&["policy", "show", "--version", "1"])["version"], 1);

    let test = |ip: &str| folder.json(&["policy", "test", "--user", "maija", "--ip", ip]);
    assert_eq!(test("192.0.2.1")["judgement"]["outcome"], "deny");
    assert_eq!(test("10.0.0.1")["judgement"]["outcome"], "allow");
    let said = folder.run(&["policy", "test", "--user", "maija"]).done();
    assert!(
        said.contains("Rule \"only-office\", which denies, hangs on what was not known (network.address) and so counted as met."),
        "{said}"
    );
    assert_eq!(folder.json(&["user", "sign-ins", "maija", "--explain"]), json!({ "sign_ins": [] }));
    let replay = folder.json(&["policy", "replay", "--since", "7d", "--with", "office.toml"]);
    assert_eq!((&replay["looked_at"], &replay["changed"]), (&json!(0), &json!([])));
}

#[test]
fn what_is_wrong_with_a_policy_is_said_and_the_exit_code_says_so_too() {
    let folder = with_maija();
    folder.write("faulty.toml", "[[rule]]\nname = \"x\"\nwhen = \"user.shoe_size > 43\"\nthen = \"deny\"\n");
    let said = folder.run(&["policy", "lint", "faulty.toml"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.starts_with("error: rule \"x\", when: there is no fact user.shoe_size"), "{said:?}");
    for command in
        [["policy", "set", "faulty.toml"].as_slice(), &["policy", "replay", "--with", "faulty.toml"]]
    {
        let told = folder.run(command).failed();
        assert!(
            told.contains("there is no fact user.shoe_size") && told.ends_with("[policy-invalid]"),
            "{told}"
        );
    }
    folder.write("unread.toml", "[[rule]]\nname = \n");
    folder.write("unknown.toml", "[[rule]]\nname = \"x\"\nwhen = \"true\"\nthan = \"deny\"\n");
    for (file, expected) in [
        ("absent.toml", "absent.toml"),
        ("unread.toml", "unread.toml"),
        ("unknown.toml", "then, as there is no such member"),
    ] {
        let told = folder.run(&["policy", "lint", file]).failed();
        assert!(told.contains(expected), "{told}");
    }
    assert_eq!(folder.run(&["policy", "replay", "--since", "yesterday"]).code, Some(2));
    assert_eq!(folder.run(&["policy", "test"]).code, Some(2));
    for args in [
        ["explain", "AAAAAAAAAAAAAAAAAAAAAA"],
        ["explain", "x"],
        ["show", "--version=9"],
        ["template", "none"],
    ] {
        folder.run(&[&["policy"], args.as_slice()].concat()).failed();
    }
}

#[test]
fn every_template_is_a_policy_without_a_fault_once_its_names_are_there() {
    let folder = Folder::installed();
    let listed = folder.json(&["policy", "template"]);
    let templates = listed["templates"].as_array().unwrap();
    assert_eq!(templates.len(), 6);
    for template in templates {
        let name = template["name"].as_str().unwrap();
        assert!(template["about"].as_str().unwrap().ends_with('.'), "{template}");
        folder.write("it.toml", &folder.run(&["policy", "template", name]).done());
        let found = folder.json(&["policy", "lint", "it.toml"]);
        assert_eq!(found["ok"], true, "{name}: {found}");
        for finding in found["findings"].as_array().unwrap() {
            let what = finding["what"].as_str().unwrap();
            let names = ["there is no client", "there is no upstream", "there is no group"];
            assert!(names.iter().any(|expected| what.starts_with(expected)), "{name}: {what}");
        }
        assert!(folder.json(&["policy", "set", "it.toml", "--shadow"])["version"].is_i64());
    }
}
