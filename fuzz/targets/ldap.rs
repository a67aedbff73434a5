//! Any bytes as what a directory says, and any text as a filter.

#![no_main]

use ldap::{Message, Scope, Search};
use libfuzzer_sys::fuzz_target;

const LONGEST: usize = 4096;

fuzz_target!(|data: &[u8]| {
    if let Ok(Some(length)) = ldap::frame(data, LONGEST) {
        assert!(length <= LONGEST, "no more is waited for than we take");
    }
    if let Ok((_, message)) = Message::read(data) {
        let whole = ldap::frame(data, usize::MAX);
        assert_eq!(whole, Ok(Some(data.len())), "what is read is a whole message");
        match message {
            Message::Found(entry) => {
                let _ = (entry.only("objectGUID"), entry.texts("mail").count());
            }
            Message::Bound(outcome) | Message::Done(outcome, _) | Message::Extended(outcome) => {
                assert!(!outcome.to_string().contains(char::is_control), "{outcome}");
            }
            Message::Reference => {}
        }
    }
    if let Ok(filter) = std::str::from_utf8(data) {
        let search = Search {
            base: "dc=example",
            scope: Scope::Subtree,
            filter,
            attributes: &[],
            size_limit: 0,
            time_limit: 1,
            page: None,
        };
        if let Ok(request) = search.request(1) {
            assert_eq!(ldap::frame(&request, usize::MAX), Ok(Some(request.len())));
        }
    }
});
