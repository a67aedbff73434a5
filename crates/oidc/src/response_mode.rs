//! `response_mode`: how the authorization response travels to the client.

use crate::response_type::ResponseType;

words! {
    /// The three ways (Multiple Response Type Encoding Practices §2.1, Form Post Response Mode §2).
    ResponseMode {
        /// In the redirect address's query.
        Query = "query",
        /// In the redirect address's fragment.
        Fragment = "fragment",
        /// In a form that the browser posts.
        FormPost = "form_post",
    }
}

impl ResponseMode {
    /// The mode where the request names none.
    pub const fn default_for(response_type: ResponseType) -> Self {
        if response_type.has_id_token() || response_type.has_token() { Self::Fragment } else { Self::Query }
    }

    /// Whether the mode may carry this response type: tokens never stand in a query, which is kept
    /// in logs and histories (Multiple Response Type Encoding Practices §3.0).
    pub const fn may_carry(self, response_type: ResponseType) -> bool {
        !matches!((self, Self::default_for(response_type)), (Self::Query, Self::Fragment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_code_alone_may_stand_in_a_query() {
        for response_type in ResponseType::ALL {
            let code_alone = response_type == ResponseType::CODE;
            assert_eq!(ResponseMode::Query.may_carry(response_type), code_alone);
            assert!(ResponseMode::Fragment.may_carry(response_type));
            assert!(ResponseMode::FormPost.may_carry(response_type));
            assert!(ResponseMode::default_for(response_type).may_carry(response_type));
        }
    }
}
