//! Floors and workloads in one run, set beside each other.

use std::sync::Arc;

use jose::{JwsAlgorithm, base64url};
use serde::{Deserialize, Serialize};

use crate::{
    drive::{Context, Outcome, Plan},
    error::Error,
    floor::{Cost, FloorArgs, Floors, Meter, Signed, cost},
    measure::median,
    oauth::{Session, Tokens, client_credentials, opening, refresh},
    workload::Workload,
};

/// The workloads of a report: all that a provider is driven with.
pub const WORKLOADS: [Workload; 12] = [
    Workload::Discovery,
    Workload::Jwks,
    Workload::ClientCredentials,
    Workload::Userinfo,
    Workload::UserinfoRemembered,
    Workload::Introspection,
    Workload::IntrospectionRemembered,
    Workload::Refresh,
    Workload::CodeStanding,
    Workload::CodePassword,
    Workload::CodeSealedEc,
    Workload::CodeSealedRsa,
];
/// Password logins at the same time: hashing is meant to shed load, which is not what is measured.
const PASSWORD_CONNECTIONS: usize = 4;

/// Everything a report shows.
#[derive(Serialize)]
pub struct Report {
    /// The command that made it, without secrets.
    pub command: String,
    /// The machine it ran on.
    pub machine: String,
    /// The floors.
    pub floors: Floors,
    /// The workloads.
    pub lines: Vec<Line>,
}

/// One workload beside its floor.
#[derive(Serialize)]
pub struct Line {
    /// What it came to.
    pub outcome: Outcome,
    /// CPU seconds per thousand flows that it takes at least: the median over the slices.
    pub floor: f64,
    /// How many times the floor it took, where the server was watched.
    pub ratio: Option<Ratio>,
}

