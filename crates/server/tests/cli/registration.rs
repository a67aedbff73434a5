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
