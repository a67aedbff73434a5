//! The layers laid over one another: what each setting is, and where that came from.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use jose::secret::Secret;

use super::error::Error;
use super::nearest::{nearest, shown};
use super::setting::{Kind, SETTINGS, Setting};
use super::{DEFAULT_FILE, Sources, environment, file};

/// Where a value came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Nothing was said.
    Default,
    /// A file.
    File {
        /// Which.
        file: PathBuf,
        /// The line, counted from one.
        line: usize,
    },
    /// A variable.
    Environment(String),
    /// The command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, line } => write!(f, "{}, line {line}", file.display()),
            Self::Environment(variable) => f.write_str(variable),
            Self::Flag => f.write_str("--set"),
        }
    }
}

/// A setting as it is in force.
pub struct Effective {
    /// Which.
    pub setting: &'static Setting,
    /// Its value; for a secret, and where there is none, nothing.
    pub value: Option<String>,
    /// Whether there is one.
    pub is_set: bool,
    /// Where it came from.
    pub origin: Origin,
}

/// A value as it was given.
pub(super) struct Given {
    pub(super) value: Secret<String>,
    pub(super) origin: Origin,
}

/// All layers.
pub(super) struct Layers {
    given: BTreeMap<&'static str, Given>,
    file: Option<PathBuf>,
}

impl Layers {
    pub(super) fn read(sources: Sources) -> Result<Self, Error> {
        let named = sources.file.is_some();
        let path = sources.file.unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
        let mut layers = Self { given: BTreeMap::new(), file: None };
        if named || path.exists() {
            layers.given.extend(file::read(&path)?);
            layers.file = Some(path);
        }
        layers.given.extend(environment::read(sources.environment)?);
        for flag in &sources.flags {
            let (name, given) = from_flag(flag)?;
            layers.given.insert(name, given);
        }
        Ok(layers)
    }

    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// What was given, or the default where that is a value.
    pub(super) fn get(&self, name: &'static str) -> Option<&str> {
        let given = self.given.get(name).map(|given| given.value.expose().as_str());
        given.or_else(|| {
            Setting::find(name).filter(|setting| setting.has_default()).map(|setting| setting.default)
        })
    }

    /// The texts of a list, without the white space around them.
    pub(super) fn list(&self, name: &'static str) -> impl Iterator<Item = &str> {
        let text = self.get(name).unwrap_or_default();
        text.split(',').map(str::trim).filter(|item| !item.is_empty())
    }

    /// A whole number within these bounds.
    pub(super) fn number(&self, name: &'static str, within: RangeInclusive<u32>) -> Result<u32, Error> {
        let number = self.get(name).and_then(|number| number.parse().ok());
        number.filter(|number| within.contains(number)).ok_or_else(|| {
            self.invalid(name, format!("a number from {} to {}", within.start(), within.end()))
        })
    }

    /// Where the value in force came from.
    pub(super) fn origin(&self, name: &str) -> Origin {
        self.given.get(name).map_or(Origin::Default, |given| given.origin.clone())
    }

    /// A path; what stands in the file begins at the file's folder, as do defaults.
    pub(super) fn path(&self, name: &'static str, text: &str) -> PathBuf {
        let from_folder = matches!(self.origin(name), Origin::Default | Origin::File { .. });
        match self.file.as_deref().and_then(Path::parent) {
            Some(folder) if from_folder => folder.join(text),
            _ => PathBuf::from(text),
        }
    }

    /// That the value in force cannot be.
    pub(super) fn invalid(&self, name: &'static str, expected: impl Into<String>) -> Error {
        Error::Invalid { origin: self.origin(name), name, expected: expected.into() }
    }

    pub(super) fn effective(&self) -> Vec<Effective> {
        let effective = |setting: &'static Setting| {
            let value = self.get(setting.name);
            Effective {
                setting,
                is_set: value.is_some(),
                value: value.filter(|_| setting.kind != Kind::Secret).map(str::to_owned),
                origin: self.origin(setting.name),
            }
        };
        SETTINGS.iter().map(effective).collect()
    }
}

/// Checks that a text, as from the environment, is of the setting's kind.
pub(super) fn check_kind(setting: &'static Setting, value: &str, origin: &Origin) -> Result<(), Error> {
    let fits = match setting.kind {
        Kind::Text | Kind::Path | Kind::Secret | Kind::List => true,
        Kind::Number => value.parse::<i64>().is_ok(),
        Kind::Switch => matches!(value, "true" | "false"),
    };
    if fits {
        return Ok(());
    }
    let expected = setting.kind.expected().to_owned();
    Err(Error::Invalid { origin: origin.clone(), name: setting.name, expected })
}

fn from_flag(flag: &str) -> Result<(&'static str, Given), Error> {
    let origin = Origin::Flag;
    let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
    let Some(setting) = Setting::find(name) else {
        return Err(Error::Unknown { origin, name: shown(name), nearest: nearest(name).to_owned() });
    };
    if setting.kind == Kind::Secret {
        return Err(Error::Together {
            sentence: format!(
                "{name} is a secret, and a command line can be read by others: set {} or use a file",
                setting.variable()
            ),
        });
    }
    check_kind(setting, value, &origin)?;
    Ok((setting.name, Given { value: Secret::new(value.to_owned()), origin }))
}
