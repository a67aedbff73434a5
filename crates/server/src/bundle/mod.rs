//! What a service is handed once, as a ZIP: its settings with its secrets, a page of instructions, and a page of
//! code in several languages.

pub mod archive;
pub mod examine;
mod guide;
pub mod settings;

use jose::Secret;

use archive::Archive;
pub use guide::guide;
pub use settings::Settings;

/// The file with the settings.
pub const SETTINGS: &str = "countersign.json";
/// The key store, as a file for programs that take no other.
pub const KEYSTORE: &str = "keystore.p12";

/// The bundle of these settings.
///
/// # Errors
/// What is in it could not be written; why, for the operator.
pub fn bundle(settings: &Settings) -> Result<Secret<Vec<u8>>, String> {
    let mut archive = Archive::default();
    let json = Secret::new(serde_json::to_vec_pretty(settings).map_err(|error| error.to_string())?);
    archive.add(SETTINGS, json.expose());
    archive.add(KEYSTORE, settings.keystore()?.expose());
    let guide = guide(&settings.public()).map_err(|error| error.to_string())?;
    archive.add("guide.html", guide.as_bytes());
    for (name, text) in guide::snippets(&settings.public()).map_err(|error| error.to_string())? {
        archive.add(name, text.as_bytes());
    }
    Ok(archive.finish())
}
