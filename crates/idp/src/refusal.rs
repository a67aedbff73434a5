//! Every way a request can be refused: one table.
//!
//! A refusal's code is stable: the log, the flow record, the documentation and the texts in the
//! language files all go by it. Which HTTP status it gets is decided in one place, by the server.

use std::borrow::Cow;

use oidc::authorization::{Fault, Problem};
use oidc::error::ErrorCode;
use oidc::parameters::Malformed;
use oidc::pkce;
use oidc::prompt;
use oidc::response_type;

use crate::authorize::Destination;
use crate::effect::Effect;
use crate::model::scope::Words;

macro_rules! reasons {
    ($( $(#[$doc:meta])* $variant:ident $code:literal $error:ident; )*) => {
        /// The fact that stands in the way.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Reason { $( $(#[$doc])* $variant, )* }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// The stable Countersign code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// The standard's error that the client is told.
            pub const fn error(self) -> ErrorCode {
                match self { $( Self::$variant => ErrorCode::$error, )* }
            }
        }
    };
}

reasons! {
    // The request as such.
    /// A parameter occurs twice (RFC 6749 §3.1).
    ParameterRepeated "parameter-repeated" InvalidRequest;
    /// A parameter that must be there is not.
    ParameterMissing "parameter-missing" InvalidRequest;
    /// A parameter has a value it cannot have.
    ParameterInvalid "parameter-invalid" InvalidRequest;
    /// A parameter is longer than we read.
    ParameterTooLong "parameter-too-long" InvalidRequest;
    /// The address is ours, but it is not asked in this way.
    MethodNotAllowed "method-not-allowed" InvalidRequest;
    /// The request cannot be read at all: broken encoding, or too much of everything.
    RequestMalformed "request-malformed" InvalidRequest;
    /// The body is of a type that is not read here.
    MediaTypeUnsupported "media-type-unsupported" InvalidRequest;
    /// The body is longer than we read.
    BodyTooLong "body-too-long" InvalidRequest;
    /// It came in the clear from another machine, and no trusted proxy brought it.
    ConnectionUnencrypted "connection-unencrypted" InvalidRequest;

    // Authorization.
    /// No client has this identifier.
    ClientUnknown "client-unknown" InvalidRequest;
    /// The client was disabled by an administrator.
    ClientDisabled "client-disabled" UnauthorizedClient;
    /// The client belongs to another issuer of this installation than the one that is asked.
    ClientOfAnotherIssuer "client-of-another-issuer" UnauthorizedClient;
    /// No redirect address was named, and there is not exactly one it could be.
    RedirectUriMissing "redirect-uri-missing" InvalidRequest;
    /// The redirect address is not one the client registered, to the letter.
    RedirectUriMismatch "redirect-uri-mismatch" InvalidRequest;
    /// We know no such response type.
    ResponseTypeUnsupported "response-type-unsupported" UnsupportedResponseType;
    /// The client did not register this response type.
    ResponseTypeNotRegistered "response-type-not-registered" UnauthorizedClient;
    /// We do not answer in this mode.
    ResponseModeUnsupported "response-mode-unsupported" InvalidRequest;
    /// An ID token is asked for without the scope that stands for it.
    OpenidRequired "openid-required" InvalidScope;
    /// An ID token is asked for without the nonce that binds it to its request.
    NonceRequired "nonce-required" InvalidRequest;
    /// The scope is not written as a scope.
    ScopeInvalid "scope-invalid" InvalidScope;
    /// The client may not ask for any of this scope.
    ScopeNotAllowed "scope-not-allowed" InvalidScope;
    /// This client must use PKCE and did not.
    PkceRequired "pkce-required" InvalidRequest;
    /// This client may not use the plain method of PKCE.
    PkcePlainRefused "pkce-plain-refused" InvalidRequest;
    /// A code_challenge_method without a code_challenge.
    PkceMethodAlone "pkce-method-alone" InvalidRequest;
    /// Request objects are not taken from this client.
    RequestObjectUnsupported "request-object-unsupported" RequestNotSupported;
    /// Requests by reference are not taken from this client.
    RequestUriUnsupported "request-uri-unsupported" RequestUriNotSupported;
    /// This client sends its requests as signed objects alone (RFC 9101 §10.5).
    RequestObjectRequired "request-object-required" InvalidRequest;
    /// The request object cannot be read, is not signed as it must be, or says what it may not.
    RequestObjectInvalid "request-object-invalid" InvalidRequestObject;
    /// The request object counts once (`jti`), and was accepted before.
    RequestObjectReplayed "request-object-replayed" InvalidRequestObject;
    /// The address of a request object is not one the client registered, or nothing was there.
    RequestUriInvalid "request-uri-invalid" InvalidRequestUri;
    /// This client pushes its requests, and this one came otherwise (RFC 9126 §6).
    PushedRequestRequired "pushed-request-required" InvalidRequest;
    /// This client pushed no request that goes by this reference.
    PushedRequestUnknown "pushed-request-unknown" InvalidRequestUri;
    /// The time of the pushed request is over, or it was answered already.
    PushedRequestOver "pushed-request-over" InvalidRequestUri;
    /// Clients that register themselves within a request are not taken.
    RegistrationUnsupported "registration-unsupported" RegistrationNotSupported;
    /// There is no such resource, or this client may not ask for it (RFC 8707 §2).
    ResourceUnknown "resource-unknown" InvalidTarget;
    /// The resource is not written as one, or cannot be asked for together with another.
    ResourceInvalid "resource-invalid" InvalidTarget;
    /// Nothing of what was asked may be given by this person, who is not in the groups for it.
    ScopeNotForPerson "scope-not-for-person" AccessDenied;
    /// prompt=none together with another prompt.
    PromptNoneCombined "prompt-none-combined" InvalidRequest;
    /// Nobody is signed in, and the client forbade asking.
    LoginRequired "login-required" LoginRequired;
    /// Consent is needed, and the client forbade asking.
    ConsentRequired "consent-required" ConsentRequired;
    /// No sign-in reaches the authentication context class that the client cannot do without.
    AcrUnmet "acr-unmet" UnmetAuthenticationRequirements;
    /// What this client is told must be encrypted, and no key of its will do for that.
    SealingKeyMissing "sealing-key-missing" UnauthorizedClient;
    /// There is such a key, but the client has not shown yet that it can open what is encrypted for it.
    SealingKeyUnproven "sealing-key-unproven" UnauthorizedClient;
    /// The keys this client publishes cannot be fetched now.
    SealingKeysUnavailable "sealing-keys-unavailable" TemporarilyUnavailable;
    /// The person said no.
    AccessDenied "access-denied" AccessDenied;

    // Signing in.
    /// The sign-in is over: finished, expired, or never begun.
    LoginUnknown "login-unknown" InvalidRequest;
    /// The sign-in was begun in another browser, or the browser keeps no cookies.
    LoginOtherBrowser "login-other-browser" InvalidRequest;
    /// The name and the password do not belong together.
    PasswordWrong "password-wrong" AccessDenied;
    /// Who is signed in was asked for their password once more, and gave another.
    CurrentPasswordWrong "current-password-wrong" AccessDenied;
    /// The person proves themselves in a way that is not asked for.
    FactorNotAsked "factor-not-asked" InvalidRequest;
    /// A further factor is asked for, and the person has none that would do.
    FactorMissing "factor-missing" AccessDenied;
    /// No passkey that leads in here; what was wrong is not told.
    PasskeyWrong "passkey-wrong" AccessDenied;
    /// The passkey was used without verifying who uses it, where it is all that is asked for.
    PasskeyUnverified "passkey-unverified" AccessDenied;
    /// The passkey signed no more often than before: there may be a copy of it.
    PasskeyCopied "passkey-copied" AccessDenied;
    /// The page that asked for a passkey was answered before, or too long ago.
    PasskeyOver "passkey-over" InvalidRequest;
    /// What an authenticator made is not a passkey that was asked for.
    PasskeyUnfit "passkey-unfit" InvalidRequest;
    /// The passkey is kept already.
    PasskeyTaken "passkey-taken" InvalidRequest;
    /// The person has as many passkeys as they may.
    PasskeysFull "passkeys-full" InvalidRequest;
    /// The passkey is the only way into the account.
    PasskeyLast "passkey-last" InvalidRequest;
    /// Too many wrong tries; the next is heard later.
    TooManyTries "too-many-tries" TemporarilyUnavailable;
    /// The same was asked too often from the same place; the next is heard later.
    TooManyRequests "too-many-requests" TemporarilyUnavailable;
    /// Too much to do at the moment.
    Busy "busy" TemporarilyUnavailable;
    /// The form was sent from a page that is not ours.
    ForeignForm "foreign-form" InvalidRequest;

    // Codes that are sent.
    /// It is not the code that was sent.
    OneTimeCodeWrong "one-time-code-wrong" AccessDenied;
    /// Its time is over, or none was sent.
    OneTimeCodeExpired "one-time-code-expired" AccessDenied;
    /// It was used already.
    OneTimeCodeUsed "one-time-code-used" AccessDenied;
    /// It was right once, but a newer one was sent.
    OneTimeCodeReplaced "one-time-code-replaced" AccessDenied;
    /// Too many wrong tries at this code: it counts no longer.
    OneTimeCodeTries "one-time-code-tries" AccessDenied;
    /// Too many wrong tries of somebody whose account is not ours to lock: the sign-in is over.
    OneTimeCodeEnded "one-time-code-ended" AccessDenied;
    /// Too many wrong codes against this account; the next is heard later.
    OneTimeCodeLocked "one-time-code-locked" TemporarilyUnavailable;
    /// As many codes were sent in this sign-in as may be.
    OneTimeCodeSends "one-time-code-sends" AccessDenied;
    /// One was sent just now; the next is sent later.
    OneTimeCodeSoon "one-time-code-soon" TemporarilyUnavailable;
    /// Too many were sent to this person or address and not used; the next is sent later.
    OneTimeCodeOften "one-time-code-often" TemporarilyUnavailable;
    /// There is nobody who would carry it.
    OneTimeCodeUnsendable "one-time-code-unsendable" TemporarilyUnavailable;

    // Proving who one is elsewhere.
    /// The person turned back at the upstream.
    UpstreamCancelled "upstream-cancelled" AccessDenied;
    /// The person did not want the upstream to tell us who they are.
    UpstreamDenied "upstream-denied" AccessDenied;
    /// The upstream proved the person less well than was asked for.
    UpstreamAcr "upstream-acr" UnmetAuthenticationRequirements;
    /// What the upstream answered is not to be believed.
    UpstreamUntrusted "upstream-untrusted" ServerError;
    /// The upstream did not take our request.
    UpstreamRefused "upstream-refused" ServerError;
    /// The upstream's answer was taken already.
    UpstreamAnswered "upstream-answered" InvalidRequest;
    /// No answer from the upstream that could be used.
    UpstreamUnavailable "upstream-unavailable" TemporarilyUnavailable;
    /// The directory that checks the password cannot be asked.
    DirectoryUnavailable "directory-unavailable" TemporarilyUnavailable;
    /// What an upstream says about a sign-out, by way of a browser, is not to be believed.
    UpstreamLogoutUntrusted "upstream-logout-untrusted" InvalidRequest;
    /// That sessions at an upstream are over is not to be believed as it was said.
    LogoutTokenInvalid "logout-token-invalid" InvalidRequest;
    /// Nobody's account is linked to whom the upstream named, and none is made.
    UpstreamUnlinked "upstream-unlinked" AccessDenied;
    /// Whom the upstream named leads to another account already.
    IdentityTaken "identity-taken" AccessDenied;
    /// The identity is the only way into the account.
    IdentityLast "identity-last" InvalidRequest;
    /// The code of the authenticator app is not right.
    TotpWrong "totp-wrong" AccessDenied;
    /// The code of the authenticator app, or a later one, was used before.
    TotpUsed "totp-used" AccessDenied;
    /// The recovery code is none of those that are left.
    RecoveryCodeWrong "recovery-code-wrong" AccessDenied;
    /// The person has as many credentials of a kind as there may be.
    FactorsTooMany "factors-too-many" InvalidRequest;
    /// Nothing waits in this session to be added.
    EnrolmentUnknown "enrolment-unknown" InvalidRequest;
    /// The app was added just now, and recovery codes came with it: they were shown once.
    EnrolmentCodesShown "enrolment-codes-shown" InvalidRequest;
    /// The account is disabled.
    AccountDisabled "account-disabled" AccessDenied;
    /// A rule of the administrator's policy lets nobody in who signs in so.
    PolicyDenied "policy-denied" AccessDenied;

    // Phones, and what they answer to.
    /// No phone of anybody's; or its person may not sign in.
    PhoneUnknown "phone-unknown" AccessDenied;
    /// What a phone says is not signed by it, not meant for us, not said just now, or says nothing we understand.
    PhoneMessageInvalid "phone-message-invalid" InvalidRequest;
    /// The PIN was wrong too often: the phone answers no more.
    PhoneLocked "phone-locked" AccessDenied;
    /// It is not the PIN of this phone.
    PinWrong "pin-wrong" AccessDenied;
    /// It is not the number that the page shows.
    NumberWrong "number-wrong" AccessDenied;
    /// No page asked for this, or its secret is another.
    AttemptUnknown "attempt-unknown" InvalidRequest;
    /// Its time is over, or it was answered already.
    AttemptOver "attempt-over" InvalidRequest;
    /// Another phone answers it.
    AttemptTaken "attempt-taken" AccessDenied;
    /// The service cannot do without something that is not known of the person, or that they would not tell.
    RequiredDataMissing "required-data-missing" AccessDenied;

    // Clients proving themselves.
    /// The client did not say who it is.
    ClientAuthenticationMissing "client-authentication-missing" InvalidClient;
    /// The client is not known or its secret is wrong; which of the two is not told.
    ClientAuthenticationFailed "client-authentication-failed" InvalidClient;
    /// The client proved itself in another way than it registered.
    ClientAuthenticationMethod "client-authentication-method" InvalidClient;
    /// Two methods at once (RFC 6749 §2.3).
    ClientAuthenticationTwice "client-authentication-twice" InvalidRequest;
    /// A credential in the address, where logs and histories keep it.
    CredentialsInQuery "credentials-in-query" InvalidRequest;

    /// The proof of possession is not one for this request, now and once (RFC 9449 §4.3).
    DpopProofInvalid "dpop-proof-invalid" InvalidDpopProof;
    /// The proof of possession is to carry the nonce that comes with the answer (RFC 9449 §8).
    DpopNonceWanted "dpop-nonce-wanted" UseDpopNonce;
    /// Tokens of this client are bound to a key, and none was shown (RFC 9449 §5).
    SenderConstraintMissing "sender-constraint-missing" InvalidDpopProof;
    /// Tokens of this client are bound to its certificate, and none was shown (RFC 8705 §3).
    ClientCertificateMissing "client-certificate-missing" InvalidRequest;
    /// The code or token is bound to another key than was shown (RFC 9449 §5, §10).
    KeyMismatch "key-mismatch" InvalidGrant;

    // Grants.
    /// We know no such grant.
    GrantTypeUnsupported "grant-type-unsupported" UnsupportedGrantType;
    /// The client did not register this grant.
    GrantTypeNotRegistered "grant-type-not-registered" UnauthorizedClient;
    /// We issued no such code, or forgot it long after its time.
    CodeUnknown "code-unknown" InvalidGrant;
    /// Nothing was begun with this device code, or what came of it was collected (RFC 8628 §3.5).
    CrossDeviceUnknown "cross-device-unknown" InvalidGrant;
    /// The person did not answer in time (RFC 8628 §3.5).
    CrossDeviceExpired "cross-device-expired" ExpiredToken;
    /// The person did not answer yet (RFC 8628 §3.5).
    AuthorizationPending "authorization-pending" AuthorizationPending;
    /// The person did not answer yet, and it was asked too soon (RFC 8628 §3.5).
    SlowDown "slow-down" SlowDown;
    /// The token by which a client says whom it means has expired (CIBA Core §13).
    LoginHintTokenExpired "login-hint-token-expired" ExpiredLoginHintToken;
    /// What a client would have the person read is not fit for it (CIBA Core §13).
    BindingMessageInvalid "binding-message-invalid" InvalidBindingMessage;
    /// No device waits with the code that was typed (RFC 8628 §3.3).
    UserCodeUnknown "user-code-unknown" InvalidRequest;
    /// The request from another device was answered, or its time is over.
    CrossDeviceOver "cross-device-over" InvalidRequest;
    /// The code was not redeemed in time.
    CodeExpired "code-expired" InvalidGrant;
    /// The code was used before; what came of it is now void.
    CodeReplayed "code-replayed" InvalidGrant;
    /// The code was issued to another client.
    CodeOfAnotherClient "code-of-another-client" InvalidGrant;
    /// The redirect address is not the one the code was sent to.
    CodeRedirectMismatch "code-redirect-mismatch" InvalidGrant;
    /// The code was asked for with a challenge, and no verifier came.
    VerifierMissing "verifier-missing" InvalidGrant;
    /// A verifier came, but the code was asked for without a challenge (RFC 9700 §4.8.2).
    VerifierUnexpected "verifier-unexpected" InvalidGrant;
    /// The verifier is not written as a verifier.
    VerifierMalformed "verifier-malformed" InvalidGrant;
    /// The verifier does not fit the challenge.
    VerifierMismatch "verifier-mismatch" InvalidGrant;
    /// The sign-in behind it was ended: signed out, revoked, disabled, or over.
    GrantRevoked "grant-revoked" InvalidGrant;
    /// We issued no such refresh token.
    RefreshTokenUnknown "refresh-token-unknown" InvalidGrant;
    /// Its time is over.
    RefreshTokenExpired "refresh-token-expired" InvalidGrant;
    /// It was exchanged before; all its successors are now void.
    RefreshTokenReplayed "refresh-token-replayed" InvalidGrant;
    /// It was issued to another client.
    RefreshTokenOfAnotherClient "refresh-token-of-another-client" InvalidGrant;
    /// More was asked for than was granted (RFC 6749 §6).
    ScopeWidened "scope-widened" InvalidScope;
    /// A resource was asked for that was not granted (RFC 8707 §2.2).
    ResourceWidened "resource-widened" InvalidTarget;

    // Tokens presented to us.
    /// No token was sent.
    TokenMissing "token-missing" InvalidToken;
    /// It is not one of our access tokens.
    TokenInvalid "token-invalid" InvalidToken;
    /// Its time is over.
    TokenExpired "token-expired" InvalidToken;
    /// It was ended before its time.
    TokenRevoked "token-revoked" InvalidToken;
    /// The token is good, but not for this.
    ScopeInsufficient "scope-insufficient" InsufficientScope;
    /// The token is another client's.
    TokenOfAnotherClient "token-of-another-client" UnauthorizedClient;

    // Registering clients.
    /// Registering takes an initial access token, and none was sent (RFC 7591 §3).
    InitialAccessTokenMissing "initial-access-token-missing" InvalidToken;
    /// We made no such initial access token, or an administrator took it back.
    InitialAccessTokenUnknown "initial-access-token-unknown" InvalidToken;
    /// Its time is over.
    InitialAccessTokenExpired "initial-access-token-expired" InvalidToken;
    /// It was used as often as it may be.
    InitialAccessTokenUsed "initial-access-token-used" InvalidToken;
    /// It is not the registration access token of this client (RFC 7592 §2).
    RegistrationAccessTokenInvalid "registration-access-token-invalid" InvalidToken;
    /// As many clients have registered openly as may.
    RegistrationFull "registration-full" TemporarilyUnavailable;
    /// The software statement is no signed JWT (RFC 7591 §2.3).
    SoftwareStatementInvalid "software-statement-invalid" InvalidSoftwareStatement;
    /// Nobody is trusted here to vouch for software (RFC 7591 §2.3).
    SoftwareStatementUnapproved "software-statement-unapproved" UnapprovedSoftwareStatement;

    // Signing out.
    /// The ID token shown is not one of ours.
    LogoutHintInvalid "logout-hint-invalid" InvalidRequest;
    /// The ID token shown and the client named do not belong together.
    LogoutClientMismatch "logout-client-mismatch" InvalidRequest;
    /// The address to return to is not one the client registered.
    PostLogoutUriMismatch "post-logout-uri-mismatch" InvalidRequest;
    /// An address to return to, but no client whose address it could be.
    PostLogoutClientMissing "post-logout-client-missing" InvalidRequest;
    /// The sign-out is over: done, expired, or never begun.
    LogoutUnknown "logout-unknown" InvalidRequest;

    // Services that people sign in to with their phone.
    /// The service is not active, so that nobody signs in to it.
    ServiceInactive "service-inactive" UnauthorizedClient;
    /// The page that asks is of none of the service's login domains.
    ServiceOriginForeign "service-origin-foreign" AccessDenied;
    /// Nobody has said what they found when they judged the risk of signing in from another device.
    ServiceRiskUnassessed "service-risk-unassessed" UnauthorizedClient;

    /// Who did not come by an invitation of the service's.
    ServiceInvitationMissing "service-invitation-missing" AccessDenied;
    /// Who is in none of the groups whose people are the service's members.
    ServiceMembershipMissing "service-membership-missing" AccessDenied;
    /// The person's role in the service asks for other authenticators.
    ServiceRoleUnproven "service-role-unproven" AccessDenied;

    // Administration.
    /// There is no such thing.
    NotFound "not-found" InvalidRequest;
    /// Somebody changed it meanwhile.
    ChangedMeanwhile "changed-meanwhile" InvalidRequest;
    /// Another account has this user name or e-mail address.
    LoginNameTaken "login-name-taken" InvalidRequest;
    /// Another client has this identifier.
    ClientIdTaken "client-id-taken" InvalidRequest;
    /// The metadata asks for what cannot be.
    ClientMetadataInvalid "client-metadata-invalid" InvalidClientMetadata;
    /// A service stays a service, and of the kind it was made.
    ServiceKindFixed "service-kind-fixed" InvalidClientMetadata;
    /// A redirect address that cannot be registered.
    RedirectUriInvalid "redirect-uri-invalid" InvalidRedirectUri;
    /// Another resource has this identifier.
    ResourceTaken "resource-taken" InvalidRequest;
    /// The resource is defined as none can be.
    ResourceDefinitionInvalid "resource-definition-invalid" InvalidRequest;
    /// Another upstream has this identifier.
    UpstreamTaken "upstream-taken" InvalidRequest;
    /// The upstream is defined as none can be.
    UpstreamDefinitionInvalid "upstream-definition-invalid" InvalidRequest;
    /// Another sender has this identifier.
    SenderTaken "sender-taken" InvalidRequest;
    /// The sender is defined as none can be.
    SenderDefinitionInvalid "sender-definition-invalid" InvalidRequest;
    /// Another directory has this identifier, or an upstream.
    DirectoryTaken "directory-taken" InvalidRequest;
    /// The directory is defined as none can be.
    DirectoryDefinitionInvalid "directory-definition-invalid" InvalidRequest;
    /// Another scope has this name.
    ScopeTaken "scope-taken" InvalidRequest;
    /// The scope is defined as none can be.
    ScopeDefinitionInvalid "scope-definition-invalid" InvalidRequest;
    /// The policy is not one that can be held to.
    PolicyInvalid "policy-invalid" InvalidRequest;
    /// The account data is not right.
    UserInvalid "user-invalid" InvalidRequest;
    /// The password is too short or too long, or one of the person's own names.
    PasswordUnfit "password-unfit" InvalidRequest;
    /// The link for a forgotten password leads nowhere: it was used, its time is over, or the password was set since.
    ResetOver "reset-over" AccessDenied;
    /// The person did not say that they mean it to have their account removed.
    RemovalUnconfirmed "removal-unconfirmed" InvalidRequest;
    /// Mail is to be sent, and nothing is set up that sends it.
    MailUnsendable "mail-unsendable" TemporarilyUnavailable;
    /// Nobody can make an account here, or only who was invited.
    RegistrationClosed "registration-closed" InvalidRequest;
    /// What somebody entered to make an account is no longer there: it was confirmed, or its time is over.
    RegistrationOver "registration-over" AccessDenied;
    /// The invitation was used, or its time is over.
    InvitationOver "invitation-over" AccessDenied;
    /// The invitation was withdrawn by whoever invites.
    InvitationWithdrawn "invitation-withdrawn" AccessDenied;
    /// The password is one of those that are guessed first.
    PasswordKnown "password-known" InvalidRequest;
    /// A key of a client came with its private half.
    ClientKeyPrivate "client-key-private" InvalidRequest;
    /// A key of a client came as PEM, as a certificate, as a set, or in another form than a JWK.
    ClientKeyNotJwk "client-key-not-jwk" InvalidRequest;
    /// A key of a client is no key that can be read.
    ClientKeyMalformed "client-key-malformed" InvalidRequest;
    /// A key of a client is a secret.
    ClientKeySymmetric "client-key-symmetric" InvalidRequest;
    /// A key of a client is of a kind or on a curve that we do not know.
    ClientKeyKind "client-key-kind" InvalidRequest;
    /// The profile of the client has no keys of this kind.
    ClientKeyNotInProfile "client-key-not-in-profile" InvalidRequest;
    /// A key of a client says of itself that it is for something else.
    ClientKeyUse "client-key-use" InvalidRequest;
    /// An RSA key of a client is too short.
    ClientKeyTooShort "client-key-too-short" InvalidRequest;
    /// An RSA key of a client is longer than we work with.
    ClientKeyTooLong "client-key-too-long" InvalidRequest;
    /// A key of a client is known to be weak.
    ClientKeyWeak "client-key-weak" InvalidRequest;
    /// The client has this very key already.
    ClientKeyKnown "client-key-known" InvalidRequest;
    /// The client has as many keys as it may.
    ClientKeysFull "client-keys-full" InvalidRequest;
    /// It is not what was sealed to the key.
    ClientKeyProofWrong "client-key-proof-wrong" InvalidRequest;
    /// The last key that signs cannot be removed.
    KeyInUse "key-in-use" InvalidRequest;

    // Ourselves.
    /// No answer from the store; nothing was changed.
    StoreUnavailable "store-unavailable" TemporarilyUnavailable;
    /// The store broke off while writing; whether it was written is not known.
    OutcomeUnknown "outcome-unknown" TemporarilyUnavailable;
    /// A fault of ours.
    Internal "internal" ServerError;
}

/// A request refused: the fact, the effects owed all the same, and where the answer may go.
#[derive(Debug)]
pub struct Refusal {
    /// The fact.
    pub reason: Reason,
    /// What the texts need to be exact.
    pub detail: Box<Detail>,
    /// What must hold because of it; none of what a success would have changed.
    pub effects: Vec<Effect>,
    /// Where the answer may go.
    pub destination: Destination,
}

/// What makes a refusal's text exact. Never a value that came from outside.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Detail {
    /// The parameter or member it is about.
    pub parameter: Option<Cow<'static, str>>,
    /// What would have been right, in words.
    pub expected: Option<Cow<'static, str>>,
    /// After how many seconds to come again.
    pub retry_after: Option<u32>,
    /// How many more tries are heard.
    pub left: Option<u32>,
    /// For the operator alone.
    pub operator: Option<Cow<'static, str>>,
    /// What an administrator has people told, by language.
    pub said: Words,
}

