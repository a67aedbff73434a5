//! The demo's world.

use std::fs::read_dir;

use serde_json::Value;

use crate::program::{Folder, client_credentials, http, mode};

const DEMO: [&str; 4] = ["demo", "--json", "--port", "0"];

fn passing_worlds(folder: &Folder) -> usize {
    let entries = read_dir(folder.path("")).unwrap().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("countersign-demo-")).count()
}

#[test]
fn describes_itself_in_exactly_one_line_and_vanishes() {
    let folder = Folder::new();
    let mut running = folder.start(&DEMO);
    let world = running.json_line();
    let issuer = world["issuer"].as_str().unwrap();
    assert_eq!(world["admin_api"], format!("{issuer}/admin/api/v1"));
    for name in ["console", "phone", "cardsync"] {
        assert_eq!(world.get(name), Some(&Value::Null), "{name}");
    }
    for name in ["shop", "banks", "mailbox"] {
        assert_eq!(http("GET /", world[name].as_str().unwrap(), "", "").0, 200, "{name}");
    }
    for user in world["users"].as_array().unwrap() {
        for name in ["username", "password", "name", "email", "mobile"] {
            assert!(user[name].is_string(), "{name}: {user}");
        }
    }
    assert_eq!(http("GET /.well-known/openid-configuration", issuer, "", "").0, 200);
    assert_eq!(passing_worlds(&folder), 1);
    let (ended, rest) = running.stop();
    assert!(ended.success(), "{ended}");
    assert_eq!(rest, "");
    assert_eq!(passing_worlds(&folder), 0);
}

#[test]
fn vanishes_at_ctrl_c_too_also_while_it_is_being_made() {
    let folder = Folder::new();
    let mut running = folder.start(&DEMO);
    running.json_line();
    assert!(running.stop_by("INT").0.success());
    assert_eq!(passing_worlds(&folder), 0);

    let running = folder.start(&DEMO);
    while passing_worlds(&folder) == 0 {
        std::thread::yield_now();
    }
    assert!(running.stop_by("INT").0.success());
    assert_eq!(passing_worlds(&folder), 0);
}

#[test]
fn has_a_token_that_opens_the_admin_api() {
    let folder = Folder::new();
    let mut running = folder.start(&DEMO);
    let world = running.json_line();
    let issuer = world["issuer"].as_str().unwrap();
    let bearer = format!("Authorization: Bearer {}\r\n", world["admin_token"].as_str().unwrap());
    let (status, clients) = http("GET /admin/api/v1/clients", issuer, &bearer, "");
    assert_eq!(status, 200, "{clients}");
    let clients: Value = serde_json::from_str(&clients).unwrap();
    let clients = clients["clients"].as_array().unwrap();
    for client in clients.iter().filter(|client| client["client_id"].as_str().unwrap().starts_with("demo-")) {
        assert_eq!(client["id_token_signed_response_alg"], "ES256");
        assert_eq!(client["policy"]["require_pkce"], true);
    }
    assert_eq!(http("GET /admin/api/v1/clients", issuer, "", "").0, 401);
}

#[test]
fn a_kept_world_is_the_same_at_the_next_start() {
    let folder = Folder::new();
    let described = || {
        let mut running = folder.start(&[&DEMO[..], &["--data", "kept"]].concat());
        let mut world = running.json_line();
        let issuer = world["issuer"].as_str().unwrap().to_owned();
        let bearer = format!("Authorization: Bearer {}\r\n", world["admin_token"].as_str().unwrap());
        let users = http("GET /admin/api/v1/users", &issuer, &bearer, "").1;
        assert!(running.stop().0.success());
        // Port and token are of this start.
        for name in ["issuer", "admin_api", "admin_token", "shop", "banks", "mailbox"] {
            world[name].take();
        }
        (world, serde_json::from_str::<Value>(&users).unwrap())
    };
    let first = described();
    assert_eq!(first.1["users"].as_array().unwrap().len(), 2);
    for name in ["demo-secrets.json", "demo.key", "demo.db"] {
        assert_eq!(mode(&folder.path("kept").join(name)), 0o600, "{name}");
    }
    assert_eq!(described(), first);
    assert_eq!(passing_worlds(&folder), 0);
}

