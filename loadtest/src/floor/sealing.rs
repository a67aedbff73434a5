//! The CPU cost of one message sealed and one opened.

use std::{hint::black_box, thread, time::Duration};

use jose::{ContentEncryption, DecryptionKey, EncryptionKey, KeyManagement, jwe};

use super::{Sealing, signature::per_thousand};
use crate::error::{Error, failed};

/// About as long as a signed ID token.
const MESSAGE: [u8; 800] = [b'x'; 800];
const ENC: ContentEncryption = ContentEncryption::A128CbcHs256;

/// A key, and something sealed to it.
pub(super) struct Bench {
    management: KeyManagement,
    opens: DecryptionKey,
    seals: EncryptionKey,
    token: String,
}

impl Bench {
    pub(super) fn new(management: KeyManagement) -> Result<Self, Error> {
        let cannot = |why: &dyn std::fmt::Display| failed(format!("{management} cannot be measured: {why}"));
        let opens = DecryptionKey::generate(management).map_err(|why| cannot(&why))?;
        let seals = opens.encryption_key().map_err(|why| cannot(&why))?;
        let token = seal(&seals).map_err(|why| cannot(&why))?;
        let bench = Self { management, opens, seals, token };
        bench.open().map_err(|why| cannot(&why))?;
        Ok(bench)
    }

    pub(super) fn name(&self) -> &'static str {
        self.management.name()
    }

    /// Spends about that much CPU time of every core on each of both, as with signatures.
    pub(super) fn measure(&self, time: Duration) -> Sealing {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let sealed = || {
            let _ = black_box(seal(&self.seals));
        };
        let opened = || {
            let _ = black_box(self.open());
        };
        Sealing {
            management: self.name().to_owned(),
            seal: per_thousand(time, cores, sealed),
            open: per_thousand(time, cores, opened),
        }
    }

    fn open(&self) -> Result<jwe::Opened, jwe::Error> {
        jwe::decode(&self.token)?.decrypt(&self.opens, &[self.management], &[ENC])
    }
}

fn seal(key: &EncryptionKey) -> Result<String, jwe::Error> {
    jwe::encrypt(&jwe::Members::default(), black_box(&MESSAGE), key, ENC)
}
