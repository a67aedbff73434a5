//! Each statement, each COMMIT and each COMMIT's reply of a whole flow fails once. Whoever asked is
//! told to come again, and is told nothing else; what they then find is all or nothing of it.

mod client;
mod look;
mod once;
mod person;
mod walk;

use std::sync::Arc;

use store::{Faults, Step};

use crate::postgres;
use crate::world::{Engine, Setup, World};
use once::Once;
use walk::Walk;

async fn walks_well_whichever_step_fails(engine: Engine) {
    let once = Arc::new(Once::default());
    let faults = Arc::clone(&once) as Arc<dyn Faults>;
    let world = World::start(engine, Setup { faults: Some(faults), ..Setup::default() }).await;

    let steps = Walk::begin(&world, &once, None).await.walk().await;
    let count = |wanted: fn(&Step) -> bool| steps.iter().filter(|step| wanted(step)).count();
    let commits = count(|step| *step == Step::Commit);
    assert!(commits >= 20, "{commits} commits");
    assert_eq!(count(|step| *step == Step::Reply), commits);
    assert!(
        count(|step| matches!(step, Step::Statement(_))) > commits,
        "some commits have several statements"
    );

    for place in 0..steps.len() {
        let met = Walk::begin(&world, &once, Some(place)).await.walk().await;
        assert_eq!(met.get(..=place), steps.get(..=place), "the way to the fault is always the same");
    }
}

fn run(engine: Engine) {
    if engine == Engine::Postgres && !postgres::is_wanted() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(walks_well_whichever_step_fails(engine));
}

#[test]
fn nothing_is_half_done_and_nothing_is_answered_that_did_not_happen_on_sqlite() {
    run(Engine::Sqlite);
}

#[test]
fn nothing_is_half_done_and_nothing_is_answered_that_did_not_happen_on_postgres() {
    run(Engine::Postgres);
}
