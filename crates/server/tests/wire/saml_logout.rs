//! Signing out at an identity provider of SAML, and there first (SAML Profiles §4.4).

use std::time::Duration;

use idp::model::client::ClientPolicy;
use idp::model::upstream::UpstreamDefinition;
use serde_json::json;
use url::Url;
use xml::saml::binding::{Parameter, post, redirect};
use xml::saml::{LogoutRequest, LogoutResponse, Status};
use xml::{Limits, signature};

use crate::browser::Browser;
use crate::elsewhere::Says;
use crate::identity_provider::{IdentityProvider, PERSISTENT, posted};
use crate::receiver::Receiver;
use crate::upstream_logout::is_signed_in;
use crate::world::{Answer, Client, World};

const GOODBYE: &str = "https://shop.example/goodbye?x=1";
const DONE: Parameter = Parameter::Response;
const OVER: Parameter = Parameter::Request;

pub(crate) fn too(definition: &mut UpstreamDefinition) {
    definition.single_logout = true;
}

/// A client whose people are asked nothing, and that has an address for those who signed out.
pub(crate) async fn shop(world: &World) -> Client {
    let metadata = json!({ "scope": "openid profile", "post_logout_redirect_uris": [GOODBYE] });
    world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

/// Somebody who signed in there in a session of that name, in a browser of their own, and the tokens of their client.
pub(crate) async fn somebody(
    world: &World,
    office: &IdentityProvider,
    client: &Client,
    (name, session): (&str, &str),
) -> (Browser, Answer) {
    let mut browser = world.browser();
    let (_, at) = browser.open(&world.authorize_url(client, &[])).await;
    let page = at.split('?').next().unwrap().to_owned();
    let out = browser.post(&format!("{page}/upstream"), &[("upstream", office.id)]).await;
    let mut says = office.says(world, &office.sent(world, &out).await);
    (says.name, says.session) = (name.to_owned(), session.to_owned());
    let response = posted(&office.response(&says, &says.in_response_to.replace('_', "_a")));
    let answer = browser.post(&office.acs, &[("SAMLResponse", &response)]).await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("{answer:?}"));
    (browser, world.redeem(client, &code).await)
}

/// Signs out at the client's word; where the browser goes first.
pub(crate) async fn sign_out(world: &World, browser: &mut Browser, tokens: &Answer) -> Answer {
    let hint = tokens.text("id_token");
    let named = [("id_token_hint", &*hint), ("post_logout_redirect_uri", GOODBYE), ("state", "s & more")];
    let url: String = Url::parse_with_params(&format!("{}/oidc/logout", world.base), named).unwrap().into();
    browser.get(&url).await
}

/// The request that a browser is sent there with, signed by a key of ours.
pub(crate) async fn asked(world: &World, office: &IdentityProvider, out: &Answer) -> LogoutRequest {
    assert!(out.location().starts_with(&format!("{}/slo?", office.elsewhere.base)), "{out:?}");
    let url = Url::parse(out.location()).unwrap();
    let message = redirect::decode(url.query().unwrap(), OVER, &Limits::MESSAGE).unwrap();
    let source = message.verify(&office.our_keys(world).await).unwrap().clone();
    LogoutRequest::read(source.document().unwrap().root(), &xml::encryption::Opening::NOTHING).unwrap()
}

/// The answer that a browser takes back there, and the state it has with it.
async fn answered(
    world: &World,
    office: &IdentityProvider,
    out: &Answer,
) -> (LogoutResponse, Option<String>) {
    assert!(out.location().starts_with(&format!("{}/slo-answered?", office.elsewhere.base)), "{out:?}");
    let url = Url::parse(out.location()).unwrap();
    let message = redirect::decode(url.query().unwrap(), DONE, &Limits::MESSAGE).unwrap();
    let source = message.verify(&office.our_keys(world).await).unwrap().clone();
    let state = message.relay_state().map(str::to_owned);
    (LogoutResponse::read(source.document().unwrap().root()).unwrap(), state)
}

pub(crate) async fn lives(world: &World, tokens: &Answer) -> bool {
    world.userinfo(&tokens.text("access_token")).await.status == 200
}

