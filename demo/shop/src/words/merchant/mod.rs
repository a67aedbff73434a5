//! What the shop says to merchants, in its three languages.

pub(super) mod en;
pub(super) mod fi;
pub(super) mod sv;

/// Everything that merchants read beside names and numbers.
pub(crate) struct MerchantWords {
    pub(crate) lead: &'static str,
    pub(crate) wrong_token: &'static str,
    pub(crate) token: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) sign_out: &'static str,
    pub(crate) stores: &'static str,
    pub(crate) all_stores: &'static str,
    pub(crate) new_token: &'static str,
    pub(crate) new_token_text: &'static str,
    pub(crate) new_token_enter: &'static str,
    pub(crate) programs: &'static str,
    pub(crate) programs_text: &'static str,
    pub(crate) make_token: &'static str,
    pub(crate) callback: &'static str,
    pub(crate) callback_text: &'static str,
    pub(crate) identification: &'static str,
    pub(crate) name: &'static str,
    pub(crate) profile: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) client_id: &'static str,
    pub(crate) scopes: &'static str,
    pub(crate) scopes_hint: &'static str,
    pub(crate) method: &'static str,
    pub(crate) bank_beforehand: &'static str,
    pub(crate) requests: &'static str,
    pub(crate) provider_keys: &'static str,
    pub(crate) provider_keys_hint: &'static str,
    pub(crate) save: &'static str,
    pub(crate) credentials: &'static str,
    pub(crate) credentials_text: &'static str,
    pub(crate) client_secret: &'static str,
    pub(crate) next_client_secret: &'static str,
    pub(crate) keep_secret: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) no_keys: &'static str,
    pub(crate) opens: &'static str,
    pub(crate) signs: &'static str,
    pub(crate) public_key: &'static str,
    pub(crate) key_name: &'static str,
    pub(crate) rename: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) make_opener: &'static str,
    pub(crate) make_signer: &'static str,
    pub(crate) exchange: &'static str,
    pub(crate) bring: &'static str,
    pub(crate) keep_key: &'static str,
    pub(crate) orders: &'static str,
    pub(crate) no_orders: &'static str,
    pub(crate) buyer: &'static str,
    pub(crate) details: &'static str,
    pub(crate) done: fn(Done) -> &'static str,
    pub(crate) refused: fn(Refused) -> &'static str,
}

/// What was done for the merchant just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Done {
    Saved,
    SecretKept,
    KeyKept,
    KeyGone,
    KeyRenamed,
}

/// Why what the merchant sent was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The client secret field was empty.
    SecretMissing,
    /// A key was to be made, for nothing that there is.
    PurposeMissing,
    /// A key that is not there, a name that is missing or taken.
    NoSuchKey,
    /// The issuer is no address that can be used.
    Issuer,
    /// The provider’s keys are no set of keys.
    ProviderKeys,
    /// The store is to have no name.
    NameMissing,
    /// What no list on the page offers.
    NoSuchChoice,
    /// What was brought is no key.
    NoKey,
    /// The key does not say what it is for.
    KeyPurpose,
}
