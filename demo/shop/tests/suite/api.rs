//! Orders for the merchant's programs.

use serde_json::Value;

use crate::world::{TOKEN, World, onni};

async fn asked(world: &World, path: &str, token: Option<&str>) -> (u16, String, Value) {
    let request = reqwest::Client::new().get(format!("{}/api/orders/{path}", world.shop.base));
    let request = match token {
        Some(token) => request.header("authorization", token),
        None => request,
    };
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let challenge = answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
    (status, challenge.unwrap_or_default(), serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
}

#[tokio::test]
async fn an_order_is_told_to_whoever_has_the_merchants_token() {
    let world = World::new().await;
    let (order, _) = world.bought(&world.browser(), "lakeside", onni()).await;
    for scheme in ["Bearer", "bearer"] {
        let (status, _, told) = asked(&world, &order, Some(&format!("{scheme} {TOKEN}"))).await;
        assert_eq!(
            (status, told["id"].as_str(), told["store"].as_str()),
            (200, Some(&*order), Some("lakeside"))
        );
        assert_eq!((&told["cents"], &told["lines"][0]["product"]), (&12900.into(), &"kettle".into()));
        assert_eq!(told["metadata"].as_object().unwrap().len(), 4, "{told}");
    }
    for wrong in [None, Some("Bearer"), Some("Bearer "), Some("Bearer another"), Some("Basic eDp5")] {
        let (status, challenge, told) = asked(&world, &order, wrong).await;
        assert_eq!((status, challenge.as_str()), (401, "Bearer realm=\"shop\""), "{wrong:?}");
        assert_eq!(told["error"], "invalid_token");
    }
    let right = format!("Bearer {TOKEN}");
    for unknown in ["AAAA-AAAA-AAAA", "x", "%27%20OR%201"] {
        let (status, _, told) = asked(&world, unknown, Some(&right)).await;
        assert_eq!((status, told["error"].as_str()), (404, Some("not_found")), "{unknown}");
    }
}
