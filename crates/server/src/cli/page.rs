//! Lists, a page at a time.

use crate::admin::Limit;

/// Which page of a list is wanted.
#[derive(clap::Args)]
pub(super) struct Page {
    /// Begin after the one of this identifier
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(super) after: Option<String>,
    /// At most so many, up to 200
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
}

impl Page {
    /// How long it is.
    pub(super) const fn limit(&self) -> Limit {
        Limit(self.limit)
    }
}

/// How much of a list is wanted.
#[derive(clap::Args)]
pub(super) struct Limited {
    /// At most so many, up to 200
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
}

impl Limited {
    /// How long it is.
    pub(super) const fn limit(&self) -> Limit {
        Limit(self.limit)
    }
}

/// What is said below a page that another follows.
pub(super) fn told(next: Option<&String>) -> String {
    next.map(|next| format!("\nThere are more: --after {next}")).unwrap_or_default()
}