on_both_stores! {
    async fn a_person_is_signed_out_there_too_and_then_goes_on_to_the_client(world) {
        let office = IdentityProvider::start(&world, "work", too).await;
        let client = shop(&world).await;
        let (mut browser, tokens) = somebody(&world, &office, &client, ("aino-there", "s7")).await;
        let first = sign_out(&world, &mut browser, &tokens).await;
        assert!(!is_signed_in(&world, &client, &mut browser).await, "before anybody there is asked");
        assert!(!lives(&world, &tokens).await);
        let out = browser.get(first.location()).await;
        let request = asked(&world, &office, &out).await;
        assert_eq!((&request.issuer, request.destination.as_deref()), (&office.audience, Some(&*format!("{}/slo", office.elsewhere.base))));
        assert_eq!((&*request.name_id.value, request.name_id.format.as_deref()), ("aino-there", Some(PERSISTENT)));
        assert_eq!(request.session_indexes, ["s7"]);
        let again = asked(&world, &office, &browser.get(first.location()).await).await;
        assert_eq!(request, again, "one sign-out, however often its page is loaded");
        let back = office.in_address(DONE, &office.done(&request).to_xml(), None);
        let home = browser.get(&back).await;
        assert_eq!((home.status, home.location()), (303, &*format!("{GOODBYE}&state=s%20%26%20more")));
    }

    async fn by_forms_where_the_metadata_have_nothing_else(world) {
        let office = IdentityProvider::start(&world, "work", too).await;
        office.redescribe("SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\"",
            "SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:SOAP\"");
        let client = shop(&world).await;
        let (mut browser, tokens) = somebody(&world, &office, &client, ("aino-there", "s1")).await;
        let first = sign_out(&world, &mut browser, &tokens).await;
        let page = browser.get(first.location()).await;
        assert!(page.body.contains(&format!("action=\"{}/slo\"", office.elsewhere.base)), "{page:?}");
        assert!(page.header("content-security-policy").contains(" https://shop.example"), "{page:?}");
        let source = post::decode(&page.carried().1["SAMLRequest"], &Limits::MESSAGE).unwrap();
        let document = source.document().unwrap();
        signature::verify(document.root(), &office.our_keys(&world).await).unwrap();
        let request = LogoutRequest::read(document.root(), &xml::encryption::Opening::NOTHING).unwrap();
        // From another site, without our cookies.
        let done = posted(&office.sign(&office.done(&request).to_xml(), "_done"));
        let home = world.browser().post(&office.slo, &[("SAMLResponse", &done)]).await;
        assert!(home.location().starts_with(GOODBYE), "{home:?}");

        let (mut browser, _) = somebody(&world, &office, &client, ("aino-there", "s2")).await;
        let over = office.over(&world, "aino-there", &["s2"]);
        let form = posted(&office.sign(&over.to_xml(), &over.id));
        let page = world.browser().post(&office.slo, &[("SAMLRequest", &form), ("RelayState", "<&\">")]).await;
        assert!(!is_signed_in(&world, &client, &mut browser).await);
        let fields = page.carried().1;
        assert_eq!(fields["RelayState"], "<&\">");
        let source = post::decode(&fields["SAMLResponse"], &Limits::MESSAGE).unwrap();
        let document = source.document().unwrap();
        signature::verify(document.root(), &office.our_keys(&world).await).unwrap();
        assert_eq!(LogoutResponse::read(document.root()).unwrap().in_response_to, Some(over.id));
    }

    async fn an_answer_that_is_not_believed_leads_nowhere(world) {
        let office = IdentityProvider::start(&world, "work", too).await;
        let club = IdentityProvider::start(&world, "club", too).await;
        let client = shop(&world).await;
        let (mut browser, tokens) = somebody(&world, &office, &client, ("aino-there", "s1")).await;
        let first = sign_out(&world, &mut browser, &tokens).await;
        let request = asked(&world, &office, &browser.get(first.location()).await).await;
        let right = office.done(&request);
        let with = |change: fn(&mut LogoutResponse)| {
            let mut response = right.clone();
            change(&mut response);
            office.in_address(DONE, &response.to_xml(), None)
        };
        let good = with(|_| {});
        for (what, url) in [
            ("another issuer", with(|it| it.issuer = "https://other.test".to_owned())),
            ("another address", with(|it| it.destination = Some("https://other.test/slo".to_owned()))),
            ("no address", with(|it| it.destination = None)),
            ("unsigned", good.split("&SigAlg").next().unwrap().to_owned()),
            ("another's signature", club.in_address(DONE, &right.to_xml(), None).replace(&club.slo, &office.slo)),
            ("changed", good.replacen("SAMLResponse=", "RelayState=x&SAMLResponse=", 1)),
            ("no XML", format!("{}?SAMLResponse=AAAA", office.slo)),
        ] {
            let answer = browser.get(&url).await;
            answer.assert_page(400, "upstream-logout-untrusted");
            assert!(!answer.body.contains("shop.example"), "{what}: {answer:?}");
        }
        for url in [with(|it| it.in_response_to = Some("_other".to_owned())), with(|it| it.in_response_to = None)] {
            browser.get(&url).await.assert_page(400, "logout-unknown");
        }
        let elsewhere = LogoutResponse { issuer: club.elsewhere.base.clone(), destination: Some(club.slo.clone()), ..right.clone() };
        browser.get(&club.in_address(DONE, &elsewhere.to_xml(), None)).await.assert_page(400, "logout-unknown");
        browser.get(&first.location().replace(&office.slo, &club.slo)).await.assert_page(400, "logout-unknown");
        browser.get(&format!("{}/invented", office.slo)).await.assert_page(400, "logout-unknown");

        // Whatever became of it there: here it is over.
        let mut partial = right.clone();
        partial.status = Status {
            code: "urn:oasis:names:tc:SAML:2.0:status:Responder".to_owned(),
            second: Some("urn:oasis:names:tc:SAML:2.0:status:PartialLogout".to_owned()),
            message: None,
        };
        let home = browser.get(&office.in_address(DONE, &partial.to_xml(), None)).await;
        assert!(home.location().starts_with(GOODBYE), "{home:?}");
        assert!(browser.get(&good).await.location().starts_with(GOODBYE));
        world.clock.advance(Duration::from_mins(10));
        browser.get(&good).await.assert_page(400, "logout-unknown");
    }

    async fn what_is_signed_out_there_ends_here_and_is_answered(world) {
        let office = IdentityProvider::start(&world, "work", |_| {}).await;
        let receiver = Receiver::new().await;
        let listening = json!({ "backchannel_logout_uri": receiver.url });
        let client = world.client(listening, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        let (mut first, one) = somebody(&world, &office, &client, ("aino", "s1")).await;
        let (mut second, two) = somebody(&world, &office, &client, ("aino", "s2")).await;
        let (mut third, three) = somebody(&world, &office, &client, ("aino", "s3")).await;
        let (mut other, others) = somebody(&world, &office, &client, ("eero", "s1")).await;
        // Nobody's, and a session of somebody else's: done, as there is nothing to do.
        for over in [office.over(&world, "nobody", &[]), office.over(&world, "aino", &["s4"]), office.over(&world, "s1", &["aino"])] {
            answered(&world, &office, &world.browser().get(&office.in_address(OVER, &over.to_xml(), None)).await).await;
        }
        assert!(lives(&world, &one).await && lives(&world, &others).await);

        let over = office.over(&world, "aino", &["s1", "s4"]);
        // Some browser, any browser: what it names says whose session it is.
        let out = world.browser().get(&office.in_address(OVER, &over.to_xml(), Some("a state & more"))).await;
        let (response, state) = answered(&world, &office, &out).await;
        assert_eq!((response.in_response_to.as_ref(), response.status), (Some(&over.id), Status::success()));
        assert_eq!((&response.issuer, state.as_deref()), (&office.audience, Some("a state & more")));
        assert!(!is_signed_in(&world, &client, &mut first).await && !lives(&world, &one).await);
        assert!(is_signed_in(&world, &client, &mut second).await && lives(&world, &two).await);
        receiver.wait_for(1).await;

        let all = office.over(&world, "aino", &[]);
        answered(&world, &office, &world.browser().get(&office.in_address(OVER, &all.to_xml(), None)).await).await;
        assert!(!is_signed_in(&world, &client, &mut second).await && !lives(&world, &two).await);
        assert!(!is_signed_in(&world, &client, &mut third).await && !lives(&world, &three).await);
        assert!(is_signed_in(&world, &client, &mut other).await && lives(&world, &others).await);
    }

    async fn nothing_ends_by_a_request_that_is_not_believed(world) {
        let office = IdentityProvider::start(&world, "work", |_| {}).await;
        let club = IdentityProvider::start(&world, "club", |_| {}).await;
        let client = shop(&world).await;
        let (mut browser, tokens) = somebody(&world, &office, &client, ("aino", "s1")).await;
        let right = office.over(&world, "aino", &["s1"]);
        let with = |change: fn(&mut LogoutRequest)| {
            let mut request = right.clone();
            change(&mut request);
            office.in_address(OVER, &request.to_xml(), None)
        };
        let good = with(|_| {});
        let unsigned = good.split("&SigAlg").next().unwrap().to_owned();
        for (what, url) in [
            ("another issuer", with(|it| it.issuer = "https://other.test".to_owned())),
            ("another address", with(|it| it.destination = Some("https://other.test/slo".to_owned()))),
            ("no address", with(|it| it.destination = None)),
            ("over", with(|it| it.not_on_or_after = Some(it.issue_instant - 600))),
            ("old", with(|it| (it.issue_instant, it.not_on_or_after) = (it.issue_instant - 600, None))),
            ("not yet", with(|it| it.issue_instant += 600)),
            ("for ever", with(|it| it.not_on_or_after = Some(it.issue_instant + 2 * 24 * 3600))),
            ("too much", with(|it| it.session_indexes = vec!["s1".to_owned(); 51])),
            ("unsigned", unsigned.clone()),
            ("half signed", format!("{unsigned}&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23ecdsa-sha256")),
            ("another's signature", club.in_address(OVER, &right.to_xml(), None).replace(&club.slo, &office.slo)),
            ("a state that is not signed", format!("{good}&RelayState=x")),
            ("an endless state", office.in_address(OVER, &right.to_xml(), Some(&"x".repeat(1025)))),
        ] {
            browser.get(&url).await.assert_page(400, "upstream-logout-untrusted");
            assert!(is_signed_in(&world, &client, &mut browser).await, "{what}");
        }
        for bomb in [
            right.to_xml(),
            office.sign(&right.to_xml(), &right.id).replace(">aino<", ">eero<"),
            format!("<!DOCTYPE r [<!ENTITY a \"aaaa\">]>{}", office.sign(&right.to_xml(), &right.id)),
        ] {
            let answer = browser.post(&office.slo, &[("SAMLRequest", &posted(&bomb))]).await;
            answer.assert_page(400, "upstream-logout-untrusted");
        }
        browser.get(&office.slo).await.assert_page(400, "parameter-missing");
        browser.get(&format!("{good}&SAMLResponse=AAAA")).await.assert_page(400, "parameter-invalid");
        browser.get(&good.replace(&office.slo, &format!("{}/upstream/nobody/slo", world.base))).await.assert_page(404, "not-found");
        assert!(is_signed_in(&world, &client, &mut browser).await && lives(&world, &tokens).await);

        answered(&world, &office, &browser.get(&good).await).await;
        assert!(!is_signed_in(&world, &client, &mut browser).await);
        let (mut browser, _) = somebody(&world, &office, &client, ("aino", "s1")).await;
        browser.get(&good).await.assert_page(400, "upstream-logout-untrusted");
        assert!(is_signed_in(&world, &client, &mut browser).await, "a request counts once");
    }

    async fn an_identity_provider_that_cannot_be_asked_keeps_nobody_signed_in(world) {
        let office = IdentityProvider::start(&world, "work", too).await;
        let client = shop(&world).await;
        let (mut browser, tokens) = somebody(&world, &office, &client, ("aino", "s1")).await;
        office.redescribe("SingleLogoutService", "ArtifactResolutionService");
        world.clock.advance(Duration::from_hours(2));
        let first = sign_out(&world, &mut browser, &tokens).await;
        assert!(browser.get(first.location()).await.location().starts_with(GOODBYE), "it has no place for that");
        office.elsewhere.say("/metadata", Says::status("500 Oh", "", ""));
        // What was known counts for a day and an hour.
        world.clock.advance(Duration::from_hours(23));
        let (mut late, others) = somebody(&world, &office, &client, ("aino", "s2")).await;
        world.clock.advance(Duration::from_hours(3));
        let first = sign_out(&world, &mut late, &others).await;
        assert!(late.get(first.location()).await.location().starts_with(GOODBYE), "it is gone");
        assert!(!is_signed_in(&world, &client, &mut late).await);
    }
}
