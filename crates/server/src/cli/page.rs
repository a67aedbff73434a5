//! Lists, a page at a time.

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
    /// One more than the page holds, so that it is known whether another follows.
    pub(super) const fn one_more(&self) -> u32 {
        self.limit + 1
    }

    /// The page, and its last identifier if another page follows.
    pub(super) fn of<T>(&self, mut found: Vec<T>, id: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let another = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| another).map(|last| id(last).to_owned());
        (found, next)
    }
}

/// What is said below a page that another follows.
pub(super) fn told(next: Option<&String>) -> String {
    next.map(|next| format!("\nThere are more: --after {next}")).unwrap_or_default()
}
