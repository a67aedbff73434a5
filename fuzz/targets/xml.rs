//! Any bytes as a document, and its canonical form as one.

#![no_main]

use libfuzzer_sys::fuzz_target;
use xml::canonical::{self, Form, Namespaces};
use xml::{Limits, Source};

const LIMITS: Limits = Limits { processing_instructions: true, ..Limits::MESSAGE };
const MAX_BYTES: usize = 1 << 20;

fuzz_target!(|data: &[u8]| {
    let Ok(source) = Source::read(data, &LIMITS) else { return };
    let Ok(document) = source.document() else { return };
    for namespaces in
        [Namespaces::Inclusive, Namespaces::Exclusive(vec!["a".to_owned(), "#default".to_owned()])]
    {
        for comments in [false, true] {
            let form = Form { namespaces: namespaces.clone(), comments };
            let Ok(written) = canonical::document(&document, &form, MAX_BYTES) else { continue };
            // What was written means the same, and has the same form; so has an element that stands in nothing.
            let wide = Limits {
                bytes: MAX_BYTES,
                attributes_of_one: 1024,
                attributes: MAX_BYTES,
                tags: MAX_BYTES,
                ..LIMITS
            };
            let again = Source::read(written.as_bytes(), &wide).expect("what is written is within bounds");
            let again = again.document().expect("what is written can be read");
            assert_eq!(canonical::document(&again, &form, MAX_BYTES).as_deref(), Ok(&*written));
            let root = canonical::element(document.root(), &form, None, MAX_BYTES).unwrap();
            assert!(written.contains(&root));
        }
    }
    for element in document.root().descendants() {
        let _ = element.text();
        let _ = canonical::element(element, &Form::EXCLUSIVE, element.children().next(), MAX_BYTES);
    }
});
