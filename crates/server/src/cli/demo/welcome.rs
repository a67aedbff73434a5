//! What the demo says to a person at a terminal.

use super::Beside;
use super::world::{PEOPLE, Role, World};
use crate::node::Node;

/// A short welcome.
pub(super) fn text(world: &World, beside: &Beside, node: &Node, kept: bool) -> String {
    let base = &node.issuer.base;
    let lasts = if kept {
        "What you do here is kept. The clients' secrets lie in demo-secrets.json."
    } else {
        "Everything here vanishes when you press Ctrl-C; --data DIR keeps it."
    };
    let mut text = format!("\n  Countersign runs at {base}\n  {lasts}\n");
    text.push_str(&format!(
        "\n  Buy something, and say who you are with a bank\n    {shop}\n  \
         What its merchant sees, who signs in with the token below\n    {shop}/merchant\n    {}\n  \
         The banks, all invented: their people, and every fault they play\n    {}\n  \
         The mailbox, where every mail and text message lands\n    {}\n\n  People\n",
        beside.shop.merchant_token,
        beside.banks.address(),
        beside.mailbox.address(),
        shop = beside.shop.address(),
    ));
    for person in &PEOPLE {
        text.push_str(&format!("    {:<8}{:<24}{}\n", person.username, person.password, person.name()));
    }
    text.push_str("\n  Clients\n");
    for client in &world.clients {
        let secret = client.secret.as_deref().unwrap_or("(public: no secret, PKCE)");
        text.push_str(&format!("    {:<14}{secret}\n", client.id));
    }
    text.push_str(&sign_in(world, node));
    text.push_str(&format!(
        "\n  For programs\n    {base}/.well-known/openid-configuration\n    {base}/admin/api/openapi.json\n    \
         {}   where any client registers itself\n    countersign demo --json\n",
        node.issuer.address("/oauth2/register")
    ));
    text
}

/// An authorization request to open in a browser, and how its code is redeemed.
fn sign_in(world: &World, node: &Node) -> String {
    let verifier = jose::base64url::encode(jose::random::bytes::<32>());
    let Some((client, redirect_uri)) =
        world.client(Role::Public).and_then(|client| Some((client.id, client.redirect_uris.first()?)))
    else {
        return String::new();
    };
    let challenge = jose::base64url::encode(jose::digest::sha256(verifier.as_bytes()));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", client)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", "openid profile email")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    format!(
        "\n  Sign in: open this in a browser\n    {}?{query}\n\
         \n  It ends at {redirect_uri}, where an app of yours would\n  \
         listen, with a code in the address. Redeem it within a minute:\n    \
         curl {} -d grant_type=authorization_code \\\n      \
         -d client_id={client} -d redirect_uri={redirect_uri} \\\n      \
         -d code_verifier={verifier} -d code=CODE\n",
        node.issuer.address("/oauth2/authorize"),
        node.issuer.address("/oauth2/token"),
    )
}
