//! How many commits and loads a second a store does, on this machine and disk.
//!
//! ```text
//! cargo run --release --example throughput -p countersign-store -- sqlite:/var/tmp/t.db
//! cargo run --release --example throughput -p countersign-store -- 'host=… dbname=…'
//! ```

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use idp::Time;
use idp::effect::{Advance, Effect};
use idp::model::family::{Family, FamilyId};
use idp::model::ticket::{Ticket, TicketKey, TicketKind};
use jose::secret::Secret;
use store::{Location, MasterKey, Options, Outcome, Store};
use tokio::time::Instant;

const SUBMITTERS: usize = 64;
const SECONDS: u64 = 3;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let place = std::env::args().nth(1).ok_or("a location: sqlite:FILE or a connection string")?;
    let location = match place.strip_prefix("sqlite:") {
        Some(file) => Location::Sqlite(file.into()),
        None => Location::Postgres(place),
    };
    let options = Options { migrate: true, ..Options::new(location, MasterKey::new(Secret::new([7; 32]))) };
    let store = Store::open(options, now()).await?;

    let mut out = std::io::stdout();
    for submitters in [1, 8, SUBMITTERS] {
        let rate = commits(&store, submitters).await?;
        writeln!(out, "{submitters:>3} submitters: {rate:>8.0} commits/s (two tickets and a family each)")?;
    }
    for readers in [1, SUBMITTERS] {
        let rate = loads(&store, readers).await?;
        writeln!(out, "{readers:>3} readers:    {rate:>8.0} loads/s (a ticket with its family)")?;
    }
    Ok(())
}

fn now() -> Time {
    Time::from_secs(1_800_000_000)
}

fn key(name: &str) -> TicketKey {
    TicketKey::of(TicketKind::Code, name.as_bytes())
}

/// What a grant costs: a family and a ticket begin, another ticket advances.
fn effects(name: &str, round: i64, elapsed: Duration) -> Vec<Effect> {
    let mut id = [0; 16];
    id.copy_from_slice(&key(&format!("{name} {round}")).as_bytes()[..16]);
    let family = FamilyId(id);
    let end = now() + Duration::from_secs(600) + elapsed;
    let ticket = |key| Ticket {
        key,
        kind: TicketKind::Code,
        family: Some(family),
        expires_at: end,
        ends_at: end,
        keep_until: end,
        body: vec![7; 200],
    };
    let family = Effect::PutFamily(Family {
        id: family,
        session: None,
        granted_in: None,
        user: None,
        user_as_of: None,
        client: None,
        consent: None,
        told: None,
        claims: oidc::claims::ClaimsRequest::default(),
        expires_at: end,
        keep_until: end,
    });
    let chain = match round {
        1 => Effect::Put(ticket(key(name))),
        _ => Effect::Advance(Advance {
            key: key(name),
            from: round - 1,
            expires_at: end,
            keep_until: end,
            body: vec![8; 200],
        }),
    };
    vec![family, Effect::Put(ticket(key(&format!("{name} {round}")))), chain]
}

async fn commits(store: &Store, submitters: usize) -> Result<f64, Box<dyn Error>> {
    let started = Instant::now();
    let tasks: Vec<_> = (0..submitters)
        .map(|submitter| {
            let store = store.clone();
            tokio::spawn(async move {
                let name = format!("{} {submitters} {submitter}", std::process::id());
                let mut round = 0;
                while started.elapsed() < Duration::from_secs(SECONDS) {
                    round += 1;
                    match store.commit(effects(&name, round, started.elapsed()), now()).await {
                        Outcome::Done { .. } => {}
                        other => return Err(format!("{other:?}")),
                    }
                }
                Ok(round)
            })
        })
        .collect();
    rate(tasks, started).await
}

async fn loads(store: &Store, readers: usize) -> Result<f64, Box<dyn Error>> {
    let started = Instant::now();
    let tasks: Vec<_> = (0..readers)
        .map(|reader| {
            let store = store.clone();
            tokio::spawn(async move {
                let name = format!("{} {SUBMITTERS} {reader}", std::process::id());
                let mut count = 0;
                while started.elapsed() < Duration::from_secs(SECONDS) {
                    let found = store.load_ticket(&key(&name), now()).await.map_err(|e| e.to_string())?;
                    count += i64::from(found.is_some());
                    tokio::task::yield_now().await;
                }
                Ok(count)
            })
        })
        .collect();
    rate(tasks, started).await
}

type Counted = tokio::task::JoinHandle<Result<i64, String>>;

async fn rate(tasks: Vec<Counted>, started: Instant) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0;
    for task in tasks {
        sum += task.await??;
    }
    Ok(sum as f64 / started.elapsed().as_secs_f64())
}
