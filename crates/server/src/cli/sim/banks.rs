//! `countersign sim banks`.

use std::time::Duration;

use banks::{BANKS, Options, PEOPLE, Registered, Running, Scenario};
use serde_json::{Value, json};

use super::super::error::Error;
use super::super::listen::{Bound, bind};
use super::super::output::{Output, print_line};
use super::super::running::Stop;
use super::keys::{self, Keys};
use crate::config::{Listen, localhost};

/// Play a Finnish identity broker: eight invented banks, invented people, and every fault
///
/// A test bed that needs no contract: it holds relying parties to the rules of the Finnish trust network, and
/// says in plain words which one was broken. One client is registered; without --jwks its keys are made here,
/// and --json tells them. docs/banks.md says all the rest.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The port, on this machine alone; 0 for any free one
    #[arg(long, default_value_t = 8090)]
    port: u16,
    /// The client that is registered
    #[arg(long, value_name = "ID", default_value = "test-client")]
    client_id: String,
    /// Its name, which people see where a request has no ftn_spname
    #[arg(long, value_name = "NAME", default_value = "Test client")]
    client_name: String,
    /// Where it takes its answers; may be given several times
    #[arg(long = "redirect-uri", value_name = "URL", default_values = ["http://localhost:9000/callback", "http://127.0.0.1:9000/callback"])]
    redirect_uris: Vec<String>,
    /// Where people may go after they signed out; may be given several times
    #[arg(long = "post-logout-redirect-uri", value_name = "URL", default_values = ["http://localhost:9000/", "http://127.0.0.1:9000/"])]
    post_logout_redirect_uris: Vec<String>,
    /// Its keys, a JWK or a set of them, one to sign and one to encrypt to; may be given several times. An address
    /// is asked once
    #[arg(long, value_name = "FILE|URL")]
    jwks: Vec<String>,
    /// How long the slow bank takes
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    slow: u64,
}

pub(super) async fn run(args: Args, json: bool) -> Result<Output, Error> {
    let mut stop = Stop::listen()?;
    if let Some(running) = stop.unless_asked(start(args, json)).await? {
        stop.asked().await;
        // Whoever asks twice does not want to wait for the slow bank.
        tokio::select! {
            () = running.stop() => {}
            () = stop.asked() => {}
        }
    }
    Ok(Output::said())
}

async fn start(args: Args, json: bool) -> Result<Running, Error> {
    let Keys { public, private } = keys::read(&args.jwks).await?;
    let another = "choose another with --port N, or --port 0 for any free one";
    let Bound { listeners, port } = bind(Listen::Localhost(args.port), another).await?;
    let mut client = Registered::new(&args.client_id, &args.client_name, "", public);
    client.redirect_uris = args.redirect_uris;
    client.post_logout_redirect_uris = args.post_logout_redirect_uris;
    let options = Options {
        listeners,
        base: Some(localhost(port).base.clone()),
        slow: Duration::from_secs(args.slow),
        clients: vec![client.clone()],
        ..Options::default()
    };
    let running = banks::start(options).await.map_err(|error| Error::failed("banks", error.to_string()))?;
    if json {
        let private = private.map(|keys| serde_json::from_str(keys.expose()).unwrap_or_default());
        print_line(&described(&running, &client, private).to_string());
    } else {
        print_line(&welcome(&running, &client, private.is_some()));
    }
    Ok(running)
}

/// For test suites, in one line.
fn described(running: &Running, client: &Registered, private: Option<Value>) -> Value {
    json!({
        "issuer": running.issuer,
        "play_next": format!("{}/sim/next", running.issuer),
        "banks": BANKS.iter().map(|bank| bank.id).collect::<Vec<_>>(),
        "people": PEOPLE.iter().map(|person| person.id).collect::<Vec<_>>(),
        "scenarios": Scenario::all().map(Scenario::as_str).collect::<Vec<_>>(),
        "client": {
            "client_id": client.client_id,
            "redirect_uris": client.redirect_uris,
            "post_logout_redirect_uris": client.post_logout_redirect_uris,
            "jwks": private,
        },
    })
}

/// For a person at a terminal.
fn welcome(running: &Running, client: &Registered, made: bool) -> String {
    let issuer = &running.issuer;
    let mut text = format!(
        "\n  Simulated banks at {issuer}\n  None of them is real, and nothing is kept.\n\n  For relying parties\n    \
         {issuer}/.well-known/openid-configuration\n    client_id     {}\n",
        client.client_id
    );
    for address in &client.redirect_uris {
        text.push_str(&format!("    redirect_uri  {address}\n"));
    }
    if made {
        text.push_str(
            "\n  The client's keys were made for this run; countersign sim banks --json tells them.\n  \
             To register keys of your own: --jwks FILE (countersign jose generate makes some).\n",
        );
    }
    text.push_str(&format!(
        "\n  To play without a page\n    sim_scenario=wrong_key&sim_person={} beside the request, or\n    \
         curl {issuer}/sim/next -H 'content-type: application/json' -d '{{\"scenario\":\"outage\"}}'\n",
        PEOPLE[0].id
    ));
    text
}
