//! Signature wrapping (Somorovsky and others, On Breaking SAML, USENIX Security 2012) where responses are brought:
//! each of the eight shapes is made from one that is believed, and leads nobody in.

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::identity_provider::{IdentityProvider, Told, posted};

/// Of the response that is signed as a whole, or has the assertion that is: what a shape is made from.
struct Parts {
    /// The response, signed as a whole; its signature; the response without it.
    response: (String, String, String),
    /// The assertion, signed; its signature; the assertion without it.
    assertion: (String, String, String),
    /// The response around the signed assertion.
    around: String,
}

impl Parts {
    fn of(office: &IdentityProvider, told: &Told) -> Self {
        let apart = |signed: String| {
            let from = signed.find("<ds:Signature ").unwrap();
            let until = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
            let bare = [&signed[..from], &signed[until..]].concat();
            let signature = signed[from..until].to_owned();
            (signed, signature, bare)
        };
        let assertion = office.assertion(told, "_a");
        let response = office.sign(&office.around(told, &assertion), "_r");
        let assertion = office.sign(&assertion, "_a");
        Self {
            around: office.around(told, &assertion),
            response: apart(response),
            assertion: apart(assertion),
        }
    }

    fn instead(&self, forged: &str) -> String {
        self.around.replace(&self.assertion.0, forged)
    }

    fn made(&self, shape: u8) -> String {
        let (_, whole_signature, whole) = &self.response;
        let (signed, signature, bare) = &self.assertion;
        let forged_whole = evil(whole).replace("ID=\"_r\"", "ID=\"_e\"").replace("ID=\"_a\"", "ID=\"_f\"");
        let same_id = evil(bare);
        let forged = same_id.replace("ID=\"_a\"", "ID=\"_e\"");
        let before_status =
            |what: &str| forged_whole.replace("<samlp:Status>", &format!("{what}<samlp:Status>"));
        let before_subject =
            |of: &str, what: &str| of.replace("<saml:Subject>", &format!("{what}<saml:Subject>"));
        match shape {
            1 => before_status(&with_object(whole_signature, whole)),
            2 => before_status(&format!("{whole}{whole_signature}")),
            3 => self.instead(&format!("{forged}{signed}")),
            4 => self.instead(&forged.replace("</saml:Assertion>", &format!("{signed}</saml:Assertion>"))),
            5 => self.instead(&format!("{}{bare}", before_subject(&forged, signature))),
            6 => self.instead(&before_subject(&forged, &with_object(signature, bare))),
            7 => {
                let extensions = format!("<samlp:Extensions>{same_id}</samlp:Extensions><samlp:Status>");
                self.around.replace("<samlp:Status>", &extensions)
            }
            _ => self.instead(&before_subject(&same_id, &with_object(signature, bare))),
        }
    }
}

fn evil(text: &str) -> String {
    text.replace(">aino-there<", ">root<")
}

fn with_object(signature: &str, what: &str) -> String {
    signature.replace("</ds:Signature>", &format!("<ds:Object>{what}</ds:Object></ds:Signature>"))
}

on_both_stores! {
    async fn no_shape_of_wrapping_leads_anybody_in(world) {
        let office = IdentityProvider::start(&world, "work", |_| {}).await;
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let client = world.client(json!({ "scope": "openid" }), policy).await;
        let url = world.authorize_url(&client, &[]);
        // What the shapes are made from is believed, signed either way.
        for shape in 1..=10 {
            let mut browser = world.browser();
            let (_, at) = browser.open(&url).await;
            let page = at.split('?').next().unwrap().to_owned();
            let out = browser.post(&format!("{page}/upstream"), &[("upstream", "work")]).await;
            let told = office.says(&world, &office.sent(&world, &out).await);
            let parts = Parts::of(&office, &told);
            let response = match shape {
                9 => parts.response.0.clone(),
                // Under another name, as one assertion counts once.
                10 => office.response(&told, "_b"),
                shape => parts.made(shape),
            };
            let answer = browser.post(&office.acs, &[("SAMLResponse", &posted(&response))]).await;
            if shape > 8 {
                assert!(answer.parameter("code").is_some(), "{shape}: {answer:?}");
            } else {
                assert!(response.contains(">root<"));
                assert_eq!(answer.parameter("error_code").as_deref(), Some("upstream-untrusted"), "{shape}: {answer:?}");
            }
        }
    }
}
