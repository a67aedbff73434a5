//! Dynamic registration, as the crate knows it.

use openidconnect::core::{
    CoreApplicationType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreRegisterErrorResponseType,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::registration::{
    AdditionalClientMetadata, ClientRegistrationRequest, EmptyAdditionalClientRegistrationResponse,
};
use openidconnect::reqwest::blocking::Client as Http;
use openidconnect::{RegistrationUrl, ResponseTypes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, from_value, json};

use crate::Failed;

/// What the crate does not know by itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Additional {
    post_logout_redirect_uris: Vec<String>,
    scope: String,
}

impl AdditionalClientMetadata for Additional {}

type Request = ClientRegistrationRequest<
    Additional,
    EmptyAdditionalClientRegistrationResponse,
    CoreApplicationType,
    CoreClientAuthMethod,
    CoreRegisterErrorResponseType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Registers what is wanted; what it is known by from then on, beside it.
pub(crate) fn register(wanted: &Value, at: &RegistrationUrl, http: &Http) -> Result<Value, Failed> {
    let member = |name: &str| wanted[name].clone();
    let types: Vec<String> = from_value(member("response_types"))?;
    let types = types.into_iter().map(|one| from_value(json!([one]))).collect::<Result<Vec<_>, _>>()?;
    let answer = Request::new(from_value(member("redirect_uris"))?, from_value(wanted.clone())?)
        .set_grant_types(from_value(member("grant_types"))?)
        .set_response_types(Some(types.into_iter().map(ResponseTypes::new).collect()))
        .set_token_endpoint_auth_method(from_value(member("token_endpoint_auth_method"))?)
        .set_id_token_signed_response_alg(from_value(member("id_token_signed_response_alg"))?)
        .register(at, http)?;
    let mut registered = wanted.clone();
    registered["client_id"] = answer.client_id().as_str().into();
    registered["client_secret"] = answer.client_secret().map(|secret| secret.secret().as_str()).into();
    Ok(registered)
}
