//! A browser small enough to be fast: cookies, redirects, and HTML forms filled as a person would.

mod cookie;
mod form;
mod forms;
mod html;
mod walk;

pub use cookie::Jar;
pub use form::{Control, Form, Kind};
pub use forms::forms;
pub use html::visible_text;
pub use walk::{Landing, Person, walk};