#[test]
fn a_client_whose_secret_was_lost_gets_another_that_works() {
    let folder = Folder::new();
    let machine = |world: &Value| {
        let clients = world["clients"].as_array().unwrap();
        let found = clients.iter().find(|client| client["client_id"] == "demo-admin").unwrap();
        found["client_secret"].as_str().unwrap().to_owned()
    };
    let args = [&DEMO[..], &["--data", "kept"]].concat();
    let mut running = folder.start(&args);
    let first = machine(&running.json_line());
    running.stop();
    std::fs::remove_file(folder.path("kept/demo-secrets.json")).unwrap();
    let mut running = folder.start(&args);
    let world = running.json_line();
    assert_ne!(machine(&world), first);
    assert!(world["admin_token"].is_string());
    running.stop();
}

#[test]
fn welcomes_a_person_within_80_columns() {
    let folder = Folder::new();
    let mut running = folder.start(&["demo", "--port", "0"]);
    let mut welcome = String::new();
    while !welcome.contains("countersign demo --json") {
        welcome.push_str(&running.line());
    }
    assert!(running.stop().0.success());
    for told in ["maija", "sininen-talvi-ilta", "demo-web", "openid-configuration", "/oauth2/authorize?"] {
        assert!(welcome.contains(told), "{told}: {welcome}");
    }
    // An address is one word, however long.
    let long = welcome.lines().filter(|line| line.chars().count() > 80 && line.trim().contains(' '));
    assert_eq!(long.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn refuses_a_port_that_is_taken_and_says_how_to_choose_another() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let told = folder.run(&["demo", "--port", &port]).failed();
    assert!(told.contains(&port) && told.contains("--port N") && told.contains("--port 0"), "{told}");
    assert_eq!(passing_worlds(&folder), 0);
    drop(taken);
    let mut running = folder.start(&["demo", "--json", "--port", &port]);
    assert_eq!(running.json_line()["issuer"], format!("http://localhost:{port}"));
}

#[test]
fn logs_as_much_as_is_asked_for() {
    let folder = Folder::new();
    let logged = |args: &[&str]| {
        let mut running = folder.start(&[&DEMO[..], args].concat());
        running.json_line();
        let log = folder.path("log");
        assert!(running.stop().0.success());
        std::fs::read_to_string(log).unwrap()
    };
    assert_eq!(logged(&[]), "");
    assert!(logged(&["--log", "info"]).contains("stopping"));
    assert_eq!(folder.run(&["demo", "--log", "loud"]).code, Some(2));
}

#[test]
fn is_reached_over_both_of_this_machines_addresses() {
    let folder = Folder::new();
    let mut running = folder.start(&DEMO);
    let world = running.json_line();
    let port = world["issuer"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    let mut addresses = vec![format!("http://127.0.0.1:{port}")];
    // Some machines have no IPv6.
    if std::net::TcpListener::bind("[::1]:0").is_ok() {
        addresses.push(format!("http://[::1]:{port}"));
    }
    for address in addresses {
        assert_eq!(http("GET /health/live", &address, "", "").0, 200, "{address}");
    }
}

#[test]
fn its_machine_gets_a_token() {
    let folder = Folder::new();
    let mut running = folder.start(&DEMO);
    let world = running.json_line();
    let issuer = world["issuer"].as_str().unwrap();
    // It is registered for the Authorization header, so the body is refused, and not for its secret.
    assert_eq!(client_credentials(issuer, "demo-machine", "wrong"), 401);
    let clients = world["clients"].as_array().unwrap();
    let machine = clients.iter().find(|client| client["client_id"] == "demo-machine").unwrap();
    let pair = format!("demo-machine:{}", machine["client_secret"].as_str().unwrap());
    let headers = format!(
        "Authorization: Basic {}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        base64(pair.as_bytes())
    );
    let (status, body) = http("POST /oauth2/token", issuer, &headers, "grant_type=client_credentials");
    assert_eq!(status, 200, "{body}");
}

fn base64(bytes: &[u8]) -> String {
    let url: String = jose::base64url::encode(bytes);
    let standard = url.replace('-', "+").replace('_', "/");
    let padding = (4 - standard.len() % 4) % 4;
    standard + &"=".repeat(padding)
}
