//! `response_mode`: how the authorization response travels to the client.

use crate::response_type::ResponseType;

words! {
    /// The three ways (Multiple Response Type Encoding Practices §2.1, Form Post Response Mode §2), and the
    /// same with all that is said in one JWT (JARM §2.3).
    ResponseMode {
        /// In the redirect address's query.
        Query = "query",
        /// In the redirect address's fragment.
        Fragment = "fragment",
        /// In a form that the browser posts.
        FormPost = "form_post",
        /// As a JWT, the way the response type has it.
        Jwt = "jwt",
        /// As a JWT in the redirect address's query.
        QueryJwt = "query.jwt",
        /// As a JWT in the redirect address's fragment.
        FragmentJwt = "fragment.jwt",
        /// As a JWT in a form that the browser posts.
        FormPostJwt = "form_post.jwt",
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
        !matches!((self, Self::default_for(response_type)), (Self::Query | Self::QueryJwt, Self::Fragment))
    }

    /// The mode with nothing left open: where `jwt` leads for this response type.
    #[must_use]
    pub const fn settled_for(self, response_type: ResponseType) -> Self {
        match (self, Self::default_for(response_type)) {
            (Self::Jwt, Self::Fragment) => Self::FragmentJwt,
            (Self::Jwt, _) => Self::QueryJwt,
            _ => self,
        }
    }

    /// Whether all that is said is said in one JWT.
    pub const fn is_jwt(self) -> bool {
        matches!(self, Self::Jwt | Self::QueryJwt | Self::FragmentJwt | Self::FormPostJwt)
    }

    /// Where the parameters stand, whatever form they have.
    #[must_use]
    pub const fn carrier(self) -> Self {
        match self {
            Self::Query | Self::Jwt | Self::QueryJwt => Self::Query,
            Self::Fragment | Self::FragmentJwt => Self::Fragment,
            Self::FormPost | Self::FormPostJwt => Self::FormPost,
        }
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
            assert_eq!(ResponseMode::QueryJwt.may_carry(response_type), code_alone);
            assert!(ResponseMode::Jwt.may_carry(response_type));
            assert!(ResponseMode::Fragment.may_carry(response_type));
            assert!(ResponseMode::FormPost.may_carry(response_type));
            assert!(ResponseMode::default_for(response_type).may_carry(response_type));
        }
    }

    #[test]
    fn a_jwt_goes_where_the_parameters_would() {
        for response_type in ResponseType::ALL {
            let settled = ResponseMode::Jwt.settled_for(response_type);
            assert_eq!(settled.carrier(), ResponseMode::default_for(response_type), "{response_type}");
            for mode in ResponseMode::ALL.iter().map(|mode| mode.settled_for(response_type)) {
                assert_ne!(mode, ResponseMode::Jwt);
                assert_eq!(mode.is_jwt(), mode.as_str().ends_with(".jwt"), "{mode}");
                assert!(mode.as_str().starts_with(mode.carrier().as_str()), "{mode}");
            }
        }
    }
}
