//! The passwords that are guessed first, by what was kept of each (`scripts/known-passwords`).

use jose::digest::sha256;

/// So many bytes of the hash of each, in order.
const KEPT: usize = 5;

static KNOWN: &[u8] = include_bytes!("known.bin");

/// Whether this is one of them, in the form in which spellings are compared.
pub(super) fn is_known(folded: &str) -> bool {
    let hash = sha256(folded.as_bytes());
    let (entries, _) = KNOWN.as_chunks::<KEPT>();
    hash.first_chunk::<KEPT>().is_some_and(|wanted| entries.binary_search(wanted).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_is_whole_and_in_order() {
        let (entries, rest) = KNOWN.as_chunks::<KEPT>();
        assert!(rest.is_empty() && entries.len() > 8_000, "{}", entries.len());
        assert!(entries.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn knows_what_is_guessed_first_and_nothing_else() {
        for known in
            ["password1", "12345678", "qwertyuiop", "salasana", "lösenord", "correct horse battery staple"]
        {
            assert!(is_known(known), "{known}");
        }
        for unknown in ["", "password 1", "lumi sataa hiljaa", "kesäyö on valoisa", "Password1"] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
