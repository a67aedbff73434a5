//! The report as a page of documentation.

use std::io::{self, Write};

use super::table::or_dash;
use crate::report::{Ratio, Report};

/// Command, machine, floors and workloads, as Markdown.
///
/// # Errors
/// When the output is closed.
pub fn report(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(out, "```\n{}\n```\n\n{}\n", report.command, report.machine)?;
    let floors = &report.floors;
    writeln!(out, "| floor | CPU s per 1000 |\n|---|---:|")?;
    writeln!(out, "| empty answer of a bare server | {:.4} |", floors.empty_answer)?;
    for it in &floors.signatures {
        writeln!(out, "| {} signature made | {:.4} |", it.algorithm, it.sign)?;
        writeln!(out, "| {} signature checked | {:.4} |", it.algorithm, it.verify)?;
    }
    for it in &floors.sealings {
        writeln!(out, "| message sealed with {} | {:.4} |", it.management, it.seal)?;
        writeln!(out, "| message opened with {} | {:.4} |", it.management, it.open)?;
    }
    if let Some(commit) = floors.commit {
        writeln!(out, "| share of a batched durable commit | {commit:.4} |")?;
    }
    if let Some(hash) = floors.password_hash {
        writeln!(out, "| password hash | {hash:.2} |")?;
    }
    writeln!(out)?;

    writeln!(
        out,
        "| workload | connections | requests per flow | CPU s per 1000 | floor | ratio | least to most \
         | companions' CPU s per 1000 | flows/s | p50 ms | p99 ms | peak MiB | errors |"
    )?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|:---:|---:|---:|---:|---:|---:|---:|")?;
    for line in &report.lines {
        let it = &line.outcome;
        writeln!(
            out,
            "| {} | {} | {:.1} | {} | {:.4} | {} | {} | {} | {:.0} | {:.2} | {:.2} | {} | {} |",
            it.workload,
            it.connections,
            it.requests_per_flow(),
            or_dash(it.server_cpu(), 4),
            line.floor,
            or_dash(line.ratio.as_ref().map(|it| it.median), 2),
            range(line.ratio.as_ref()),
            or_dash(it.companion_cpu(), 4),
            it.flows_per_second,
            it.p50_ms,
            it.p99_ms,
            or_dash(it.peak_mib(), 1),
            it.errors,
        )?;
    }
    for line in &report.lines {
        for (text, count) in &line.outcome.explained {
            writeln!(out, "\n{}: {count} × {text}", line.outcome.workload)?;
        }
    }
    Ok(())
}

fn range(ratio: Option<&Ratio>) -> String {
    ratio.map_or_else(|| "-".into(), |it| format!("{:.2} to {:.2}", it.least, it.most))
}
