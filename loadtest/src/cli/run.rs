//! `loadtest run`.

use std::{io::Write, sync::Arc};

use super::{check, closed, progress, reach, write_json};
use crate::{
    drive::{Context, Plan, PlanArgs},
    error::Error,
    print,
    target::{Target, TargetArgs},
    workload::Workload,
};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    plan: PlanArgs,
    /// What to run, one after another
    #[arg(long, required = true, value_enum, value_delimiter = ',')]
    workload: Vec<Workload>,
    /// Run each at these numbers of connections instead, and compare
    #[arg(long, value_delimiter = ',', num_args = 0..=1, default_missing_value = "1,8,64,256",
          value_name = "CONNECTIONS", value_parser = clap::value_parser!(u32).range(1..=4096))]
    sweep: Vec<u32>,
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
    let context = Arc::new(Context::new(target, reach(&args.target), plan.clone()));
    let plans: Vec<Plan> = match args.sweep.as_slice() {
        [] => vec![plan],
        sizes => sizes.iter().map(|size| plan.with_connections(*size as usize)).collect(),
    };
    let mut outcomes = Vec::new();
    for workload in &args.workload {
        for plan in &plans {
            progress(&format!("{} at {} connections", workload.name(), plan.connections));
            outcomes.push(workload.run(&context, plan).await?);
        }
    }
    if args.json {
        write_json(out, &outcomes)?;
    } else {
        print::outcomes(out, &outcomes).map_err(|why| closed(&why))?;
        if !args.sweep.is_empty() {
            print::sweep(out, &outcomes).map_err(|why| closed(&why))?;
        }
    }
    check(&outcomes)
}
