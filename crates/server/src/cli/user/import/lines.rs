//! The lines of a CSV file (RFC 4180), one at a time and within bounds: a file of any size, and one with a quote
//! that is never closed, take no more memory than a line may.

use std::io::{self, Read};

use csv_core::{ReadRecordResult, ReaderBuilder};

/// How much is read at a time, in bytes.
const CHUNK: usize = 64 * 1024;
/// The longest line, in bytes; a hundred groups and attributes fit.
const LONGEST: usize = 64 * 1024;
/// The most fields of a line.
const MOST_FIELDS: usize = 256;

/// What some programs begin files in UTF-8 with.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A file that is read.
pub(super) struct Lines<R> {
    from: R,
    csv: csv_core::Reader,
    chunk: Vec<u8>,
    /// What of the chunk is still to be read.
    left: std::ops::Range<usize>,
    has_begun: bool,
    has_ended: bool,
    /// The number of the line that is read next, beginning with 1.
    number: u64,
}

/// A line; one in quotes may go over several, and counts from its first.
pub(super) struct Line {
    /// Its number, beginning with 1.
    pub(super) number: u64,
    /// Its fields.
    pub(super) fields: Result<Vec<String>, Broken>,
}

/// A line that cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Broken {
    /// It is longer than lines may be, or has more fields: a quote may not be closed.
    TooLong,
    /// It is not UTF-8.
    NotUtf8,
}

impl Broken {
    /// In a sentence.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::TooLong => {
                "The line is longer than 64 KiB or has more than 256 fields; a quotation mark may be missing."
            }
            Self::NotUtf8 => "The line is not UTF-8; save the file in this encoding.",
        }
    }
}

impl<R: Read> Lines<R> {
    /// The lines of a file whose fields stand apart by this character.
    pub(super) fn of(from: R, delimiter: u8) -> Self {
        let csv = ReaderBuilder::new().delimiter(delimiter).build();
        Self { from, csv, chunk: vec![0; CHUNK], left: 0..0, has_begun: false, has_ended: false, number: 1 }
    }

    /// The next line that is not empty, if there is one.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        self.begin()?;
        self.skip_empty()?;
        let number = self.number;
        let (mut text, mut ends) = (vec![0; LONGEST], vec![0; MOST_FIELDS]);
        let (mut length, mut fields, mut is_too_long) = (0, 0, false);
        loop {
            self.fill()?;
            let read = &self.chunk[self.left.clone()];
            let (result, taken, written, ended) =
                self.csv.read_record(read, &mut text[length..], &mut ends[fields..]);
            self.number += count_lines(&read[..taken]);
            self.left.start += taken;
            (length, fields) = (length + written, fields + ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                // What is too long is read on, to where it ends, and kept no longer.
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (length, fields, is_too_long) = (0, 0, true);
                }
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record if is_too_long => {
                    return Ok(Some(Line { number, fields: Err(Broken::TooLong) }));
                }
                ReadRecordResult::Record => {
                    return Ok(Some(Line { number, fields: split(&text, &ends[..fields]) }));
                }
            }
        }
    }

    /// Leaves out the mark that some programs begin files in UTF-8 with.
    fn begin(&mut self) -> io::Result<()> {
        while !self.has_begun {
            let read = self.from.read(&mut self.chunk[self.left.end..])?;
            (self.left.end, self.has_ended) = (self.left.end + read, read == 0);
            self.has_begun = self.has_ended || self.left.end >= MARK.len();
            if self.has_begun && self.chunk[self.left.clone()].starts_with(MARK) {
                self.left.start = MARK.len();
            }
        }
        Ok(())
    }

    fn skip_empty(&mut self) -> io::Result<()> {
        loop {
            self.fill()?;
            match self.chunk[self.left.clone()].first() {
                Some(b'\r') => {}
                Some(b'\n') => self.number += 1,
                _ => return Ok(()),
            }
            self.left.start += 1;
        }
    }

    /// Reads on where everything was read that was there.
    fn fill(&mut self) -> io::Result<()> {
        while self.left.is_empty() && !self.has_ended {
            let read = match self.from.read(&mut self.chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            (self.left, self.has_ended) = (0..read, read == 0);
        }
        Ok(())
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn split(text: &[u8], ends: &[usize]) -> Result<Vec<String>, Broken> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let field = |(start, end): (usize, &usize)| {
        std::str::from_utf8(&text[start..*end]).map(str::to_owned).map_err(|_| Broken::NotUtf8)
    };
    starts.zip(ends).map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time, as slow pipes do.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            (into[0], self.0) = (*first, rest);
            Ok(1)
        }
    }

    fn all(from: impl Read) -> Vec<(u64, Result<Vec<String>, Broken>)> {
        let mut lines = Lines::of(from, b',');
        std::iter::from_fn(|| lines.next().unwrap().map(|line| (line.number, line.fields))).collect()
    }

    fn fields(fields: &[&str]) -> Result<Vec<String>, Broken> {
        Ok(fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn lines_have_the_numbers_that_editors_show() {
        let text = "\u{feff}name,note\r\n\r\nmaija,\"two\r\nlines, \"\"quoted\"\"\"\r\n\nonni,\nlast,";
        let expected = vec![
            (1, fields(&["name", "note"])),
            (3, fields(&["maija", "two\r\nlines, \"quoted\""])),
            (6, fields(&["onni", ""])),
            (7, fields(&["last", ""])),
        ];
        assert_eq!(all(text.as_bytes()), expected);
        assert_eq!(all(Slow(text.as_bytes())), expected);
        assert!(all("\r\n\n".as_bytes()).is_empty() && all("".as_bytes()).is_empty());
    }

    #[test]
    fn a_line_that_cannot_be_read_keeps_the_next_from_nothing() {
        let long = format!("a\n{}\nb\n", "x".repeat(3 * LONGEST));
        let many = format!("a\n{}\nb\n", ",".repeat(3 * MOST_FIELDS));
        for text in [long, many] {
            let expected = vec![(1, fields(&["a"])), (2, Err(Broken::TooLong)), (3, fields(&["b"]))];
            assert_eq!(all(text.as_bytes()), expected);
        }
        let latin = [&b"M\xe4kel\xe4\n"[..], &b"ok\n"[..]].concat();
        assert_eq!(all(&*latin), [(1, Err(Broken::NotUtf8)), (2, fields(&["ok"]))]);
    }

    #[test]
    fn a_quote_that_is_never_closed_takes_no_more_than_a_line() {
        let endless = (&b"a\n\"b"[..]).chain(io::repeat(b'x').take(8 * 1024 * 1024));
        assert_eq!(all(endless), [(1, fields(&["a"])), (2, Err(Broken::TooLong))]);
    }
}
