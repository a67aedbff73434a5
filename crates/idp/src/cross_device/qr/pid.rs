//! What the code on a page says: the attempt, which half minute of it, and a tag by which it is ours.
//!
//! The code becomes another every half minute without anything being written: the tag says that we made it, and when
//! it counts follows from when the attempt began. One that is just being scanned counts a little longer.

use std::time::Duration;

use crate::decision::{Derive, Purpose};
use crate::time::Time;

/// How long a code is shown.
pub const SHOWN: Duration = Duration::from_secs(30);

/// For so long after that it counts for whoever has just scanned it.
const SCANNING: Duration = Duration::from_secs(10);

/// The identifier, the half minute and the tag.
const LENGTH: usize = 34;

/// A code as it was read; nothing of it is believed yet.
pub struct Pid {
    id: [u8; 16],
    slot: u16,
    tag: [u8; 16],
}

impl Pid {
    /// The one written so, if it is of our form.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; LENGTH] = jose::base64url::decode(text).ok()?.try_into().ok()?;
        let (id, rest) = bytes.split_first_chunk()?;
        let (slot, tag) = rest.split_first_chunk()?;
        Some(Self { id: *id, slot: u16::from_be_bytes(*slot), tag: tag.try_into().ok()? })
    }

    /// What the attempt is called that it is said to be of.
    pub fn attempt(&self) -> String {
        super::name(self.id)
    }

    /// Whether we made it.
    pub(super) fn is_tagged(&self, tagged_by: u8, derive: &dyn Derive) -> bool {
        tag(self.id, self.slot, tagged_by, derive)
            .is_some_and(|ours| jose::constant_time::eq(&ours, &self.tag))
    }

    /// Whether it is shown now for the attempt that began then, or was until just now.
    pub(super) fn is_shown(&self, began_at: Time, now: Time) -> bool {
        let from = began_at + SHOWN * u32::from(self.slot);
        from <= now && now < from + SHOWN + SCANNING
    }
}

/// The code that is shown now, and for how many seconds it is.
pub(super) fn current(
    id: [u8; 16],
    began_at: Time,
    tagged_by: u8,
    derive: &dyn Derive,
    now: Time,
) -> Option<(String, u64)> {
    let since = now.since(began_at).as_secs();
    let slot = u16::try_from(since / SHOWN.as_secs()).ok()?;
    let tag = tag(id, slot, tagged_by, derive)?;
    let pid = jose::base64url::encode([&id[..], &slot.to_be_bytes(), &tag].concat());
    Some((pid, SHOWN.as_secs() - since % SHOWN.as_secs()))
}

fn tag(id: [u8; 16], slot: u16, tagged_by: u8, derive: &dyn Derive) -> Option<[u8; 16]> {
    let bytes = [&id[..], &slot.to_be_bytes()].concat();
    derive.derive(tagged_by, Purpose::QrCode, &bytes)?.first_chunk().copied()
}
