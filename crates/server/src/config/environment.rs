//! The layer of the environment.

use jose::secret::Secret;

use super::error::Error;
use super::layers::{Given, Origin, check_kind};
use super::nearest::{nearest, shown};
use super::setting::{SETTINGS, Setting};

/// What every variable of ours begins with.
pub(super) const PREFIX: &str = "COUNTERSIGN__";

/// Everything the environment says.
pub(super) fn read(environment: Vec<(String, String)>) -> Result<Vec<(&'static str, Given)>, Error> {
    let ours = environment.into_iter().filter(|(variable, _)| variable.starts_with(PREFIX));
    ours.map(|(variable, value)| {
        let setting = find(&variable)?;
        let origin = Origin::Environment(variable);
        check_kind(setting, &value, &origin)?;
        Ok((setting.name, Given { value: Secret::new(value), origin }))
    })
    .collect()
}

fn find(variable: &str) -> Result<&'static Setting, Error> {
    SETTINGS.iter().find(|setting| setting.variable() == variable).ok_or_else(|| {
        let name = variable.trim_start_matches(PREFIX).to_lowercase().replacen("__", ".", 1);
        Error::Unknown {
            origin: Origin::Environment(shown(variable)),
            name: shown(&name),
            nearest: Setting::find(nearest(&name)).map(Setting::variable).unwrap_or_default(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(variable: &str, value: &str) -> Result<(&'static str, String), String> {
        let mut given =
            read(vec![("PATH".to_owned(), "/".to_owned()), (variable.to_owned(), value.to_owned())])
                .map_err(|error| error.to_string())?;
        let (name, given) = given.remove(0);
        Ok((name, given.value.expose().clone()))
    }

    #[test]
    fn reads_a_variable_for_every_setting() {
        let read = read_one("COUNTERSIGN__STORE__CONNECTIONS", "4");
        assert_eq!(read.unwrap(), ("store.connections", "4".to_owned()));
        let read = read_one("COUNTERSIGN__MASTER_KEY__FILE", "/k");
        assert_eq!(read.unwrap(), ("master_key.file", "/k".to_owned()));
    }

    #[test]
    fn refuses_an_unknown_variable_with_the_nearest_and_a_value_of_another_kind() {
        assert_eq!(
            read_one("COUNTERSIGN__SERVER__LISTN", "x").unwrap_err(),
            "COUNTERSIGN__SERVER__LISTN: there is no setting server.listn; the nearest is COUNTERSIGN__SERVER__LISTEN"
        );
        assert_eq!(
            read_one("COUNTERSIGN__STORE__PLAINTEXT", "yes").unwrap_err(),
            "COUNTERSIGN__STORE__PLAINTEXT: store.plaintext must be true or false"
        );
    }
}
