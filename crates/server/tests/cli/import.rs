//! People brought along from a file.

use crate::program::Folder;

const FILE: &str = "\u{feff}Tunnus;email;email_verified;Sukunimi;password_hash;groups\r\n\
    maija;maija@example.fi;true;Mäkelä;$2b$04$6it67htkFGYKmZY33UBV3uHZ5TggMlynlN.7xm70H4Tw6.CYLlLfS;\"staff;vip\"\r\n\
    \r\n\
    onni;not an address;;;;\r\n\
    \"aila\r\nn\";;;;;\r\n\
    eero;eero@example.fi;no;Eerola;;\r\n\
    Maija;;;;;\r\n\
    short\r\n";

const COLUMNS: [&str; 6] =
    ["--delimiter", ";", "--column", "Tunnus=username", "--column", "sukunimi=family_name"];

fn import<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["user", "import", "people.csv"][..], &COLUMNS, more].concat()
}

#[test]
fn a_file_is_rehearsed_brought_in_and_brought_in_again() {
    let folder = Folder::installed();
    folder.write("people.csv", FILE);
    let said = folder.run(&import(&["--dry-run"]));
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("Nothing was kept") && said.out.contains("2 made"), "{}", said.out);
    let repeated =
        said.err.lines().find(|line| line.starts_with("line 8: ")).unwrap_or_else(|| panic!("{}", said.err));
    assert!(repeated.contains("this one does in line 2") && repeated.contains("username"), "{repeated}");
    assert_eq!(folder.json(&["user", "list"])["users"], serde_json::json!([]));

    let said = folder.run(&import(&[]));
    assert_eq!((said.code, said.out.trim()), (Some(1), "2 made, 0 changed, 1 left alone, 3 refused."));
    for line in ["line 4: ", "line 5: ", "line 9: "] {
        assert!(said.err.contains(line), "{line} in {}", said.err);
    }
    let maija = folder.json(&["user", "show", "maija"]);
    assert_eq!(
        (&maija["family_name"], &maija["groups"]),
        (&"Mäkelä".into(), &serde_json::json!(["staff", "vip"]))
    );
    assert_eq!(folder.json(&["user", "show", "eero"])["email_verified"], false);
    let said = folder.run(&import(&["--existing", "update"]));
    assert_eq!(said.out.trim(), "0 made, 0 changed, 3 left alone, 3 refused.");
}

#[test]
fn it_ends_at_the_first_line_that_is_refused_where_that_is_wanted() {
    let folder = Folder::installed();
    folder.write("people.csv", FILE);
    let said = folder.run(&import(&["--stop"]));
    assert_eq!((said.code, said.out.trim()), (Some(1), "1 made, 0 changed, 0 left alone, 1 refused."));
    assert_eq!(folder.json(&["user", "list"])["users"].as_array().unwrap().len(), 1);
}

#[test]
fn what_went_well_ends_well_and_standard_input_will_do() {
    let folder = Folder::installed();
    let told = folder.json_with(&["user", "import", "-"], "email\na@example.fi\nb@example.fi\n");
    assert_eq!((&told["created"], &told["refused"]), (&2.into(), &0.into()));
    assert_eq!(folder.json(&["user", "show", "a@example.fi"])["username"], "a@example.fi");
    let many: String = (0..250).map(|n| format!("n{n},n{n}@example.fi\n")).collect();
    let told = folder.json_with(&["user", "import", "-"], &format!("username,email\n{many}"));
    assert_eq!(told["created"], 250);
}

#[test]
fn columns_that_are_not_known_are_asked_about_before_anything_is_done() {
    let folder = Folder::installed();
    folder.write("people.csv", "username,shoesize\nmaija,38\n");
    let said = folder.run(&["user", "import", "people.csv"]);
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("no column is called shoesize") && said.err.contains("--ignore shoesize"),
        "{}",
        said.err
    );
    assert_eq!(folder.json(&["user", "list"])["users"], serde_json::json!([]));
    let given = ["user", "import", "people.csv", "--column", "shoesize=attributes.shoe_size"];
    assert_eq!(folder.run(&given).done().trim(), "1 made, 0 changed, 0 left alone, 0 refused.");
    assert_eq!(folder.json(&["user", "show", "maija"])["attributes"]["shoe_size"], "38");
    assert!(folder.run(&["user", "import", "nowhere.csv"]).failed().contains("cannot be read"));
}
