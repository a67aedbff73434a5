//! What the system knows of this process, under the names that Prometheus' libraries give it.

/// One figure.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) about: &'static str,
    pub(crate) value: f64,
}

/// Those that the system tells; none where it is not Linux.
pub(crate) fn figures() -> Vec<Figure> {
    let gauge =
        |name, about, value: Option<f64>| value.map(|value| Figure { name, kind: "gauge", about, value });
    let cpu = cpu_seconds().map(|value| Figure {
        name: "process_cpu_seconds_total",
        kind: "counter",
        about: "CPU time used, user and system.",
        value,
    });
    let all = [
        cpu,
        gauge("process_resident_memory_bytes", "Memory in use.", resident_bytes()),
        gauge("process_open_fds", "Open files; each connection is one.", open_files()),
    ];
    all.into_iter().flatten().collect()
}

/// `/proc/self/stat`, fields 14 and 15 (proc(5)), in ticks of which Linux counts a hundred a second.
fn cpu_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name may hold anything, parentheses too.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut ticks = rest.split_whitespace().skip(11).map(str::parse::<f64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / 100.0)
}

fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

fn open_files() -> Option<f64> {
    let count = u32::try_from(std::fs::read_dir("/proc/self/fd").ok()?.count()).ok()?;
    Some(f64::from(count))
}