impl Refusal {
    /// Refused for this reason, straight back to whoever asked, changing nothing.
    pub fn new(reason: Reason) -> Self {
        Self { reason, detail: Box::default(), effects: Vec::new(), destination: Destination::Direct }
    }

    /// Names the parameter it is about.
    pub fn about(mut self, parameter: impl Into<Cow<'static, str>>) -> Self {
        self.detail.parameter = Some(parameter.into());
        self
    }

    /// Says what would have been right.
    pub fn expected(mut self, expected: impl Into<Cow<'static, str>>) -> Self {
        self.detail.expected = Some(expected.into());
        self
    }

    /// Says when to come again.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.detail.retry_after = Some(seconds);
        self
    }

    /// Says how many more tries are heard.
    pub fn left(mut self, tries: u32) -> Self {
        self.detail.left = Some(tries);
        self
    }

    /// Tells the operator, and nobody else, what was seen.
    pub fn operator(mut self, seen: impl Into<Cow<'static, str>>) -> Self {
        self.detail.operator = Some(seen.into());
        self
    }

    /// Tells the person what an administrator has them told.
    pub fn saying(mut self, said: Words) -> Self {
        self.detail.said = said;
        self
    }

    /// Owes an effect all the same.
    pub fn owing(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }

    /// Owes these effects all the same.
    pub fn owing_all(mut self, effects: impl IntoIterator<Item = Effect>) -> Self {
        self.effects.extend(effects);
        self
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self::new(reason)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        let Fault { parameter, problem } = fault;
        let (reason, expected) = match problem {
            Problem::Missing => (Reason::ParameterMissing, None),
            Problem::Repeated => (Reason::ParameterRepeated, None),
            Problem::Invalid { expected } if parameter == "resource" => {
                (Reason::ResourceInvalid, Some(expected))
            }
            Problem::Invalid { expected } => (Reason::ParameterInvalid, Some(expected)),
            Problem::ResponseType => (Reason::ResponseTypeUnsupported, Some(response_type::Error::EXPECTED)),
            Problem::TokenInQuery => {
                (Reason::ResponseModeUnsupported, Some("fragment or form_post where a token is asked for"))
            }
            Problem::Scope(error) => (Reason::ScopeInvalid, Some(error.expected())),
            Problem::Prompt(prompt::Error::NoneWithOthers) => (Reason::PromptNoneCombined, None),
            Problem::Prompt(error) => (Reason::ParameterInvalid, Some(error.expected())),
            Problem::Pkce(pkce::Error::MethodWithoutChallenge) => (Reason::PkceMethodAlone, None),
            Problem::Pkce(error) => (Reason::ParameterInvalid, Some(error.expected())),
            Problem::RequestAndRequestUri => {
                (Reason::ParameterInvalid, Some("absent where request is given"))
            }
        };
        let refusal = Self::new(reason).about(parameter);
        match expected {
            Some(expected) => refusal.expected(expected),
            None => refusal,
        }
    }
}

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Self {
        match malformed {
            Malformed::Repeated { name } => Self::new(Reason::ParameterRepeated).about(name),
            Malformed::Missing { name } => Self::new(Reason::ParameterMissing).about(name),
            Malformed::Invalid { name: "resource", expected } => {
                Self::new(Reason::ResourceInvalid).about("resource").expected(expected)
            }
            Malformed::Invalid { name, expected } => {
                Self::new(Reason::ParameterInvalid).about(name).expected(expected)
            }
            Malformed::TooLong { name, .. } => Self::new(Reason::ParameterTooLong).about(name),
            Malformed::TooMany => Self::new(Reason::RequestMalformed).expected("at most 100 parameters"),
            Malformed::Encoding { .. } => {
                Self::new(Reason::RequestMalformed).expected("application/x-www-form-urlencoded in UTF-8")
            }
        }
    }
}

impl Reason {
    /// Whether it lies with us, and nobody who asks could have done better.
    pub const fn is_ours(self) -> bool {
        matches!(
            self,
            Self::Busy
                | Self::TooManyRequests
                | Self::StoreUnavailable
                | Self::OutcomeUnknown
                | Self::Internal
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_reason_has_a_code_of_its_own_in_kebab_case() {
        let mut seen = HashSet::new();
        for reason in Reason::ALL {
            let code = reason.code();
            assert!(seen.insert(code), "{code} twice");
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}");
        }
    }
}
