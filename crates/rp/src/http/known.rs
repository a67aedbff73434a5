use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use super::Transport;
use crate::{Client, Error, Issuer, Keys, Party, Provider};

/// What is known of a provider at a time.
pub(super) struct Known {
    provider: Provider,
    keys: Keys,
}

impl Known {
    pub(super) fn new(provider: Provider, keys: Keys) -> Self {
        Self { provider, keys }
    }

    pub(super) fn party<'a>(&'a self, client: &'a Client) -> Party<'a> {
        Party { client, provider: &self.provider, keys: &self.keys }
    }

    /// Metadata first, then the keys they name.
    async fn fetch(issuer: &Issuer, transport: &Transport, now: i64) -> Result<Self, Error> {
        const NOT_FOUND: u16 = 404;
        let [openid, oauth] = Provider::discovery(issuer)?;
        let mut response = transport.send(&openid).await?;
        if response.status == NOT_FOUND {
            response = transport.send(&oauth).await?;
        }
        let provider = Provider::read(issuer, &response)?;
        let keys = Keys::read(&transport.send(&provider.keys_request()).await?, now)?;
        Ok(Self { provider, keys })
    }
}

/// Tells the present, in seconds since 1970.
pub(super) type Clock = Box<dyn Fn() -> i64 + Send + Sync>;

/// What is known of a provider, exchanged as it changes.
pub(super) struct Source {
    clock: Clock,
    issuer: Issuer,
    transport: Transport,
    known: RwLock<Arc<Known>>,
    /// When it was last tried to fetch it anew, whatever came of that. One asks, the others wait for it.
    tried_at: Mutex<i64>,
}

impl Source {
    pub(super) async fn discover(issuer: Issuer, transport: Transport, clock: Clock) -> Result<Self, Error> {
        let known = Known::fetch(&issuer, &transport, clock()).await?;
        Ok(Self::of(known, transport, clock))
    }

    /// With what is known already.
    pub(super) fn of(known: Known, transport: Transport, clock: Clock) -> Self {
        let (issuer, tried_at) = (known.provider.issuer().clone(), Mutex::new(clock()));
        Self { clock, issuer, transport, known: RwLock::new(Arc::new(known)), tried_at }
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock)()
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.transport
    }

    /// As it is known now.
    pub(super) fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As it is known now, fetched anew where it is old. That it cannot be is no reason to do without.
    pub(super) async fn recent(&self) -> Arc<Known> {
        let known = self.known();
        if known.keys.are_stale(self.now()) { self.fetched_again().await.unwrap_or(known) } else { known }
    }

    /// Reads something, and once more with the present keys where these could settle it.
    pub(super) async fn read<T>(
        &self,
        client: &Client,
        read: impl Fn(&Party<'_>, i64) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let known = self.recent().await;
        let first = read(&known.party(client), self.now());
        match first {
            Err(error) if known.keys.should_be_fetched_again(&error, self.now()) => {
                match self.fetched_again().await {
                    Some(known) => read(&known.party(client), self.now()),
                    None => Err(error),
                }
            }
            read => read,
        }
    }

    /// What is known after fetching it anew; none if it was not, or was tried just before.
    async fn fetched_again(&self) -> Option<Arc<Known>> {
        let before = self.known();
        let mut tried_at = self.tried_at.lock().await;
        let present = self.known();
        if !Arc::ptr_eq(&before, &present) {
            return Some(present);
        }
        let now = self.now();
        if now.saturating_sub(Keys::COOL_DOWN) < *tried_at {
            return None;
        }
        *tried_at = now;
        let fetched = Arc::new(Known::fetch(&self.issuer, &self.transport, now).await.ok()?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = fetched.clone();
        Some(fetched)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

    use axum::extract::State;
    use axum::http::StatusCode;
    use axum::{Json, Router, routing::get};
    use jose::{JwkSet, JwsAlgorithm, SigningKey};
    use serde_json::{Value, json};

    use super::*;
    use crate::error::{Kind, TokenFault};
    use crate::http::Tls;
    use crate::{Authentication, ProviderFault};

    /// A provider that counts how often it is asked for its keys.
    struct Op {
        issuer: String,
        kids: std::sync::Mutex<Vec<&'static str>>,
        asked: AtomicUsize,
        is_down: AtomicBool,
    }

    async fn provider() -> Arc<Op> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let op = Arc::new(Op {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            kids: std::sync::Mutex::new(vec!["1"]),
            asked: AtomicUsize::new(0),
            is_down: AtomicBool::new(false),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(keys))
            .with_state(op.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        op
    }

    async fn metadata(State(op): State<Arc<Op>>) -> Json<Value> {
        let at = |path: &str| format!("{}{path}", op.issuer);
        Json(json!({
            "issuer": op.issuer, "authorization_endpoint": at("/a"), "token_endpoint": at("/t"),
            "jwks_uri": at("/jwks"), "response_types_supported": ["code"],
        }))
    }

    async fn keys(State(op): State<Arc<Op>>) -> Result<Json<JwkSet>, StatusCode> {
        op.asked.fetch_add(1, Ordering::SeqCst);
        if op.is_down.load(Ordering::SeqCst) {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let key = |kid: &&str| SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid(*kid).public_jwk();
        Ok(Json(op.kids.lock().unwrap().iter().map(key).collect()))
    }

    /// As a token signed with the key 2 would be read.
    fn signed_with_2(party: &Party<'_>, _: i64) -> Result<(), Error> {
        let is_known = party.keys.set().keys.iter().any(|key| key.kid() == Some("2"));
        let fault = TokenFault::SigningKeyUnknown { kid: Some("2".to_owned()) };
        let unknown = ProviderFault::Token { kind: Kind::IdToken, fault };
        if is_known { Ok(()) } else { Err(unknown.into()) }
    }

    #[tokio::test]
    async fn new_keys_are_fetched_once_for_all_who_want_them_and_not_all_the_time() {
        let op = provider().await;
        let clock = Arc::new(AtomicI64::new(1_800_000_000));
        let now = {
            let clock = clock.clone();
            move || clock.load(Ordering::SeqCst)
        };
        let issuer = Issuer::parse(&op.issuer).unwrap();
        let transport = Transport::new(Tls::default()).unwrap();
        let source = Source::discover(issuer, transport, Box::new(now)).await.unwrap();
        let client = Client::new("shop", "https://shop.example/callback", Authentication::None);
        let read = || source.read(&client, signed_with_2);
        let asked = || op.asked.load(Ordering::SeqCst);

        assert!(read().await.is_err());
        assert_eq!(asked(), 1, "within the cool-down");
        clock.fetch_add(Keys::COOL_DOWN, Ordering::SeqCst);
        assert!(read().await.is_err());
        assert!(read().await.is_err());
        assert_eq!(asked(), 2, "once, also where it was of no use");

        op.kids.lock().unwrap().push("2");
        clock.fetch_add(Keys::COOL_DOWN, Ordering::SeqCst);
        let (one, two) = tokio::join!(read(), read());
        assert_eq!((one, two, asked()), (Ok(()), Ok(()), 3));

        // Old keys are fetched anew, and do while they cannot be.
        clock.fetch_add(Keys::STALE_AFTER, Ordering::SeqCst);
        op.is_down.store(true, Ordering::SeqCst);
        assert_eq!((read().await, read().await, asked()), (Ok(()), Ok(()), 4));
    }
}
