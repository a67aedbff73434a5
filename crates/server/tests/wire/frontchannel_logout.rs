//! Clients told of a session's end by way of the browser (OpenID Connect Front-Channel Logout).

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::world::{Client, World};

const OUT: &str = "http://127.0.0.1:9/out?a=b";

async fn client(world: &World) -> Client {
    let metadata = json!({
        "frontchannel_logout_uri": OUT,
        "frontchannel_logout_session_required": true,
        "post_logout_redirect_uris": ["http://127.0.0.1:9/goodbye"],
    });
    world.client(metadata, ClientPolicy::default()).await
}

on_both_stores! {
    async fn the_page_of_signing_out_loads_each_clients_address_and_goes_on(world) {
        let (client, silent) = (client(&world).await, world.shop().await);
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&silent, &[])).await;
        let code = browser.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").unwrap();
        let hint = world.redeem(&client, &code).await.text("id_token");
        let (_, claims) = world.verified(&hint).await;

        let url = format!(
            "{}/oidc/logout?id_token_hint={hint}&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fgoodbye&state=a%22b",
            world.base
        );
        let page = browser.get(&url).await;
        assert_eq!((page.status, page.location()), (200, ""), "{page:?}");
        let issuer: String = url::form_urlencoded::byte_serialize(world.base.as_bytes()).collect();
        let frame = format!("{OUT}&iss={issuer}&sid={}", claims["sid"].as_str().unwrap());
        let escaped = frame.replace('&', "&#38;");
        assert!(page.body.contains(&format!("src=\"{escaped}\"")), "{escaped} in {page:?}");
        assert_eq!(page.body.matches("<iframe").count(), 1);
        let policy = page.header("content-security-policy");
        assert!(policy.ends_with("; frame-src http://127.0.0.1:9") && policy.contains("default-src 'none'"), "{policy}");
        // Without scripts too.
        let onward = "http://127.0.0.1:9/goodbye?state=a%22b";
        assert!(page.body.contains(&format!("content=\"5; url={onward}\"")), "{page:?}");
        assert!(page.body.contains(&format!("href=\"{onward}\"")), "{page:?}");
        assert!(!browser.cookies.keys().any(|name| name.contains("session")), "{:?}", browser.cookies);
    }

    async fn where_no_address_is_named_the_page_stays(world) {
        let client = client(&world).await;
        let mut browser = world.browser();
        let code = browser.sign_in(&world.authorize_url(&client, &[])).await.parameter("code").unwrap();
        let hint = world.redeem(&client, &code).await.text("id_token");
        let page = browser.get(&format!("{}/oidc/logout?id_token_hint={hint}", world.base)).await;
        assert!(page.body.contains("<iframe") && !page.body.contains("http-equiv"), "{page:?}");
        let again = browser.get(&format!("{}/oidc/logout?id_token_hint={hint}", world.base)).await;
        assert!(!again.body.contains("<iframe"), "once");
        assert!(!again.header("content-security-policy").contains("frame-src"));
    }

    async fn the_metadata_say_so(world) {
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        assert_eq!(metadata["frontchannel_logout_supported"], true);
        assert_eq!(metadata["frontchannel_logout_session_supported"], true);
    }
}
