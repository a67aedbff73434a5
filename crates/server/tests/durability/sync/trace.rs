//! Reads what `strace -f -y` wrote, and asks of it whether an answer went out before the database's
//! log was on disk.
//!
//! The order of lines proves something: a thread goes on after a call only when its end is written
//! down, so that whatever it causes elsewhere comes later.

use std::collections::BTreeMap;

/// A system call.
#[derive(Clone)]
struct Call {
    name: String,
    /// The file that its first argument names.
    file: String,
    arguments: String,
    /// The lines where it began and ended.
    began: usize,
    ended: usize,
    result: i64,
}

/// What was traced.
pub(super) struct Trace(Vec<Call>);

/// An HTTP answer that went out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    /// Its request had been read to the end by this line.
    read: usize,
    /// It was sent from this line on.
    sent: usize,
}

/// Why an answer did not wait for the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Early {
    /// Nothing was written to the log on its behalf.
    NothingWritten,
    /// The log was written, and not synced when the answer was sent.
    NotSynced,
}

impl Trace {
    pub(super) fn parse(text: &str) -> Self {
        let mut calls = Vec::new();
        let mut unfinished: BTreeMap<&str, Call> = BTreeMap::new();
        for (line, content) in text.lines().enumerate() {
            let Some((process, event)) = content.split_once(' ') else { continue };
            let event = event.trim_start();
            if event.starts_with("---") || event.starts_with("+++") {
                continue;
            }
            if let Some(rest) = event.strip_prefix("<... ") {
                let (_, rest) = rest.split_once(" resumed>").expect("a name");
                let mut call = unfinished.remove(process).expect("it began");
                call.end(line, rest);
                calls.push(call);
                continue;
            }
            let Some((name, rest)) = event.split_once('(') else { continue };
            let mut call = Call::begun(line, name);
            match rest.strip_suffix("<unfinished ...>") {
                Some(arguments) => {
                    call.take(arguments);
                    unfinished.insert(process, call);
                }
                None => {
                    call.end(line, rest);
                    calls.push(call);
                }
            }
        }
        // What never ended was under way when tracing did.
        calls.extend(unfinished.into_values());
        Self(calls)
    }

    /// The HTTP answers, in the order they went out.
    pub(super) fn answers(&self) -> Vec<Answered> {
        let mut answers: Vec<Answered> = self.0.iter().filter_map(|call| self.answered(call)).collect();
        answers.sort_by_key(|answer| answer.sent);
        answers
    }

    fn answered(&self, call: &Call) -> Option<Answered> {
        if !["sendto", "sendmsg", "write", "writev"].contains(&call.name.as_str()) {
            return None;
        }
        let (_, status) = call.arguments.split_once("\"HTTP/1.1 ")?;
        let reads = self.0.iter().filter(|read| {
            let is_read = ["recvfrom", "recvmsg", "read", "readv"].contains(&read.name.as_str());
            is_read && read.file == call.file && read.result > 0 && read.ended < call.began
        });
        let read = reads.map(|read| read.ended).max()?;
        Some(Answered { status: status.get(..3)?.parse().ok()?, read, sent: call.began })
    }

    /// Whether everything that was written to the database's log between request and answer was on
    /// disk before the answer was sent; and that something was.
    pub(super) fn check_synced(&self, answer: Answered) -> Result<(), Early> {
        let writes: Vec<&Call> = self
            .0
            .iter()
            .filter(|call| call.is_write_to_log() && call.began > answer.read && call.began < answer.sent)
            .collect();
        if writes.is_empty() {
            return Err(Early::NothingWritten);
        }
        let is_synced = |write: &&Call| {
            self.0.iter().any(|call| {
                call.is_sync()
                    && call.file == write.file
                    && call.result == 0
                    && call.began > write.ended
                    && call.ended < answer.sent
            })
        };
        if writes.iter().all(is_synced) { Ok(()) } else { Err(Early::NotSynced) }
    }
}

impl Call {
    fn begun(line: usize, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            file: String::new(),
            arguments: String::new(),
            began: line,
            ended: usize::MAX,
            result: -1,
        }
    }

    fn take(&mut self, arguments: &str) {
        self.arguments.push_str(arguments);
        let file = self.arguments.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        self.file = file.map(|(file, _)| file.to_owned()).unwrap_or_default();
    }

    fn end(&mut self, line: usize, rest: &str) {
        let (arguments, result) = rest.rsplit_once(" = ").unwrap_or((rest, "?"));
        self.take(arguments);
        self.ended = line;
        self.result = result.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(-1);
    }

    /// SQLite's log lies beside the database; PostgreSQL's in a folder of its own.
    fn is_of_log(&self) -> bool {
        self.file.ends_with("-wal") || self.file.contains("/pg_wal/")
    }

    fn is_write_to_log(&self) -> bool {
        self.is_of_log()
            && ["write", "writev", "pwrite64", "pwritev", "pwritev2"].contains(&self.name.as_str())
    }

    fn is_sync(&self) -> bool {
        self.is_of_log() && ["fsync", "fdatasync"].contains(&self.name.as_str())
    }
}

/// The whole course, with each of its lines where it belongs.
const IN_ORDER: &str = r#"
71 recvfrom(9<socket:[1]>, "POST /oauth2/token HTTP/1.1\r\n"..., 8192, 0, NULL, NULL) = 410
72 pwrite64(5</d/c.db-wal>, "a = b"..., 4096, 32) = 4096
72 fsync(5</d/c.db-wal> <unfinished ...>
71 recvfrom(9<socket:[1]>, 0x55, 8192, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
72 <... fsync resumed>)       = 0
71 sendto(9<socket:[1]>, "HTTP/1.1 200 OK\r\n"..., 800, MSG_NOSIGNAL, NULL, 0) = 800
"#;

fn verdict(trace: &str) -> Result<(), Early> {
    let trace = Trace::parse(trace);
    let answers = trace.answers();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].status, 200);
    trace.check_synced(answers[0])
}

/// The course with its lines, counted from 1, in another order, or without some.
fn reordered(order: &[usize]) -> String {
    let lines: Vec<&str> = IN_ORDER.lines().collect();
    order.iter().map(|line| lines[*line]).collect::<Vec<_>>().join("\n")
}

#[test]
fn knows_an_answer_that_waited_for_the_disk() {
    assert_eq!(verdict(IN_ORDER), Ok(()));
}

#[test]
fn knows_an_answer_that_did_not_wait() {
    assert_eq!(verdict(&reordered(&[1, 2, 6])), Err(Early::NotSynced), "never synced");
    assert_eq!(verdict(&reordered(&[1, 2, 6, 3, 5])), Err(Early::NotSynced), "synced too late");
    assert_eq!(verdict(&reordered(&[1, 2, 3, 6, 5])), Err(Early::NotSynced), "synced meanwhile");
    assert_eq!(verdict(&reordered(&[1, 3, 2, 5, 6])), Err(Early::NotSynced), "synced from before the write");
    assert_eq!(verdict(&IN_ORDER.replace(")       = 0", ") = -1 EIO")), Err(Early::NotSynced), "failed");
    assert_eq!(verdict(&IN_ORDER.replace("fsync(5</d/c.db-wal>", "fsync(5</d/c.db>")), Err(Early::NotSynced));
    assert_eq!(verdict(&reordered(&[1, 3, 5, 6])), Err(Early::NothingWritten));
    assert_eq!(verdict(&reordered(&[2, 3, 5, 1, 6])), Err(Early::NothingWritten), "another's");
}
