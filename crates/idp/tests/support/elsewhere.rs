//! An upstream, played: what it says of itself, and what it signs.

use std::sync::OnceLock;

use idp::authorize::{self, Pick};
use idp::login::upstream::asked::Asked;
use idp::login::upstream::{self, Begun, SettleFacts, Settled, Vouched, refusal_of};
use idp::model::upstream::{Choice, ClaimRule, Upstream, UpstreamDefinition};
use idp::model::user::canonical_login_name;
use idp::{Decision, Refusal, Time};
use jose::{JwkSet, JwsAlgorithm, SigningKey, jwt};
use oidc::discovery::Issuer;
use rp::message::Response;
use rp::{Authentication, Client, Keys, Party, Provider};
use serde_json::{Value, json};

use super::play::{Browser, Loaded};
use super::state::in_utc;
use super::{NOW, World};

/// Where the upstream of this name is.
pub(crate) fn issuer_of(id: &str) -> String {
    format!("https://{id}.test")
}

/// An upstream that tells a name, and leaves everything else as it is.
pub(crate) fn office(id: &str) -> Upstream {
    Upstream {
        id: id.parse().unwrap(),
        version: 1,
        definition: UpstreamDefinition {
            issuer: issuer_of(id),
            client_id: "us".to_owned(),
            id_token_signed_response_alg: JwsAlgorithm::ES256,
            claims: vec![ClaimRule::new("name", "name")],
            ..UpstreamDefinition::default()
        },
        client_secret: None,
        keys: Vec::new(),
        disabled_at: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

/// What is to be chosen behind an upstream.
pub(crate) fn bank(id: &str) -> Choice {
    Choice { id: id.to_owned(), name: format!("Bank {id}") }
}

fn signer() -> &'static SigningKey {
    static SIGNER: OnceLock<SigningKey> = OnceLock::new();
    SIGNER.get_or_init(|| SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("theirs"))
}

/// Everything that the server has of an upstream to speak with it.
pub(crate) struct There {
    client: Client,
    provider: Provider,
    keys: Keys,
}

impl There {
    pub(crate) fn of(upstream: &Upstream) -> Self {
        let base = &upstream.definition.issuer;
        let metadata = json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}/authorize"), "token_endpoint": format!("{base}/token"),
            "pushed_authorization_request_endpoint": format!("{base}/par"),
            "jwks_uri": format!("{base}/jwks"), "response_types_supported": ["code"],
        });
        let keys: JwkSet = [signer().public_jwk()].into_iter().collect();
        Self {
            client: Client::new(
                &*upstream.definition.client_id,
                format!("https://id.test/upstream/{}/callback", upstream.id),
                Authentication::None,
            )
            .id_token_signed_response_alg(upstream.definition.id_token_signed_response_alg),
            provider: Provider::read(&Issuer::parse(base).unwrap(), &response(200, &metadata)).unwrap(),
            keys: Keys::fixed(keys),
        }
    }

    pub(crate) fn party(&self) -> Party<'_> {
        Party { client: &self.client, provider: &self.provider, keys: &self.keys }
    }
}

pub(crate) fn response(status: u16, body: &Value) -> Response {
    Response {
        status,
        content_type: Some("application/json".to_owned()),
        dpop_nonce: None,
        body: body.to_string().into_bytes(),
    }
}

/// What somebody was sent to an upstream with.
pub(crate) struct Sent {
    pub(crate) upstream: Upstream,
    pub(crate) handle: String,
    pub(crate) asked: Vec<(String, String)>,
}

impl Sent {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.asked.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What the upstream's ID token says, unless a test says otherwise.
    pub(crate) fn claims(&self, now: Time, further: Value) -> Value {
        let now = now.as_secs();
        let mut claims = json!({
            "iss": self.upstream.definition.issuer, "aud": "us", "sub": "somebody", "iat": now, "exp": now + 60,
            "auth_time": now - 5, "nonce": self.get("nonce"), "name": "Ada",
        });
        claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    /// The query that they come back with.
    pub(crate) fn back(&self) -> String {
        format!("code=c&state={}", self.get("state").unwrap())
    }
}

impl World {
    pub(crate) fn has_upstream(&mut self, upstream: Upstream) {
        self.state.upstreams.insert(upstream.id.clone(), upstream);
    }

    /// The form of the sign-in page that picks an upstream, sent.
    pub(crate) fn set_out(
        &mut self,
        browser: &Browser,
        handle: &str,
        upstream: &str,
        choice: Option<&str>,
    ) -> Result<Sent, Refusal> {
        let pick =
            Pick { upstream: upstream.parse().unwrap(), choice: choice.map(str::to_owned), address: None };
        let record = self.state.upstreams.get(&pick.upstream).cloned().unwrap_or_else(|| office(upstream));
        let there = There::of(&record);
        let decision = self.with_facts(browser, handle, |facts, login, env| {
            upstream::begin((handle, login), &pick, there.party(), &["fi"], facts, env)
        });
        let asked = match self.commit(decision)? {
            Begun::To(url) => {
                let (_, query) = url.split_once('?').unwrap();
                let query = oidc::parameters::Parameters::parse(query.as_bytes()).unwrap();
                query.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
            }
            Begun::Pushed(request) => {
                let form = request.form.unwrap().expose().clone();
                let form = oidc::parameters::Parameters::parse(form.as_bytes()).unwrap();
                form.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
            }
        };
        Ok(Sent { upstream: record, handle: handle.to_owned(), asked })
    }

