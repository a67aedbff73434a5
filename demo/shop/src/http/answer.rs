//! Pages and redirects.

use askama::Template;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::page::{Frame, Notice};
use crate::{Error, Language};

/// What is wrong, as an answer.
pub(super) struct Failed(Error);

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        tracing::error!("{}", self.0);
        let language = Language::default();
        let words = language.words();
        let frame = Frame { chooses: false, ..Frame::new(language, None) };
        let page = Notice { frame, title: words.broken_title, text: words.broken_text, orders: &[] };
        html(StatusCode::INTERNAL_SERVER_ERROR, &page)
    }
}

/// Answers to whoever asked, or says that something broke.
pub(super) type Answer = Result<Response, Failed>;

pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let html_type = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(CONTENT_TYPE, html_type)], html).into_response()
        }
        Err(error) => {
            tracing::error!("a page cannot be written: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// With 303, whatever was sent here is not sent on.
pub(super) fn see_other(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