/// How many times its floor each slice of a workload took. Each is compared with the floor measured
/// just before it, so that a machine that is busy with something else for a while slows both.
#[derive(Serialize)]
pub struct Ratio {
    /// The median.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

impl Report {
    /// Runs everything, one after another, each workload in turns with its floor.
    ///
    /// # Errors
    /// When something cannot even begin.
    pub async fn make(
        context: &Arc<Context>,
        plan: &Plan,
        args: &FloorArgs,
        workloads: &[Workload],
        mut progress: impl FnMut(&str),
    ) -> Result<Self, Error> {
        let signed = look_at_tokens(context, workloads).await?;
        let meter = Meter::start(context, args, &signed.algorithms(), &signed.managements()).await?;
        let (mut floors, mut lines) = (Vec::new(), Vec::new());
        for workload in workloads.iter().copied() {
            progress(&workload.name());
            let plan = match workload {
                Workload::CodePassword => plan.with_connections(plan.connections.min(PASSWORD_CONNECTIONS)),
                _ => plan.clone(),
            };
            let cost = cost(workload, &signed);
            let mut beside = Vec::new();
            let mut before_each = async || {
                beside.push(meter.measure(&plan, Some(&cost)).await?);
                Ok(())
            };
            let outcome = workload.run_between(context, &plan, &mut before_each).await?;
            lines.push(Line::new(outcome, &cost, &beside));
            floors.append(&mut beside);
        }
        let floors = Floors::median(&floors);
        Ok(Self { command: command(std::env::args()), machine: machine(), floors, lines })
    }
}

impl Line {
    fn new(outcome: Outcome, cost: &Cost, beside: &[Floors]) -> Self {
        let floors: Vec<f64> = beside.iter().map(|it| it.of(cost, outcome.requests_per_flow())).collect();
        let pairs = outcome.slices.iter().zip(&floors);
        let ratios = pairs.filter_map(|(cpu, floor)| cpu.map(|cpu| cpu / floor)).collect();
        Self { ratio: Ratio::of(ratios), floor: median(floors).unwrap_or(0.0), outcome }
    }
}

impl Ratio {
    fn of(ratios: Vec<f64>) -> Option<Self> {
        let least = ratios.iter().copied().reduce(f64::min)?;
        let most = ratios.iter().copied().reduce(f64::max)?;
        Some(Self { median: median(ratios)?, least, most })
    }
}

/// Finds out how the provider signs what these workloads obtain, from one token of each kind.
async fn look_at_tokens(context: &Context, workloads: &[Workload]) -> Result<Signed, Error> {
    let clients = context.target.clients.iter();
    let opened = clients.filter_map(opening).map(|(jwk, way)| (jwk.key_type(), way));
    let wanted = |kind| workloads.iter().any(|it| it.sealed() == Some(kind));
    let sealed = opened.filter(|(kind, _)| wanted(*kind)).collect();
    let mut signed = Signed { sealed, ..Signed::default() };
    if workloads.iter().any(|it| it.has_person()) {
        let flow = match workloads.contains(&Workload::Refresh) {
            true => context.refreshing_flow().await?,
            false => context.code_flow().await?,
        };
        let mut http = context.http();
        let person = context.person(0)?;
        let tokens = flow.run(&mut http, &mut Session::default(), Some(person)).await?;
        signed.access = algorithm(&tokens.access_token);
        signed.id = tokens.id_token.as_deref().and_then(algorithm);
        if let Some(token) = &tokens.refresh_token {
            let (request, credential) = (flow.token_request(), flow.credential());
            let refreshed = refresh(&mut http, request, credential, token).await?;
            signed.refresh_gives_id = refreshed.id_token.is_some();
        }
    }
    if workloads.contains(&Workload::ClientCredentials) {
        let url = context.provider().await?.token_endpoint()?;
        let scope = &context.target.machine_scope;
        let request = client_credentials(url, context.machine().await?, scope)?;
        let answer = context.http().send(&request).await?;
        let tokens: Tokens = answer.json("the token endpoint")?;
        signed.machine = algorithm(&tokens.access_token);
    }
    Ok(signed)
}

/// The algorithm a JWT says it is signed with (RFC 7515 §4.1.1); nothing for another token.
fn algorithm(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Header {
        alg: String,
    }
    let (header, _) = token.split_once('.')?;
    let header: Header = serde_json::from_slice(&base64url::decode(header).ok()?).ok()?;
    let known: JwsAlgorithm = header.alg.parse().ok()?;
    Some(known.name().to_owned())
}

/// The command line with its secrets covered.
fn command(arguments: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut covered = false;
    for word in arguments {
        let secret = ["--client-secret", "--password"].into_iter().find(|flag| word.starts_with(flag));
        words.push(match secret {
            _ if std::mem::take(&mut covered) => "…".into(),
            Some(flag) if word.contains('=') => format!("{flag}=…"),
            Some(flag) => {
                covered = true;
                flag.into()
            }
            None => word,
        });
    }
    if let Some(program) = words.first_mut() {
        *program = "loadtest".into();
    }
    words.join(" ")
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |it| it.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{model}, {cores} cores, Linux {}", kernel.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_secrets_in_the_command() {
        let words = ["/x/loadtest", "report", "--password", "a", "--client-secret=b", "--pid", "7"];
        let shown = command(words.into_iter().map(String::from));
        assert_eq!(shown, "loadtest report --password … --client-secret=… --pid 7");
    }

    #[test]
    fn compares_each_slice_with_the_floor_beside_it() {
        let found = Ratio::of(vec![2.0, 9.0, 1.0]).unwrap();
        assert_eq!((found.median, found.least, found.most), (2.0, 1.0, 9.0));
        assert!(Ratio::of(vec![]).is_none());
    }

    #[test]
    fn reads_the_algorithm_of_a_jwt_and_none_of_an_opaque_token() {
        let header = base64url::encode(br#"{"alg":"ES256","kid":"1"}"#);
        assert_eq!(algorithm(&format!("{header}.e30.sig")).as_deref(), Some("ES256"));
        assert_eq!(algorithm("opaque"), None);
        assert_eq!(algorithm("opa.que.token"), None);
    }
}
