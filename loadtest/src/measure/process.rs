//! What a process cost, as Linux accounts it under `/proc` (`man 5 proc`).

use std::{collections::HashMap, fs, path::Path};

use serde::Serialize;

use crate::error::{Error, failed};

/// Clock ticks of `/proc/<pid>/stat` per second: `USER_HZ`, which is 100 on every Linux we build for.
const TICKS: f64 = 100.0;

/// A process whose cost is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Its id.
    pub pid: u32,
    /// Whether its descendants are counted with it, as for PostgreSQL.
    pub with_descendants: bool,
}

/// What it had used when it was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// CPU seconds, user and system, of all its threads.
    pub cpu_seconds: f64,
    /// Resident memory in KiB. Pages shared by several processes of a tree are counted in each.
    pub rss_kib: u64,
    /// The most it ever was, in KiB.
    pub peak_rss_kib: u64,
}

/// What a run cost a process.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Figure {
    /// Which process.
    pub pid: u32,
    /// Whether its descendants are counted with it.
    pub with_descendants: bool,
    /// CPU seconds used during the run.
    pub cpu_seconds: f64,
    /// The same for a thousand flows.
    pub cpu_seconds_per_thousand: f64,
    /// Resident memory at the end, in KiB.
    pub rss_kib: u64,
    /// The most resident memory since the process began, in KiB.
    pub peak_rss_kib: u64,
}

impl Watched {
    /// Looks at the process.
    ///
    /// # Errors
    /// When it is gone, or not ours to see.
    pub fn usage(&self) -> Result<Usage, Error> {
        let gone = || failed(format!("process {} cannot be looked at", self.pid));
        if !self.with_descendants {
            return one(self.pid, false).ok_or_else(gone);
        }
        let mut sum = one(self.pid, true).ok_or_else(gone)?;
        // A child that ends meanwhile is counted with what its parent has waited for.
        for usage in descendants(self.pid).iter().filter_map(|pid| one(*pid, true)) {
            sum.cpu_seconds += usage.cpu_seconds;
            sum.rss_kib += usage.rss_kib;
            sum.peak_rss_kib += usage.peak_rss_kib;
        }
        Ok(sum)
    }

    /// What it used for so many flows: the CPU seconds of those, the memory when last looked at.
    pub fn figure(&self, used: Usage, flows: u64) -> Figure {
        Figure {
            pid: self.pid,
            with_descendants: self.with_descendants,
            cpu_seconds: used.cpu_seconds,
            cpu_seconds_per_thousand: used.cpu_seconds * 1000.0 / flows.max(1) as f64,
            rss_kib: used.rss_kib,
            peak_rss_kib: used.peak_rss_kib,
        }
    }
}

/// CPU seconds this program used so far.
pub fn own_cpu_seconds() -> f64 {
    cpu_seconds("/proc/self/stat", false).unwrap_or(0.0)
}

/// CPU seconds the calling thread used so far: to the nanosecond where the scheduler keeps such a count,
/// though it brings it up to date only at its own ticks; otherwise in ticks of `/proc/<pid>/stat`.
pub fn thread_cpu_seconds() -> f64 {
    let exact = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = exact.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    match nanoseconds {
        Some(nanoseconds) => nanoseconds / 1e9,
        None => cpu_seconds("/proc/thread-self/stat", false).unwrap_or(0.0),
    }
}

fn one(pid: u32, with_waited_for: bool) -> Option<Usage> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    Some(Usage {
        cpu_seconds: cpu_seconds(format!("/proc/{pid}/stat"), with_waited_for)?,
        rss_kib: member(&status, "VmRSS:"),
        peak_rss_kib: member(&status, "VmHWM:"),
    })
}

fn cpu_seconds(stat: impl AsRef<Path>, with_waited_for: bool) -> Option<f64> {
    let stat = fs::read_to_string(stat).ok()?;
    let fields = after_name(&stat)?;
    // utime, stime, then cutime and cstime of the children waited for.
    let count = if with_waited_for { 4 } else { 2 };
    let ticks = fields.get(11..11 + count)?.iter();
    let ticks: Option<Vec<f64>> = ticks.map(|field| field.parse().ok()).collect();
    Some(ticks?.iter().sum::<f64>() / TICKS)
}

/// The fields after the name, which may itself contain blanks and brackets.
fn after_name(stat: &str) -> Option<Vec<&str>> {
    let (_, rest) = stat.rsplit_once(')')?;
    Some(rest.split_whitespace().collect())
}

fn member(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn descendants(root: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    for pid in entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()) {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let parent = after_name(&stat).and_then(|fields| fields.get(1)?.parse().ok());
        if let Some(parent) = parent {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(pid) = open.pop() {
        let mut next = children.remove(&pid).unwrap_or_default();
        found.extend_from_slice(&next);
        open.append(&mut next);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn reads_fields_behind_a_name_with_brackets() {
        let fields = after_name("7 (a) b (c)) S 1 7 7").unwrap();
        assert_eq!(fields[..2], ["S", "1"]);
    }

    #[test]
    fn counts_the_work_of_this_thread() {
        let before = thread_cpu_seconds();
        let mut sum = 0_u64;
        while thread_cpu_seconds() - before < 0.05 {
            sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(7));
        }
        assert!(own_cpu_seconds() >= 0.05);
    }

    #[test]
    fn sees_memory_and_counts_descendants_only_when_asked() {
        let mut child = Command::new("sh")
            .args(["-c", "sleep 5 & echo ready; wait"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut line).unwrap();
        let pid = child.id();
        let watched = |with_descendants| Watched { pid, with_descendants };
        let alone = watched(false).usage().unwrap();
        let tree = watched(true).usage().unwrap();
        assert!(alone.rss_kib > 0 && alone.peak_rss_kib >= alone.rss_kib);
        assert!(tree.rss_kib > alone.rss_kib, "{tree:?} {alone:?}");
        for pid in descendants(pid) {
            let _ = Command::new("kill").arg(pid.to_string()).status();
        }
        child.wait().unwrap();
        assert!(watched(false).usage().is_err());
    }
}