    /// A decision about this sign-in, with what it needs to know.
    pub(crate) fn with_facts<T>(
        &mut self,
        browser: &Browser,
        handle: &str,
        decide: impl FnOnce(
            authorize::Facts<'_>,
            idp::login::under_way::Found<'_>,
            &mut idp::Env<'_>,
        ) -> Decision<T>,
    ) -> Decision<T> {
        let (login, client) = self.load_login(handle);
        let session = self.load_session(browser);
        let (issuer, settings, keys) = (self.issuer.clone(), self.settings.clone(), self.state.keys.clone());
        let (offered, sealing) = (self.state.offered(), self.sealing.clone());
        let upstreams = self.state.upstreams();
        let in_force = self.state.in_force();
        let facts = authorize::Facts {
            upstreams: &upstreams,
            policies: in_utc(&in_force),
            person: None,
            keys: &keys,
            sealing: sealing.facts(client.as_ref()),
            offered: &offered,
            issuer: &issuer,
            settings: &settings,
            client: client.as_ref(),
            standing: session.as_ref().map(Loaded::standing),
            credentials: &[],
            consent: None,
            browser: browser.facts(),
        };
        self.decide(|env| decide(facts, login.found(), env))
    }

    /// Somebody comes back, and the upstream says this of them.
    pub(crate) fn come_back(
        &mut self,
        browser: &Browser,
        sent: &Sent,
        claims: Value,
    ) -> Result<Settled, Refusal> {
        self.come_back_with(browser, sent, &sent.back(), claims)
    }

    /// The same, with this query.
    pub(crate) fn come_back_with(
        &mut self,
        browser: &Browser,
        sent: &Sent,
        query: &str,
        claims: Value,
    ) -> Result<Settled, Refusal> {
        let there = There::of(&sent.upstream);
        let label = there.party().label(query, self.now.as_secs()).unwrap();
        let ticket = self.state.ticket(&upstream::key(&label), self.now);
        let handle = ticket.as_ref().map(|ticket| upstream::handle_of(ticket).unwrap()).unwrap_or_default();
        let id = sent.upstream.id.as_str().to_owned();
        let (login, _) = self.load_login(&handle);
        let returned = upstream::returned(ticket.as_ref(), &id, login.found(), browser.facts(), self.now);
        let returned = self.commit(returned)?;
        match self.verify(&there, sent, returned, query, &claims) {
            Ok(vouched) => self.settle(browser, &handle, &sent.upstream, &vouched),
            Err(refusal) => {
                let decision = self.with_facts(browser, &handle, |facts, login, env| {
                    upstream::fail(login, &sent.upstream.id, refusal, facts, env)
                });
                match self.commit(decision) {
                    Err(refusal) => Err(refusal),
                    Ok(never) => match never {},
                }
            }
        }
    }

    fn verify(
        &mut self,
        there: &There,
        sent: &Sent,
        returned: upstream::Returned,
        query: &str,
        claims: &Value,
    ) -> Result<Vouched, Refusal> {
        let now = self.now.as_secs();
        let upstream::Returned { asked, choice, acr_values } = returned;
        let Asked::OpenId(pending) = asked else { panic!("asked in SAML") };
        let answered = there.party().callback(*pending, query, now).map_err(|error| refusal_of(&error))?;
        let id_token = jwt::sign(None, claims, signer()).unwrap();
        let body = json!({ "access_token": "at", "token_type": "Bearer", "id_token": id_token });
        let tokens = there.party().tokens(&answered, &response(200, &body), now);
        let tokens = tokens.map_err(|error| refusal_of(&error))?;
        upstream::read(&sent.upstream, (&tokens.id_token, None), choice, &acr_values)
    }

    fn settle(
        &mut self,
        browser: &Browser,
        handle: &str,
        upstream: &Upstream,
        vouched: &Vouched,
    ) -> Result<Settled, Refusal> {
        let subject = vouched.subject(&self.derive).unwrap();
        let link = self.state.identities.get(&(upstream.id.clone(), subject));
        let linked = link.and_then(|link| self.state.users.get(&link.user)).cloned();
        let (_, client) = self.load_login(handle);
        let consent = self.load_consent(linked.as_ref().map(|linked| &linked.id), client.as_ref());
        let email = vouched.email().map(canonical_login_name);
        let holder = email.and_then(|email| self.state.person(&email).map(|holder| holder.id.clone()));
        let email_taken =
            holder.is_some_and(|holder| linked.as_ref().is_none_or(|linked| linked.id != holder));
        let session = self.load_session(browser);
        let leaving = self.clients_of(session.as_ref());
        let decision = self.with_facts(browser, handle, |facts, login, env| {
            let facts = SettleFacts {
                authorize: authorize::Facts { person: linked.as_ref(), consent: consent.as_ref(), ..facts },
                login,
                upstream,
                linked: linked.as_ref(),
                email_taken,
                before: None,
                leaving: &leaving,
            };
            upstream::settle(vouched, facts, env)
        });
        self.commit(decision)
    }
}
