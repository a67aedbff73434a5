//! Services that people sign in to with their phone, in the document.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// What a client is as a service that people sign in to with their phone.
#[derive(Serialize, ToSchema)]
pub struct Service {
    /// Of which kind its keys are: those it opens its tokens with, and those its tokens are signed with. `ec` if
    /// absent. Cannot be changed: another kind is another service.
    #[schema(nullable = false)]
    pub kind: Option<Kind>,
    /// Whether people can sign in to it. `false` if absent.
    #[schema(nullable = false)]
    pub active: Option<bool>,
    /// The origins of the pages that may ask for a sign-in; `*` stands for one first label.
    #[schema(nullable = false, max_items = 50, example = json!(["https://shop.example", "https://*.shop.example"]))]
    pub login_domains: Option<Vec<String>>,
    /// Whether only those whom it invited may sign in to it. `false` if absent.
    #[schema(nullable = false)]
    pub invitation_required: Option<bool>,
    /// Whom it invited. That they sign in is their acceptance.
    #[schema(nullable = false, max_items = 500)]
    pub invited: Option<Vec<Invited>>,
    /// The groups whose people are its members.
    #[schema(nullable = false, max_items = 50)]
    pub groups: Option<Vec<String>>,
    /// Whether only its members may sign in to it. `false` if absent.
    #[schema(nullable = false)]
    pub membership_required: Option<bool>,
    /// Whether its ID tokens are sealed as well as signed: by ECDH-ES or RSA-OAEP, as its kind is, and A256CBC-HS512.
    /// `true` if absent.
    #[schema(nullable = false)]
    pub sealed_tokens: Option<bool>,
    /// The claims it asks of people, by their names. It is told no other.
    #[schema(nullable = false, example = json!({ "email": "required", "given_name": "optional" }))]
    pub required_data: Option<BTreeMap<String, Need>>,
    /// What its people can be in it, and what each of them must prove.
    #[schema(nullable = false, max_items = 50)]
    pub roles: Option<Vec<Role>>,
    /// Who judged that people may sign in to it from another device than the one that shows its page, and what they
    /// found. Until somebody did, no page can ask for a sign-in.
    pub risk_assessment: Option<RiskAssessment>,
    /// Whether it may ask for a sign-in by a message to the phone. `false` if absent.
    #[schema(nullable = false)]
    pub push: Option<bool>,
}

/// Of which kind the keys of a service are.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ServiceKind)]
pub enum Kind {
    /// Elliptic curves: P-256.
    Ec,
    /// RSA, of 4096 bits.
    Rsa,
}

/// How much a service needs a claim.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Nobody signs in without.
    Required,
    /// People may leave it out.
    Optional,
}

/// What somebody can be in a service.
#[derive(Serialize, ToSchema)]
#[schema(as = ServiceRole)]
pub struct Role {
    /// Its name, as the claim `roles` tells it.
    #[schema(max_length = 60)]
    pub name: String,
    /// What proves enough: any of these sets, each of which is proven whole. Anything that is taken, if there is none.
    #[schema(nullable = false, max_items = 50, example = json!([["biometric", "device"], ["pin", "device"]]))]
    pub authenticators: Option<Vec<Vec<Authenticator>>>,
}

/// Somebody whom a service invited.
#[derive(Serialize, ToSchema)]
pub struct Invited {
    /// Their user name, or their e-mail address, which counts once they confirmed it.
    #[schema(max_length = 254)]
    pub who: String,
    /// What they are in the service: one of its roles, or `user`, which is also meant where nothing is said.
    pub role: Option<String>,
}

/// What a phone can show.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Authenticator {
    /// That the person knows its PIN.
    Pin,
    /// That it knows the person: by a finger, a face, or whatever it is unlocked with.
    Biometric,
    /// That it is the very phone that was enrolled.
    Device,
}

/// The word of whoever judged the risk that what is begun on one device is approved on another.
#[derive(Serialize, ToSchema)]
pub struct RiskAssessment {
    /// Who judged it.
    pub by: String,
    /// When: a date, or a time.
    #[schema(example = "2027-01-31")]
    pub at: String,
    /// What they found.
    #[schema(max_length = 4000)]
    pub text: String,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json, to_value};
    use utoipa::PartialSchema;

    fn properties<T: PartialSchema>() -> BTreeSet<String> {
        to_value(T::schema()).unwrap()["properties"].as_object().unwrap().keys().cloned().collect()
    }

    fn members(value: &Value) -> BTreeSet<String> {
        value.as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_document_has_every_member_of_a_service() {
        use idp::model::phone_service::{RiskAssessment, Role, Service};
        assert_eq!(properties::<super::Service>(), members(&json!(Service::default())));
        let role = Role { name: String::new(), authenticators: Vec::new() };
        assert_eq!(properties::<super::Role>(), members(&json!(role)));
        let [by, at, text] = [const { String::new() }; 3];
        assert_eq!(properties::<super::RiskAssessment>(), members(&json!(RiskAssessment { by, at, text })));
    }
}
