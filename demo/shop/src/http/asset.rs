//! Style and pictures, in the program itself.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

const FILES: [(&str, &str, &[u8]); 3] = [
    ("shop.css", "text/css; charset=utf-8", include_bytes!("../../assets/shop.css")),
    ("products.svg", "image/svg+xml", include_bytes!("../../assets/products.svg")),
    ("mark.svg", "image/svg+xml", include_bytes!("../../assets/mark.svg")),
];

pub(super) async fn get(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|(other, _, _)| *other == name) {
        Some((_, content_type, bytes)) => {
            ([(CONTENT_TYPE, *content_type), (CACHE_CONTROL, "public, max-age=300")], *bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
