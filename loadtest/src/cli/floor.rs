//! `loadtest floor`.

use std::io::Write;

use jose::{JwsAlgorithm, KeyManagement};

use super::{closed, progress, reach, write_json};
use crate::{
    drive::{Context, Plan, PlanArgs},
    error::Error,
    floor::{FloorArgs, Floors, Meter},
    target::{Target, TargetArgs},
};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    floor: FloorArgs,
    /// The algorithms whose signatures are measured
    #[arg(long, value_delimiter = ',', default_value = "ES256,RS256")]
    algorithms: Vec<JwsAlgorithm>,
    /// The ways of key management with which messages are sealed
    #[arg(long, value_delimiter = ',', default_value = "RSA-OAEP,ECDH-ES")]
    key_management: Vec<KeyManagement>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(super) fn threads(&self) -> Option<u32> {
        super::threads(&self.plan)
    }
}

pub(super) async fn run(args: &Args, out: &mut dyn Write) -> Result<(), Error> {
    let plan = Plan::from_args(&args.plan)?;
    let target = Target::from_args(&args.target)?;
    let context = Context::new(target, reach(&args.target), plan.clone());
    progress("floors");
    let meter = Meter::start(&context, &args.floor, &args.algorithms, &args.key_management).await?;
    let floors = meter.measure(&plan, None).await?;
    if args.json {
        return write_json(out, &floors);
    }
    show(out, &floors).map_err(|why| closed(&why))
}

fn show(out: &mut dyn Write, floors: &Floors) -> std::io::Result<()> {
    writeln!(out, "CPU seconds per thousand")?;
    writeln!(
        out,
        "{:<36} {:>9.4}  ({:.0} a second; loadtest itself {:.4})",
        "empty answer of a bare server", floors.empty_answer, floors.empty_answers_per_second, floors.own_cpu
    )?;
    for it in &floors.signatures {
        writeln!(out, "{:<36} {:>9.4}", format!("{} signature made", it.algorithm), it.sign)?;
        writeln!(out, "{:<36} {:>9.4}", format!("{} signature checked", it.algorithm), it.verify)?;
    }
    for it in &floors.sealings {
        writeln!(out, "{:<36} {:>9.4}", format!("message sealed with {}", it.management), it.seal)?;
        writeln!(out, "{:<36} {:>9.4}", format!("message opened with {}", it.management), it.open)?;
    }
    if let (Some(commit), Some(rate)) = (floors.commit, floors.commits_per_second) {
        let name = "share of a batched durable commit";
        writeln!(out, "{name:<36} {commit:>9.4}  ({rate:.0} a second)")?;
    }
    match floors.password_hash {
        Some(hash) => writeln!(out, "{:<36} {hash:>9.2}", "password hash"),
        None => Ok(()),
    }
}
