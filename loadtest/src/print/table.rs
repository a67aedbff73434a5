//! Results in columns, for people.

use std::io::{self, Write};

use crate::drive::Outcome;

/// One line for each workload, then what went wrong.
///
/// # Errors
/// When the output is closed.
pub fn outcomes(out: &mut dyn Write, outcomes: &[Outcome]) -> io::Result<()> {
    writeln!(
        out,
        "{:<24} {:>5} {:>9} {:>9} {:>8} {:>8} {:>7} {:>9} {:>9} {:>8} {:>8}",
        "workload",
        "conn",
        "flows/s",
        "req/s",
        "p50 ms",
        "p99 ms",
        "errors",
        "cpu s/k",
        "own s/k",
        "KiB/flow",
        "peak MiB"
    )?;
    for it in outcomes {
        writeln!(
            out,
            "{:<24} {:>5} {:>9.0} {:>9.0} {:>8.2} {:>8.2} {:>7} {:>9} {:>9.4} {:>8.2} {:>8}",
            it.workload,
            it.connections,
            it.flows_per_second,
            it.requests as f64 / it.seconds,
            it.p50_ms,
            it.p99_ms,
            it.errors,
            or_dash(it.server_cpu(), 4),
            it.own_cpu_seconds_per_thousand,
            (it.bytes_read + it.bytes_written) as f64 / 1024.0 / it.flows.max(1) as f64,
            or_dash(it.peak_mib(), 1),
        )?;
    }
    for it in outcomes {
        for figure in it.processes.iter().filter(|it| it.with_descendants) {
            writeln!(
                out,
                "{}: process {} with its children: {:.4} CPU s per thousand",
                it.workload, figure.pid, figure.cpu_seconds_per_thousand
            )?;
        }
        for (text, count) in &it.explained {
            writeln!(out, "{}: {count} × {text}", it.workload)?;
        }
    }
    Ok(())
}

/// How the throughput of each workload stands at each number of connections.
///
/// # Errors
/// When the output is closed.
pub fn sweep(out: &mut dyn Write, outcomes: &[Outcome]) -> io::Result<()> {
    for group in outcomes.chunk_by(|one, next| one.workload == next.workload) {
        let peak = group.iter().map(|it| it.flows_per_second).fold(0.0, f64::max);
        for it in group {
            let share = it.flows_per_second / peak.max(f64::MIN_POSITIVE) * 100.0;
            writeln!(
                out,
                "{} at {} connections: {:.0} flows/s, {share:.0} % of its peak",
                it.workload, it.connections, it.flows_per_second
            )?;
        }
    }
    Ok(())
}

/// A number, or a dash where it was not measured.
pub(super) fn or_dash(number: Option<f64>, digits: usize) -> String {
    number.map_or_else(|| "-".into(), |it| format!("{it:.digits$}"))
}
