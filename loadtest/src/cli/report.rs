//! `loadtest report`.

use std::{io::Write, sync::Arc};

use super::{check, closed, progress, reach, write_json};
use crate::{
    drive::{Context, Plan, PlanArgs},
    error::Error,
    floor::FloorArgs,
    print,
    report::{Report, WORKLOADS},
    target::{Target, TargetArgs},
    workload::Workload,
};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    floor: FloorArgs,
    /// What to run [default: every workload but `empty`, the sealed ones where a client has keys for them]
    #[arg(long, value_enum, value_delimiter = ',')]
    workload: Vec<Workload>,
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
    let plan = Plan::from_args(&args.plan)?.in_slices(args.plan.slices);
    let target = Target::from_args(&args.target)?;
    let context = Arc::new(Context::new(target, reach(&args.target), plan.clone()));
    let workloads = match args.workload.as_slice() {
        [] => WORKLOADS.into_iter().filter(|it| context.target.is_fit_for(*it)).collect(),
        chosen => chosen.to_vec(),
    };
    let report = Report::make(&context, &plan, &args.floor, &workloads, progress).await?;
    match args.json {
        true => write_json(out, &report)?,
        false => print::report(out, &report).map_err(|why| closed(&why))?,
    }
    check(report.lines.iter().map(|line| &line.outcome))
}
