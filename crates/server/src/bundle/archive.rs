//! Archives as ZIP (PKWARE's APPNOTE), of a few small files that are stored as they are. That is less than a page, and
//! less than any crate that reads and writes all the rest of it.

use jose::Secret;

/// The most files, and the most bytes of all of them, in an archive that is read.
const MOST: usize = 64;
const MOST_BYTES: usize = 1024 * 1024;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// That names are in UTF-8 (§4.4.4).
const UTF8: u16 = 1 << 11;
/// Since when a file may be in a folder (§4.4.3).
const VERSION: u16 = 20;
/// The first day that can be said: when a file was made is nobody's business.
const DAY: u16 = 0x0021;
/// How long what stands before a file's name is, in its two places.
const LOCAL_LEN: usize = 30;
const CENTRAL_LEN: usize = 46;
const END_LEN: usize = 22;

/// An archive that is being written.
#[derive(Default)]
pub struct Archive {
    files: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    /// Adds a file; its name is a path without a slash in front.
    pub fn add(&mut self, name: &str, content: &[u8]) {
        let (at, size, name_len) = (short(self.files.len()), short(content.len()), name.len());
        let name_len = u16::try_from(name_len).unwrap_or(u16::MAX);
        let mut about = Vec::new();
        for number in [VERSION, UTF8, 0, 0, DAY] {
            about.extend(number.to_le_bytes());
        }
        for number in [crc32(content), size, size] {
            about.extend(number.to_le_bytes());
        }
        about.extend(name_len.to_le_bytes());
        about.extend(0_u16.to_le_bytes());
        for (to, kind) in [(&mut self.files, LOCAL), (&mut self.directory, CENTRAL)] {
            to.extend(kind.to_le_bytes());
            if kind == CENTRAL {
                to.extend(VERSION.to_le_bytes());
            }
            to.extend(&about);
        }
        // Neither a comment nor another disk, nor attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.files.extend(name.as_bytes());
        self.files.extend(content);
        self.count += 1;
    }

    /// The whole.
    pub fn finish(mut self) -> Secret<Vec<u8>> {
        let (at, size) = (short(self.files.len()), short(self.directory.len()));
        self.files.append(&mut self.directory);
        self.files.extend(END.to_le_bytes());
        for number in [0, 0, self.count, self.count] {
            self.files.extend(number.to_le_bytes());
        }
        self.files.extend(size.to_le_bytes());
        self.files.extend(at.to_le_bytes());
        self.files.extend(0_u16.to_le_bytes());
        Secret::new(self.files)
    }
}

/// The file of this name in an archive of ours, or of whoever stores without compressing.
///
/// # Errors
/// It is no such archive, or has no such file; which, for people.
pub fn read<'a>(archive: &'a [u8], name: &str) -> Result<&'a [u8], &'static str> {
    const BROKEN: &str = "this is no ZIP, or a broken one";
    if archive.len() > MOST_BYTES {
        return Err("this is longer than any bundle");
    }
    // Without a comment, the end is where it is.
    let end = archive.len().checked_sub(END_LEN).and_then(|at| archive.get(at..)).ok_or(BROKEN)?;
    if u32_at(end, 0) != Some(END) {
        return Err(BROKEN);
    }
    let count = usize::from(u16_at(end, 10).ok_or(BROKEN)?).min(MOST);
    let mut rest = archive.get(usize_at(end, 16).ok_or(BROKEN)?..).ok_or(BROKEN)?;
    for _ in 0..count {
        if u32_at(rest, 0) != Some(CENTRAL) {
            return Err(BROKEN);
        }
        let lengths = [28, 30, 32].map(|at| u16_at(rest, at).map(usize::from));
        let [Some(named), Some(extra), Some(comment)] = lengths else { return Err(BROKEN) };
        let (entry, after) = rest.split_at_checked(CENTRAL_LEN + named + extra + comment).ok_or(BROKEN)?;
        if entry.get(CENTRAL_LEN..CENTRAL_LEN + named) == Some(name.as_bytes()) {
            return stored(archive, entry).ok_or("a file in it is compressed or broken");
        }
        rest = after;
    }
    Err("a file is missing in it")
}

fn stored<'a>(archive: &'a [u8], entry: &[u8]) -> Option<&'a [u8]> {
    let size = usize_at(entry, 24)?;
    let local = archive.get(usize_at(entry, 42)?..)?;
    let is_stored = u32_at(local, 0)? == LOCAL && u16_at(entry, 10)? == 0;
    let at = LOCAL_LEN + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
    let content = local.get(at..at.checked_add(size)?)?;
    (is_stored && u32_at(entry, 16)? == crc32(content)).then_some(content)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn usize_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The checksum of ISO 3309, bit by bit: a bundle is short.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> Vec<u8> {
        let mut archive = Archive::default();
        archive.add("a.txt", b"123456789");
        archive.add("folder/empty", b"");
        archive.finish().expose().clone()
    }

    #[test]
    fn what_was_put_in_comes_out() {
        let archive = archive();
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(read(&archive, "a.txt"), Ok(&b"123456789"[..]));
        assert_eq!(read(&archive, "folder/empty"), Ok(&b""[..]));
        assert_eq!(read(&archive, "b.txt"), Err("a file is missing in it"));
    }

    #[test]
    fn what_was_changed_or_cut_does_not() {
        let whole = archive();
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut], "a.txt").is_err(), "{cut}");
        }
        let mut changed = whole;
        changed[LOCAL_LEN + 5] ^= 1;
        assert!(read(&changed, "a.txt").is_err());
        assert!(read(&changed, "folder/empty").is_ok());
        let lies =
            [&[0xff; 40][..], &END.to_le_bytes(), &[0, 0, 0, 0, 1, 0, 1, 0], &[0xff; 8], &[0; 2]].concat();
        assert!(read(&lies, "a.txt").is_err());
    }
}
