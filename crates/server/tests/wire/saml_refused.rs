//! What an identity provider of SAML says that is not believed, each beside what is.

use idp::model::client::ClientPolicy;
use jose::{JwsAlgorithm, SigningKey};
use serde_json::json;

use crate::broker::Broker;
use crate::browser::Browser;
use crate::identity_provider::{IdentityProvider, TO_ANOTHER, TO_US, Told, encrypted, posted, signed};
use crate::world::{Answer, Client, Engine, Setup, World, run_with};

struct Setting {
    office: IdentityProvider,
    client: Client,
    url: String,
}

impl Setting {
    async fn of(world: &World) -> Self {
        Self::at(world, IdentityProvider::start(world, "work", |_| {}).await).await
    }

    async fn at(world: &World, office: IdentityProvider) -> Self {
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let client = world.client(json!({ "scope": "openid email" }), policy).await;
        let url = world.authorize_url(&client, &[]);
        Self { office, client, url }
    }

    /// Somebody sets out, and this is brought back in their browser.
    async fn bring(&self, world: &World, make: impl FnOnce(&IdentityProvider, Told) -> String) -> Answer {
        let (mut browser, told) = self.set_out(world).await;
        let response = posted(&make(&self.office, told));
        browser.post(&self.office.acs, &[("SAMLResponse", &response)]).await
    }

    async fn set_out(&self, world: &World) -> (Browser, Told) {
        let mut browser = world.browser();
        let (_, at) = browser.open(&self.url).await;
        let page = at.split('?').next().unwrap().to_owned();
        let out = browser.post(&format!("{page}/upstream"), &[("upstream", "work")]).await;
        let asked = self.office.sent(world, &out).await;
        let told = self.office.says(world, &asked);
        (browser, told)
    }

