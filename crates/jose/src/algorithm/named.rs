/// What every table of algorithms offers alike: the list, the name, and reading and writing by that
/// name, compared to the letter. Each row has the members `algorithm` and `name`, and stands at the
/// place of its variant.
macro_rules! named {
    ($algorithm:ty, $table:ident, $(#[$documented:meta])* $unknown:ident, $text:literal) => {
        impl $algorithm {
            /// Every algorithm, in the order of the table.
            pub fn all() -> impl Iterator<Item = Self> {
                $table.iter().map(|row| row.algorithm)
            }

            /// The JOSE name.
            pub fn name(self) -> &'static str {
                self.row().name
            }
        }

        impl std::fmt::Display for $algorithm {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $algorithm {
            type Err = $unknown;

            fn from_str(name: &str) -> Result<Self, $unknown> {
                let row = $table.iter().find(|row| row.name == name);
                row.map(|row| row.algorithm).ok_or($unknown)
            }
        }

        impl serde::Serialize for $algorithm {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $algorithm {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                name.parse().map_err(serde::de::Error::custom)
            }
        }

        $(#[$documented])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $unknown;

        impl std::fmt::Display for $unknown {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($text)
            }
        }

        impl std::error::Error for $unknown {}
    };
}

pub(crate) use named;
