//! Every page as a file, to be looked at.

use std::path::PathBuf;

use server::page::{Language, asset};

use crate::sample::{PLAIN, Words, pages};

/// `COUNTERSIGN_GALLERY=/tmp/gallery cargo test -p countersign --test page -- --ignored gallery`
#[test]
#[ignore = "writes files for a person to look at"]
fn writes_the_gallery() {
    let folder =
        PathBuf::from(std::env::var_os("COUNTERSIGN_GALLERY").expect("COUNTERSIGN_GALLERY names a folder"));
    let long = Words {
        client: "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        username: "an.unusually.long.address.that.does.not.end.soon@mail.department.university.example",
        ..PLAIN
    };
    for say in Language::all() {
        for (kind, words) in [("plain", &PLAIN), ("long", &long)] {
            let folder = folder.join(say.tag()).join(kind);
            std::fs::create_dir_all(&folder).expect("the folder can be made");
            for (name, html) in pages(words, say) {
                for (at, _) in html.match_indices(asset::PREFIX) {
                    let path = html[at + asset::PREFIX.len()..].split('"').next().unwrap_or_default();
                    let file = asset::get(path).expect("is served");
                    std::fs::write(folder.join(path), file.bytes).expect("can be written");
                }
                let html = html.replace(asset::PREFIX, "");
                std::fs::write(folder.join(format!("{name}.html")), html).expect("can be written");
            }
        }
    }
}