    async fn believed(&self, world: &World, make: impl FnOnce(&IdentityProvider, Told) -> String) {
        let answer = self.bring(world, make).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn untrusted(
        &self,
        world: &World,
        what: &str,
        make: impl FnOnce(&IdentityProvider, Told) -> String,
    ) {
        let answer = self.bring(world, make).await;
        assert_eq!(answer.error().0, "server_error", "{what}");
        assert_eq!(answer.parameter("error_code").as_deref(), Some("upstream-untrusted"), "{what}");
    }
}

/// A thousand million times as long as it looks, if anybody reads it.
fn laughs(response: &str) -> String {
    let mut entities = "<!ENTITY l0 \"lol\">".to_owned();
    for level in 1..10 {
        let before = format!("&l{};", level - 1).repeat(10);
        entities.push_str(&format!("<!ENTITY l{level} \"{before}\">"));
    }
    format!("<!DOCTYPE r [{entities}]>{}", response.replace(">aino-there<", ">&l9;<"))
}

on_both_stores! {
    async fn what_is_not_said_by_it_to_us_about_this_sign_in_and_now(world) {
        let at = Setting::of(&world).await;
        at.believed(&world, |office, told| office.response(&told, "_0")).await;
        type Change = fn(&mut Told);
        let changes: [(&str, Change); 7] = [
            ("issuer", |told| told.issuer = "https://other.test".to_owned()),
            ("audience", |told| told.audience = "https://other.test/metadata".to_owned()),
            ("recipient", |told| told.recipient = "https://other.test/acs".to_owned()),
            ("over", |told| (told.now, told.until) = (told.now - 900, told.now - 600)),
            ("not yet", |told| (told.now, told.until) = (told.now + 600, told.now + 900)),
            ("over before it begins", |told| told.until = told.now - 600),
            ("another each time", |told| {
                told.format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient".to_owned();
            }),
        ];
        for (what, change) in changes {
            at.untrusted(&world, what, |office, mut told| {
                change(&mut told);
                office.response(&told, "_1")
            }).await;
        }
        for (what, from, to) in [
            ("destination", " Destination=\"", " Destination=\"https://other.test/acs?"),
            ("a status that is none", ":Success\"", ":Sucess\""),
            ("no end of the confirmation", " NotOnOrAfter=", " Later="),
            ("another version", "Version=\"2.0\"", "Version=\"1.1\""),
        ] {
            let answer = at.bring(&world, |office, told| {
                let whole = office.around(&told, &office.assertion(&told, "_1")).replace(from, to);
                office.sign(&whole, "_r")
            }).await;
            assert_eq!(answer.parameter("code"), None, "{what}: {answer:?}");
            assert!(answer.parameter("error").is_some(), "{what}: {answer:?}");
        }
        at.untrusted(&world, "for us and for whoever else is named in vain", |office, told| {
            let further = "<saml:AudienceRestriction><saml:Audience>https://other.test</saml:Audience></saml:AudienceRestriction></saml:Conditions>";
            let assertion = office.assertion(&told, "_1").replace("</saml:Conditions>", further);
            office.around(&told, &office.sign(&assertion, "_1"))
        }).await;
        at.believed(&world, |office, told| {
            office.sign(&office.around(&told, &office.assertion(&told, "_3")), "_r")
        }).await;
        // A clock that differs by a little is no reason.
        at.believed(&world, |office, mut told| {
            told.now += 30;
            office.response(&told, "_2")
        }).await;
    }

    async fn what_is_not_signed_by_a_key_of_its_metadata(world) {
        let at = Setting::of(&world).await;
        at.untrusted(&world, "unsigned", |office, told| office.around(&told, &office.assertion(&told, "_1"))).await;
        let other = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        at.untrusted(&world, "by another", |office, told| {
            office.around(&told, &signed(&office.assertion(&told, "_1"), "_1", &other))
        }).await;
        at.untrusted(&world, "changed", |office, told| {
            office.response(&told, "_1").replace(">aino-there<", ">root<")
        }).await;
        at.believed(&world, |office, told| office.sign(&office.around(&told, &office.assertion(&told, "_2")), "_r")).await;
    }

    async fn a_document_type_or_an_entity(world) {
        let at = Setting::of(&world).await;
        let (mut browser, told) = at.set_out(&world).await;
        let response = at.office.response(&told, "_1");
        for bomb in [
            format!("<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{response}"),
            format!("<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/\">{response}"),
            response.replace(">aino-there<", ">&a;<"),
            laughs(&response),
        ] {
            let answer = browser.post(&at.office.acs, &[("SAMLResponse", &posted(&bomb))]).await;
            answer.assert_page(400, "login-unknown");
        }
        let answer = browser.post(&at.office.acs, &[("SAMLResponse", &posted(&response))]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn what_is_not_encrypted_to_us_where_it_must_be(world) {
        let office = IdentityProvider::start(&world, "work", |definition| {
            definition.saml.as_mut().unwrap().encrypted = true;
        }).await;
        let at = Setting::at(&world, office).await;
        let sealed = |office: &IdentityProvider, told: &Told, id: &str, to: &str| {
            office.around(told, &encrypted(&office.sign(&office.assertion(told, id), id), to))
        };
        at.believed(&world, |office, told| sealed(office, &told, "_1", TO_US)).await;
        at.untrusted(&world, "not encrypted", |office, told| office.response(&told, "_2")).await;
        at.untrusted(&world, "to another", |office, told| sealed(office, &told, "_3", TO_ANOTHER)).await;
        at.untrusted(&world, "changed", |office, told| {
            // The last bytes are those of the tag.
            let whole = sealed(office, &told, "_4", TO_US);
            let (front, back) = whole.rsplit_once("</xenc:CipherValue>").unwrap();
            let last = front.len() - 8;
            let other = if &front[last..=last] == "A" { "B" } else { "A" };
            [&front[..last], other, &front[last + 1..], "</xenc:CipherValue>", back].concat()
        }).await;
        at.untrusted(&world, "unsigned within", |office, told| {
            office.around(&told, &encrypted(&office.assertion(&told, "_5"), TO_US))
        }).await;
        at.untrusted(&world, "one beside the one that is encrypted", |office, told| {
            let forged = office.assertion(&told, "_6").replace(">aino-there<", ">root<");
            let sealed = encrypted(&office.sign(&office.assertion(&told, "_7"), "_7"), TO_US);
            office.around(&told, &format!("{forged}{sealed}"))
        }).await;
        // One that is signed as a whole covers what is encrypted in it.
        at.believed(&world, |office, told| {
            office.sign(&office.around(&told, &encrypted(&office.assertion(&told, "_8"), TO_US)), "_r")
        }).await;
    }

    async fn a_name_is_read_across_a_comment(world) {
        let at = Setting::of(&world).await;
        let mut subs = Vec::new();
        for name in ["aino", "aino<!-- -->.evil", "aino.evil"] {
            let answer = at.bring(&world, |office, mut told| {
                told.name = name.to_owned();
                office.response(&told, &format!("_{}", name.len()))
            }).await;
            let tokens = world.redeem(&at.client, &answer.parameter("code").unwrap()).await;
            subs.push(world.userinfo(&tokens.text("access_token")).await.json()["sub"].clone());
        }
        assert_ne!(subs[0], subs[1], "whoever is called aino.evil there is not aino");
        assert_eq!(subs[1], subs[2]);
    }

    async fn a_response_counts_once_and_in_the_browser_that_set_out(world) {
        let at = Setting::of(&world).await;
        let (mut browser, told) = at.set_out(&world).await;
        let response = posted(&at.office.response(&told, "_1"));
        let elsewhere = world.browser().post(&at.office.acs, &[("SAMLResponse", &response)]).await;
        elsewhere.assert_page(403, "login-other-browser");
        let answer = browser.post(&at.office.acs, &[("SAMLResponse", &response)]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let again = browser.post(&at.office.acs, &[("SAMLResponse", &response)]).await;
        assert!(again.status >= 400, "{again:?}");
        // Another request's answer with the same assertion: it names the other request.
        at.untrusted(&world, "another request", |office, mut now| {
            let assertion = office.sign(&office.assertion(&told, "_1"), "_1");
            now.issuer.clone_from(&told.issuer);
            office.around(&now, &assertion)
        }).await;
        at.untrusted(&world, "the same assertion", |office, now| office.response(&now, "_1")).await;
    }

    /// Whoever answers at the wrong door is told that no request of theirs is known there, and nothing is spent by it.
    async fn an_answer_that_is_brought_to_another_door(world) {
        let at = Setting::of(&world).await;
        let club = IdentityProvider::start(&world, "club", |_| {}).await;
        let broker = Broker::plain(&world, "openid", |definition| definition.userinfo = false).await;
        let (mut browser, told) = at.set_out(&world).await;
        let right = posted(&at.office.response(&told, "_1"));
        browser.post(&club.acs, &[("SAMLResponse", &right)]).await.assert_page(400, "login-unknown");
        for path in ["acs", "slo"] {
            let door = format!("{}/upstream/{}/{path}", world.base, broker.id);
            browser.post(&door, &[("SAMLResponse", &right)]).await.assert_page(404, "not-found");
        }
        for path in ["metadata", "slo/invented"] {
            assert_eq!(world.get(&format!("/upstream/{}/{path}", broker.id)).await.status, 404);
        }
        let callback = format!("{}/upstream/{}/callback", world.base, at.office.id);
        let state = &told.in_response_to;
        for answer in [
            browser.get(&format!("{callback}?code=x&state={state}")).await,
            browser.post(&callback, &[("code", "x"), ("state", state)]).await,
            browser.post(&callback, &[("SAMLResponse", &right)]).await,
        ] {
            answer.assert_page(404, "not-found");
        }
        let token = world.post(&format!("/upstream/{}/backchannel_logout", at.office.id), &[("logout_token", "e30.e30.x")]).await;
        assert_eq!(token.status, 404, "{token:?}");
        let answer = browser.post(&at.office.acs, &[("SAMLResponse", &right)]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");

        // An OpenID provider's answer, to the door of an identity provider.
        let mut browser = world.browser();
        let (_, page) = browser.open(&at.url).await;
        let page = page.split('?').next().unwrap().to_owned();
        let out = browser.post(&format!("{page}/upstream"), &[("upstream", broker.id)]).await;
        let sent = broker.sent(&out);
        let mut forged = told.clone();
        forged.in_response_to = url::Url::parse(out.location()).unwrap().query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let forged = posted(&at.office.response(&forged, "_9"));
        browser.post(&at.office.acs, &[("SAMLResponse", &forged)]).await.assert_page(400, "login-unknown");
        broker.say_token(&broker.token(&broker.claims(&sent, json!({}))));
        assert!(browser.get(&broker.back(&sent)).await.parameter("code").is_some());
    }

    async fn what_answers_no_request(world) {
        let at = Setting::of(&world).await;
        let (mut browser, mut told) = at.set_out(&world).await;
        let right = posted(&at.office.response(&told, "_1"));
        told.in_response_to = "_made-up".to_owned();
        let unknown = posted(&at.office.response(&told, "_1"));
        let none = at.office.response(&told, "_1").replace(" InResponseTo=\"_made-up\"", "");
        for response in [unknown, posted(&none), "!".to_owned(), String::new()] {
            let answer = browser.post(&at.office.acs, &[("SAMLResponse", &response)]).await;
            assert_eq!(answer.status, 400, "{answer:?}");
        }
        let answer = browser.post(&at.office.acs, &[("SAMLResponse", &right)]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }
}

/// Of two that bring it at once, each to a node of their own, one is led in.
#[test]
fn an_assertion_counts_once_among_nodes() {
    run_with(Engine::Postgres, Setup::default(), |world| async move {
        let at = Setting::of(&world).await;
        let other = at.office.acs.replace(&world.base, &world.beside().await);
        let bring = async |browser: &mut Browser, at: &str, response: &str| {
            let answer = browser.post(at, &[("SAMLResponse", response)]).await;
            answer.parameter("code").is_some()
        };
        for round in 0..4 {
            // One response, twice.
            let (mut one, told) = at.set_out(&world).await;
            let mut same = world.browser();
            same.cookies.clone_from(&one.cookies);
            let response = posted(&at.office.response(&told, &format!("_a{round}")));
            let (here, there) =
                tokio::join!(bring(&mut one, &at.office.acs, &response), bring(&mut same, &other, &response));
            assert!(here != there, "{here} {there}");
            // One assertion, in the answers to two requests.
            let ((mut one, first), (mut two, second)) = (at.set_out(&world).await, at.set_out(&world).await);
            let [first, second] =
                [first, second].map(|told| posted(&at.office.response(&told, &format!("_b{round}"))));
            let (here, there) =
                tokio::join!(bring(&mut one, &at.office.acs, &first), bring(&mut two, &other, &second));
            assert!(here != there, "{here} {there}");
        }
    });
}
