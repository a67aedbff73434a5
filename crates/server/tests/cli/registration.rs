//! Clients that register themselves: whether anybody may, and the tokens that let one in.

use serde_json::{Value, json};

use crate::program::{Folder, Running, http};

/// Asks to register; the status and the answer.
fn register(address: &str, token: Option<&str>) -> (u16, Value) {
    let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let headers = format!("Content-Type: application/json\r\n{bearer}");
    let asked = json!({ "redirect_uris": ["http://localhost:9000/callback"] });
    let (status, body) = http("POST /oauth2/register", address, &headers, &asked.to_string());
    (status, serde_json::from_str(&body).unwrap())
}

fn serve(folder: &Folder, flags: &[&str]) -> (Running, String) {
    let args = [&["serve", "--json", "--set", "server.listen=localhost:0"], flags].concat();
    let mut running = folder.start(&args);
    let issuer = running.json_line()["issuer"].as_str().unwrap().to_owned();
    (running, issuer)
}

#[test]
fn the_demo_takes_any_client_also_one_without_pkce() {
    let folder = Folder::new();
    let mut running = folder.start(&["demo", "--json", "--port", "0"]);
    let issuer = running.json_line()["issuer"].as_str().unwrap().to_owned();
    let (status, client) = register(&issuer, None);
    assert_eq!((status, &client["id_token_signed_response_alg"]), (201, &json!("RS256")), "{client}");
    let asks = format!(
        "GET /oauth2/authorize?client_id={}&response_type=code&scope=openid&nonce=n\
         &redirect_uri=http://localhost:9000/callback",
        client["client_id"].as_str().unwrap()
    );
    assert_eq!(http(&asks, &issuer, "", "").0, 303);
    let metadata = http("GET /.well-known/openid-configuration", &issuer, "", "").1;
    assert!(
        metadata.contains(&format!("\"registration_endpoint\":\"{issuer}/oauth2/register\"")),
        "{metadata}"
    );
}

#[test]
fn a_server_takes_a_token_unless_it_is_configured_to_be_open() {
    let folder = Folder::installed();
    let (closed, address) = serve(&folder, &[]);
    let (status, refused) = register(&address, None);
    assert_eq!((status, &refused["error_code"]), (401, &json!("initial-access-token-missing")));
    drop(closed);
    let open = ["--set", "registration.open=true", "--set", "registration.most_clients=1"];
    let (_open, address) = serve(&folder, &open);
    let (status, client) = register(&address, None);
    assert_eq!(status, 201, "{client}");
    let (status, refused) = register(&address, None);
    assert_eq!((status, &refused["error_code"]), (503, &json!("registration-full")));
}

#[test]
fn a_token_made_at_the_command_line_lets_a_client_register() {
    let folder = Folder::installed();
    let (_running, address) = serve(&folder, &[]);
    let made = folder.json(&[
        "initial-access-token",
        "create",
        "--name",
        "Partners",
        "--uses",
        "2",
        "--redirect-host",
        "localhost",
        "--scope",
        "openid email",
        "--without-pkce",
    ]);
    let (id, token) = (made["id"].as_str().unwrap(), made["initial_access_token"].as_str().unwrap());
    assert_eq!(
        (&made["name"], &made["uses"], &made["scope"]),
        (&json!("Partners"), &json!(2), &json!("openid email"))
    );
    assert_eq!(made["policy"]["require_pkce"], false);
    let (status, client) = register(&address, Some(token));
    assert_eq!((status, &client["scope"]), (201, &json!("openid email")), "{client}");
    let listed = folder.run(&["initial-access-token", "list"]).done();
    assert!(listed.contains("Partners") && listed.contains("1 of 2") && !listed.contains(token), "{listed}");
    let shown = folder.run(&["initial-access-token", "show", id]).done();
    assert!(shown.contains("localhost") && !shown.contains(token), "{shown}");

    let client = client["client_id"].as_str().unwrap();
    let told = folder.json(&["client", "show", client]);
    assert_eq!(told["registration"], json!({ "initial_access_token": id, "manages_itself": true }));
    let taken = folder.json(&["client", "revoke-registration-token", client]);
    assert_eq!(taken["registration"]["manages_itself"], false);

    folder.run(&["initial-access-token", "delete", id]).done();
    assert_eq!(register(&address, Some(token)).0, 401);
    let told = folder.run(&["initial-access-token", "show", id]).failed();
    assert!(told.contains("initial-access-token list"), "{told}");
    folder.run(&["initial-access-token", "create", "--uses", "0"]).failed();
}
