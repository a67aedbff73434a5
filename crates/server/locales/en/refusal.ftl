# Why something was refused, by its stable code.
#
# .what         for the person before the page: what happened, in one sentence. The heading of the page.
# .do           and what to do about it. That person cannot change how an app is set up.
# .description  for whoever builds or runs an app: error_description, the admin API, the log. In English
#               alone, and in ASCII, without quotation marks (RFC 6749 §5.2).
#
# A code without .what and .do never reaches a page.

-start-again = Go back to the app and start again.
-tell-makers = Go back and try again. If it happens again, tell the people who make the app.
-ask-operators = If it happens again, ask the people who run this sign-in service.
-safety-stop = To keep you safe we stopped here. Tell the people who make the app.
-still-signed-in = You are still signed in. You can sign out on our front page.

# A refusal without words of its own.
error-other =
    .what = Something went wrong on the way.
    .do = { -start-again } { -ask-operators }

# Follows a description where it is known what would have been right.
description-expected = Expected: { $expected }.

## The request as such

refusal-parameter-repeated =
    .what = The request says one thing twice.
    .do = { -tell-makers }
    .description = Occurs more than once: { $parameter }. Send it once.
refusal-parameter-missing =
    .what = Something is missing from the request.
    .do = { -tell-makers }
    .description = Missing: { $parameter }.
refusal-parameter-invalid =
    .what = Something in the request is not as it should be.
    .do = { -tell-makers }
    .description = Has a value it cannot have: { $parameter }.
refusal-parameter-too-long =
    .what = Something in the request is too long.
    .do = { -tell-makers }
    .description = Longer than this server reads: { $parameter }.
refusal-request-malformed =
    .what = We could not read the request.
    .do = { -tell-makers }
    .description = The request cannot be read.
refusal-media-type-unsupported =
    .description = The body is of a type that is not read here.
refusal-body-too-long =
    .description = The body is longer than this server reads.
refusal-connection-unencrypted =
    .what = Others could have read along here.
    .do = Nothing was done. Open the page with an address that begins with https.
    .description = The request came unencrypted from another machine, and no proxy that this server trusts brought it.

## How an app sends people here

refusal-openid-required =
    .what = The app asks for what it did not prepare.
    .do = { -tell-makers }
    .description = The response_type contains id_token, but the scope does not contain openid.
refusal-nonce-required =
    .what = The app left out what makes its request safe.
    .do = { -safety-stop }
    .description = The response_type contains id_token, but there is no nonce parameter.
refusal-client-unknown =
    .what = We do not know the app that sent you here.
    .do = { -tell-makers }
    .description = No client has this client_id.
refusal-client-disabled =
    .what = The app that sent you here is not in use.
    .do = Ask the people who make the app.
    .description = This client was disabled by an administrator.
refusal-client-of-another-issuer =
    .what = This app is used at another address of this service.
    .do = { -tell-makers }
    .description = This client belongs to another issuer of this installation.
refusal-redirect-uri-missing =
    .what = The app did not say where to take you afterwards.
    .do = { -tell-makers }
    .description = No redirect_uri was sent, and the client has not exactly one registered. Send redirect_uri.
refusal-redirect-uri-mismatch =
    .what = The app wants to take you to an address we do not know.
    .do = { -safety-stop }
    .description = The redirect_uri is not one that the client registered. It must be the same to the letter.
refusal-response-type-unsupported =
    .what = The app asked for an answer that we do not give.
    .do = { -tell-makers }
    .description = This response_type is not supported. See response_types_supported in the discovery document.
refusal-response-type-not-registered =
    .what = The app asked for an answer that is not meant for it.
    .do = { -tell-makers }
    .description = The client did not register this response_type.
refusal-response-mode-unsupported =
    .what = The app asked for its answer in a way that we do not use.
    .do = { -tell-makers }
    .description = This response_mode is not supported. See response_modes_supported in the discovery document.
refusal-scope-invalid =
    .what = The app asked for an access that we cannot read.
    .do = { -tell-makers }
    .description = The scope is not a list of scope tokens separated by single spaces.
refusal-scope-not-allowed =
    .what = The app asked for an access that is not meant for it.
    .do = { -tell-makers }
    .description = The client may not ask for any of the scopes it asked for.
refusal-pkce-required =
    .what = The app left out a protection that it must use.
    .do = { -safety-stop }
    .description = This client must use PKCE. Send code_challenge, and code_challenge_method=S256.
refusal-pkce-plain-refused =
    .what = The app used a protection that is too weak.
    .do = { -safety-stop }
    .description = This client may not use the plain method of PKCE. Send code_challenge_method=S256.
refusal-pkce-method-alone =
    .what = The app used a protection by half.
    .do = { -safety-stop }
    .description = There is a code_challenge_method but no code_challenge. Send both or neither.
refusal-request-object-unsupported =
    .what = The app sent its request in a form that we do not take.
    .do = { -tell-makers }
    .description = The parameter request is not accepted from this client. Send the parameters themselves.
refusal-request-uri-unsupported =
    .what = The app sent its request in a form that we do not take.
    .do = { -tell-makers }
    .description = The parameter request_uri is not accepted from this client. Send the parameters themselves.
refusal-request-object-required =
    .what = The app sent its request in a form that we do not take.
    .do = { -tell-makers }
    .description = This client sends its requests as signed request objects alone: as request, or by request_uri.
refusal-request-object-invalid =
    .what = The app’s request is not right, or did not come from the app.
    .do = { -safety-stop }
    .description = The request object is not accepted.
refusal-request-object-replayed =
    .what = The app sent the same request twice.
    .do = { -start-again }
    .description = The request object names itself (jti) and was accepted before. Make a new one for each request.
refusal-request-uri-invalid =
    .what = The app’s request is not where it should be.
    .do = { -tell-makers }
    .description = What request_uri refers to is not accepted.
refusal-pushed-request-required =
    .what = The app began this sign-in in a way that it must not use.
    .do = { -tell-makers }
    .description = This client pushes its authorization requests: send the request to /oauth2/par first, then only client_id and request_uri.
refusal-pushed-request-unknown =
    .what = We do not know what the app refers to.
    .do = { -tell-makers }
    .description = This client pushed no request that goes by this request_uri.
refusal-pushed-request-over =
    .what = This sign-in has ended.
    .do = It was finished already, or took too long. { -start-again }
    .description = The pushed request was answered already, or was not begun within its expires_in. Push it again.
refusal-registration-unsupported =
    .what = The app sent its request in a form that we do not take.
    .do = { -tell-makers }
    .description = The parameter registration is not supported. Register the client first, and send its client_id.
refusal-resource-unknown =
    .what = The app asked for access to something that we do not know.
    .do = { -tell-makers }
    .description = There is no such resource, or this client may not ask for it.
refusal-resource-invalid =
    .what = The app asked for access to something in a way that we do not understand.
    .do = { -tell-makers }
    .description = The parameter resource has a value it cannot have.
refusal-scope-not-for-person =
    .what = The app asked for an access that your account does not have.
    .do = You can go back to the app. If you need this access, ask those who run the service for it.
    .description = The person is in none of the groups that any of this scope is for.
refusal-prompt-none-combined =
    .what = The app asked for two things that exclude each other.
    .do = { -tell-makers }
    .description = The value none of prompt stands alone. Leave out the others, or none.
refusal-login-required =
    .what = You are not signed in.
    .do = Go back to the app and sign in.
    .description = Nobody is signed in, and prompt=none forbids asking.
refusal-consent-required =
    .what = The app needs your permission first.
    .do = { -start-again }
    .description = Consent is needed, and prompt=none forbids asking.
refusal-acr-unmet =
    .what = You cannot sign in here in the way the app asks for.
    .do = Go back to the app. If you need this, ask the people who make the app.
    .description = No sign-in here reaches the authentication context (acr) that the request makes essential.
refusal-sealing-key-missing =
    .what = The app’s answer must be encrypted, and we have no key of the app’s that will do.
    .do = { -tell-makers }
    .description = What this client is told must be encrypted, and no key of its will do. Register one in jwks, at jwks_uri, or with an administrator.
refusal-sealing-key-unproven =
    .what = The app has not shown yet that it can read what we encrypt for it.
    .do = { -tell-makers }
    .description = The key that this client is to be answered with is registered, but the client has not opened its challenge yet.
refusal-sealing-keys-unavailable =
    .what = The app’s keys cannot be reached right now, and without them we give it no answer.
    .do = { -tell-makers }
    .description = The keys at the jwks_uri of this client cannot be fetched now. Try again later.
refusal-access-denied =
    .what = The request was turned down.
    .do = Nothing was shared. You can go back to the app and start again.
    .description = The person said no.

## Signing in

refusal-login-unknown =
    .what = This sign-in has ended.
    .do = It was finished already, or took too long. { -start-again }
    .description = The sign-in is over: finished, expired, or never begun.
refusal-login-other-browser =
    .what = This sign-in was begun in another browser.
    .do = Go on where you began, or go back to the app in this browser and start again. Cookies must be allowed.
    .description = The sign-in was begun in another browser, or this one keeps no cookies.
refusal-password-wrong =
    .what = That user name and password do not match.
    .do = Check both and try again. Capital letters matter in the password.
    .description = The user name and the password do not belong together.
refusal-current-password-wrong =
    .what = That is not your current password.
    .do = Try again. Capital letters matter.
    .description = The password is not that of the person who is signed in.
refusal-factor-not-asked =
    .what = This way of confirming is not asked for now.
    .do = Go back and choose one of the ways shown.
    .description = The person proves themselves in a way that is not asked for.
refusal-factor-missing =
    .what = This sign-in asks for a second step, and your account has none that can be used.
    .do = Go back to the app, or ask the people who look after your account to add one: a mobile number, a confirmed email address or an authenticator app.
    .description = A second factor is asked for, and the person has none that would do.
refusal-one-time-code-wrong =
    .what = That is not the code we sent.
    .do = Look at the newest message and type its code again.
    .description = The one-time code is not the one that was sent.
refusal-one-time-code-expired =
    .what = The code’s time is over.
    .do = Have a new one sent.
    .description = The time of the one-time code is over, or none was sent.
refusal-one-time-code-used =
    .what = This code was used already.
    .do = Each code works once. Have a new one sent, or start again from the app.
    .description = The one-time code was used already.
refusal-one-time-code-replaced =
    .what = A newer code was sent, so that one no longer counts.
    .do = Use the code in the newest message.
    .description = A newer one-time code was sent in its place.
refusal-one-time-code-tries =
    .what = That was one wrong code too many. The code we sent no longer counts.
    .do = Have a new one sent.
    .description = Too many wrong tries; the one-time code counts no longer.
refusal-one-time-code-ended =
    .what = Too many wrong codes. To keep your account safe, this sign-in has ended.
    .do = { -start-again }
    .description = Too many wrong tries; the sign-in is over.
refusal-one-time-code-locked =
    .what = Too many wrong codes were given for this account.
    .do = Wait before you try again. If it was not you, somebody may know your password: change it.
    .description = Too many wrong one-time codes against this account.
refusal-one-time-code-sends =
    .what = We have sent as many codes as we send for one sign-in.
    .do = Use the newest one, choose another way, or go back to the app and start again.
    .description = No further one-time code is sent in this sign-in.
refusal-one-time-code-soon =
    .what = We sent you a code just now.
    .do = It can take a moment to arrive. Wait a little before you ask for another.
    .description = A one-time code was sent just now.
refusal-one-time-code-often =
    .what = Many codes were sent to you and not used.
    .do = Wait before you ask for another. If it was not you who asked, somebody may know your password: change it.
    .description = Too many one-time codes were sent to this person or address and not used.
refusal-one-time-code-unsendable =
    .what = We cannot send codes this way at the moment.
    .do = Choose another way. { -ask-operators }
    .description = No sender is set up for this way.
refusal-upstream-cancelled =
    .what = You turned back before you were identified.
    .do = Nothing was shared. Go back to the app to try again or to choose another way.
    .description = The person turned back at the identity provider.
refusal-upstream-denied =
    .what = You did not allow the identification service to tell who you are.
    .do = Nothing was shared. Go back to the app to try again or to choose another way.
    .description = The person did not consent to being identified at the identity provider.
refusal-upstream-acr =
    .what = You were identified, but less strongly than the app requires.
    .do = Go back to the app and choose a stronger way, such as another bank or a mobile certificate.
    .description = The identity provider authenticated the person at a lower level (acr) than was asked for.
refusal-upstream-untrusted =
    .what = The answer of the identification service could not be trusted.
    .do = Nobody was signed in with it. Go back to the app and try again. If it happens again, tell the people who run this sign-in service.
    .description = The identity provider's answer failed verification and was not believed.
refusal-upstream-refused =
    .what = The identification service did not accept our request.
    .do = Go back to the app and choose another way, and tell the people who run this sign-in service.
    .description = The identity provider did not accept our request. The operator of this server finds out why in its log.
refusal-upstream-answered =
    .what = This answer has been used already.
    .do = Pages like this one count only once. If you are not signed in, go back to the app and start again.
    .description = The identity provider's answer was used before.
refusal-upstream-unavailable =
    .what = The identification service does not answer right now.
    .do = Go back to the app and try again in a moment, or choose another way.
    .description = The identity provider cannot be reached now. Try again later.
refusal-directory-unavailable =
    .what = Your organisation’s sign-in does not answer right now.
    .do = Try again in a moment. If it goes on, tell your organisation’s help desk.
    .description = The directory that checks the password cannot be asked now. Try again later.
refusal-upstream-unlinked =
    .what = No account here is linked to who you are there.
    .do = Sign in here in another way and link it in your account, or ask the people who run this sign-in service.
    .description = No account is linked to this person of the identity provider, and none is made.
refusal-identity-taken =
    .what = This way of signing in belongs to another account already.
    .do = Sign in by it to see which account that is. To have it here, unlink it there first.
    .description = The identity at the upstream is linked to another account.
refusal-identity-last =
    .what = It is the only way into your account.
    .do = Link another first, or ask the people who run this sign-in service.
    .description = The identity is the only way into the account.
refusal-totp-wrong =
    .what = That code is not right.
    .do = Type in the code that your app shows now. If it never fits, check that the clock of your phone is right.
    .description = The code of the authenticator app is not right.
refusal-totp-used =
    .what = That code was used already.
    .do = Wait until your app shows the next one, and type that in.
    .description = The code of the authenticator app, or a later one, was used before.
refusal-recovery-code-wrong =
    .what = That is none of the recovery codes you have left.
    .do = Check what you typed, or take another of your codes. Each works only once.
    .description = The recovery code is none of those that are left.
refusal-factors-too-many =
    .what = You have as many of these as there can be.
    .do = Remove one that you no longer use, then add this one.
    .description = The person has as many credentials of this kind as there may be.
refusal-enrolment-unknown =
    .what = This setup is over.
    .do = Begin again on the page about security in your account.
    .description = Nothing waits in this session to be added.
refusal-account-disabled =
    .what = This account has been disabled.
    .do = Ask the people who run this sign-in service.
    .description = The account of this person is disabled.
refusal-policy-denied =
    .what = The rules of this sign-in service do not let you in this way.
    .do = Try again another way, or ask the people who run this sign-in service and give them the reference.
    .description = A rule of the policy lets nobody in who signs in so.
refusal-passkey-wrong =
    .what = This passkey does not open an account here.
    .do = Try again with another passkey, or use another way.
    .description = The passkey is not one that leads in here.
refusal-passkey-unverified =
    .what = Your device did not check that it is you.
    .do = Use the passkey once more with your PIN, finger or face, or use another way.
    .description = The passkey was used without user verification.
refusal-passkey-copied =
    .what = There may be a copy of this passkey, so it was not accepted.
    .do = Use another way to sign in, then remove this passkey from your account and make a new one.
    .description = The signature counter of the passkey went back: there may be a copy of it.
refusal-passkey-over =
    .what = That took too long, or was used once already.
    .do = Try once more: the page is ready for it.
    .description = The challenge is over, was answered before, or belongs to another sign-in.
refusal-passkey-unfit =
    .what = What your device made is not a passkey we can keep.
    .do = Try again, or try another device or a security key.
    .description = What the authenticator made does not pass the steps of the standard.
refusal-passkey-taken =
    .what = This passkey is in use already.
    .do = Nothing was changed. Make another one, on another device or security key.
    .description = The passkey is kept already, by this person or another.
refusal-passkeys-full =
    .what = You have as many passkeys as an account can have.
    .do = Remove one, then add another.
    .description = The person has as many passkeys as an account can have.
refusal-passkey-last =
    .what = It is the only way into your account.
    .do = Add another passkey or set a password first.
    .description = The passkey is the only way into the account.
refusal-too-many-tries =
    .what = There were too many tries.
    .do = Wait a moment before you try again. If you have forgotten your password, ask the people who run this sign-in service for a new one.
    .description = There were too many wrong tries. Try again later.
refusal-too-many-requests =
    .what = There have been too many requests from where you are.
    .do = Nothing is lost. Wait a moment and try again.
    .description = There were too many such requests from this address. Try again after the time in Retry-After.
refusal-busy =
    .what = Very many people are signing in right now.
    .do = Nothing is lost. Wait a moment and try again.
    .description = The server has too much to do at the moment. Try again shortly.
refusal-foreign-form =
    .what = This form did not come from our page.
    .do = Nothing was done. { -start-again }
    .description = The form was sent from a page that is not this server's.

## Clients proving themselves

refusal-client-authentication-missing =
    .description = The client did not say who it is. Authenticate by a method the client registered.
refusal-client-authentication-failed =
    .description = The client is not known, or its secret is wrong.
refusal-client-authentication-method =
    .description = The client proved itself in another way than its registered token_endpoint_auth_method.
refusal-client-authentication-twice =
    .description = The client used more than one way to prove itself. Use one.
refusal-credentials-in-query =
    .description = Credentials do not belong in the address. Send them in the body or the Authorization header.

refusal-logout-token-invalid =
    .description = The logout token is not one of this provider for its client here, or it was taken before. Sign another one as ID tokens are, with a jti of its own and an end within a day.
refusal-dpop-proof-invalid =
    .description = The proof of possession is not one for this request, or it was used before.
refusal-dpop-nonce-wanted =
    .description = The proof of possession must carry the nonce in the header DPoP-Nonce of this answer. Make another proof with it, and ask again.
refusal-sender-constraint-missing =
    .description = Tokens of this client are bound to a key. Send a DPoP proof along.
refusal-client-certificate-missing =
    .description = Tokens of this client are bound to its certificate. Connect with that, through an address that takes certificates.
refusal-key-mismatch =
    .description = The code or token is bound to another key than the one that was shown.

## Grants

refusal-grant-type-unsupported =
    .description = This grant_type is not supported. See grant_types_supported in the discovery document.
refusal-grant-type-not-registered =
    .description = The client did not register this grant_type.
refusal-code-unknown =
    .description = This code was not issued here, or its time is long over. Begin a new authorization.
refusal-code-expired =
    .description = The code was not redeemed in time. Begin a new authorization.
refusal-code-replayed =
    .description = The code was used before; the tokens that came of it are now void. Begin a new authorization.
refusal-code-of-another-client =
    .description = The code was issued to another client.
refusal-code-redirect-mismatch =
    .description = The redirect_uri is not the one that the code was sent to.
refusal-verifier-missing =
    .description = The code was asked for with a code_challenge. Send its code_verifier.
refusal-verifier-unexpected =
    .description = A code_verifier was sent, but the code was asked for without a code_challenge.
refusal-verifier-malformed =
    .description = The code_verifier is not 43 to 128 letters, digits, hyphens, full stops, underscores and tildes.
refusal-verifier-mismatch =
    .description = The code_verifier does not fit the code_challenge.
refusal-grant-revoked =
    .description = The sign-in behind this grant was ended. Begin a new authorization.
refusal-refresh-token-unknown =
    .description = This refresh token was not issued here.
refusal-refresh-token-expired =
    .description = The time of this refresh token is over. Begin a new authorization.
refusal-refresh-token-replayed =
    .description = The refresh token was exchanged before; all its successors are now void. Begin a new authorization.
refusal-refresh-token-of-another-client =
    .description = The refresh token was issued to another client.
refusal-scope-widened =
    .description = The scope asks for more than was granted.
refusal-resource-widened =
    .description = The resource is none of those that were granted.

## Tokens shown to us

refusal-token-missing =
    .description = No access token was sent. Send it as a Bearer token in the Authorization header.
refusal-token-invalid =
    .description = This is not an access token of this server.
refusal-token-expired =
    .description = The time of this access token is over.
refusal-token-revoked =
    .description = This access token was ended before its time.
refusal-scope-insufficient =
    .description = The access token is good, but its scope does not cover this.
refusal-token-of-another-client =
    .description = The token belongs to another client.

## Registering clients

refusal-initial-access-token-missing =
    .description = Registering a client takes an initial access token. Ask whoever runs this server for one, and send it as a Bearer token in the Authorization header.
refusal-initial-access-token-unknown =
    .description = This is not an initial access token of this server, or it was taken back.
refusal-initial-access-token-expired =
    .description = The time of this initial access token is over. Ask for another.
refusal-initial-access-token-used =
    .description = This initial access token was used as often as it may be. Ask for another.
refusal-registration-access-token-invalid =
    .description = This is not the registration access token of this client, or there is no such client any more.
refusal-registration-full =
    .description = As many clients have registered here as may. Ask whoever runs this server for an initial access token.
refusal-software-statement-invalid =
    .description = The software_statement is not a signed JWT.
refusal-software-statement-unapproved =
    .description = No one is trusted here to vouch for software. Register without a software_statement.

## Signing out

refusal-logout-hint-invalid =
    .what = The app’s request to sign you out could not be checked.
    .do = { -still-signed-in }
    .description = The id_token_hint is not an ID token of this server.
refusal-logout-client-mismatch =
    .what = The app’s request to sign you out contradicts itself.
    .do = { -still-signed-in }
    .description = The client_id is not the one that the id_token_hint was issued to.
refusal-post-logout-uri-mismatch =
    .what = After signing out, the app wants to take you to an address we do not know.
    .do = { -still-signed-in }
    .description = The post_logout_redirect_uri is not one that the client registered. It must be the same to the letter.
refusal-post-logout-client-missing =
    .what = The app wants to take you somewhere after signing out, but did not say who it is.
    .do = { -still-signed-in }
    .description = A post_logout_redirect_uri needs an id_token_hint or a client_id beside it.
refusal-upstream-logout-untrusted =
    .what = The message about your sign-out could not be trusted.
    .do = Nothing was changed by it. To be sure, sign out in the app and where you signed in.
    .description = The identity provider's message about a sign-out failed verification and was not believed.
refusal-logout-unknown =
    .what = This sign-out has ended.
    .do = It was finished already, or took too long. If you are still signed in, sign out again.
    .description = The sign-out is over: done, expired, or never begun.

## Administration

refusal-not-found =
    .what = There is nothing at this address.
    .do = Check the address, or go back to the app you came from.
    .description = There is no such thing.
refusal-method-not-allowed =
    .what = This address cannot be opened in this way.
    .do = Go back to the app you came from and start again.
    .description = This address does not take this HTTP method; the Allow header names those it takes.
refusal-changed-meanwhile =
    .description = Somebody changed it meanwhile. Read it again, then change it.
refusal-login-name-taken =
    .what = Another account signs in with this name or address.
    .do = Use another one, or ask the people who run this sign-in service.
    .description = Another account has this user name or e-mail address.
refusal-client-id-taken =
    .description = Another client has this client_id.
refusal-client-metadata-invalid =
    .description = This part of the client metadata cannot be so: { $parameter }.
refusal-redirect-uri-invalid =
    .description = This redirect address cannot be registered: { $parameter }.
refusal-resource-taken =
    .description = Another resource has this identifier.
refusal-resource-definition-invalid =
    .description = This part of the resource cannot be so: { $parameter }.
refusal-upstream-taken =
    .description = Another upstream or a directory has this identifier.
refusal-upstream-definition-invalid =
    .description = This part of the upstream cannot be so: { $parameter }.
refusal-sender-taken =
    .description = Another sender has this identifier.
refusal-sender-definition-invalid =
    .description = This part of the sender cannot be so: { $parameter }.
refusal-directory-taken =
    .description = Another directory or an upstream has this identifier.
refusal-directory-definition-invalid =
    .description = This part of the directory cannot be so: { $parameter }.
refusal-scope-taken =
    .description = Another scope has this name.
refusal-policy-invalid =
    .description = The policy cannot be held to as it is: { $parameter }.
refusal-scope-definition-invalid =
    .description = This part of the scope cannot be so: { $parameter }.
refusal-user-invalid =
    .what = We cannot save it like this.
    .do = Check what you wrote. It must not be too long or hold characters that cannot be seen, and an email address needs an @.
    .description = This part of the account is not right: { $parameter }.
refusal-password-unfit =
    .what = That password cannot be used.
    .do = Choose a longer one, of at most 256 characters, that is not your name or address with little added.
    .description = The password is too short, too long, or a name of its owner.
refusal-removal-unconfirmed =
    .what = Your account was not removed.
    .do = Mark that you want it removed for good, and send the form again.
    .description = The person did not confirm that their account is to be removed.
refusal-reset-over =
    .what = This link counts no longer.
    .do = Have a new one sent: choose “Forgot your password?” where you sign in.
    .description = The link was used, its time is over, or the password was set since.
refusal-mail-unsendable =
    .what = We cannot send mail at the moment.
    .do = Try again later. { -ask-operators }
    .description = No sender is set up for email.
refusal-password-known =
    .what = Many people use that password, so it is among the first that are guessed.
    .do = Choose one that nobody else would think of: a few words that only you would put together.
    .description = The password is one of those that are guessed first.
refusal-client-key-private =
    .description = This is a private key. Register its public half alone, and make a new pair: this one has left its owner.

refusal-client-key-not-jwk =
    .description = Keys are registered as one public JWK (RFC 7517), not as PEM, as a certificate or as a set.

refusal-client-key-malformed =
    .description = This is no key: a member is missing, or is not what it must be.

refusal-client-key-symmetric =
    .description = This is a secret, not a public key.

refusal-client-key-kind =
    .description = Keys of this kind are not taken.

refusal-client-key-not-in-profile =
    .description = The profile of this client does not take keys of this kind.

refusal-client-key-use =
    .description = The key says of itself that it is for something else.

refusal-client-key-too-short =
    .description = The key is too short to be safe.

refusal-client-key-too-long =
    .description = The key is longer than is worked with here.

refusal-client-key-weak =
    .description = The key can be broken: what made it is known to make weak keys. Make another with other software.

refusal-client-key-known =
    .description = The client has this key already. Signing and sealing take a key each.

refusal-client-keys-full =
    .description = The client has as many keys as it may. Remove those whose time is over.

refusal-client-key-proof-wrong =
    .description = This is not what was sealed to the key.

refusal-key-in-use =
    .description = This is the last key that signs. Make another first.

## Phones, and what they answer to

refusal-phone-unknown =
    .description = No account has this phone. It was removed, or never enrolled here.

refusal-phone-message-invalid =
    .description = The message is not signed by this phone for this issuer within the last five minutes, or does not say what its action needs.

refusal-phone-locked =
    .description = The PIN was wrong too often. The person removes the phone on their account page and enrols it anew.

refusal-pin-wrong =
    .description = It is not the PIN of this phone.

refusal-number-wrong =
    .description = It is not the number that the page shows. The attempt is over; the page begins another.

refusal-attempt-unknown =
    .description = There is no such attempt, or this is not its secret.

refusal-attempt-over =
    .description = The attempt or this code of it is over, or was answered already. The page begins another.

refusal-attempt-taken =
    .description = Another phone has scanned the code and answers it.

refusal-required-data-missing =
    .description = The service cannot do without { $parameter }, which is not known of the person or was not agreed to.

## Ourselves

refusal-store-unavailable =
    .what = We cannot reach our records right now.
    .do = Nothing was changed. Wait a moment and try again.
    .description = The store gives no answer; nothing was changed. Try again shortly.
refusal-outcome-unknown =
    .what = We could not make sure that this was saved.
    .do = Wait a moment. { -start-again }
    .description = The store broke off while writing; whether it was written is not known.
refusal-internal =
    .what = Something broke on our side.
    .do = It is not your doing. Try again in a while. { -ask-operators }
    .description = A fault of this server. The reference is in its log.
refusal-registration-closed =
    .what = You cannot create an account here.
    .do = If you have one, sign in. If you were invited, open the link you were given. { -ask-operators }
    .description = Accounts are not made by their owners here, or by invitation only.
refusal-registration-over =
    .what = This link or code counts no longer.
    .do = If you have confirmed your address already, sign in. Otherwise begin again.
    .description = What was entered to make an account was confirmed, or its time is over.
refusal-invitation-over =
    .what = This invitation counts no longer.
    .do = If you have used it already, sign in. Otherwise ask for a new one where you got it.
    .description = The invitation was used, or its time is over.
refusal-user-code-unknown =
    .what = No device waits with this code.
    .do = Compare it with what your device shows, and type it again. Codes are good for ten minutes; your device can show you a new one.
    .description = No device waits with this user_code.
refusal-cross-device-over =
    .what = This request is over.
    .do = It was answered already, or its time ran out. Begin again on your device.
    .description = The request from the other device was answered, or its time ran out. Begin again there.
refusal-cross-device-unknown =
    .description = Nothing was begun with this, or what came of it was collected already.
refusal-cross-device-expired =
    .description = The person did not answer in time. Begin again.
refusal-authorization-pending =
    .description = The person has not answered yet. Ask again after the interval.
refusal-slow-down =
    .description = The person has not answered yet, and this was asked too soon. Wait 5 seconds longer between questions from now on.
refusal-login-hint-token-expired =
    .description = The login_hint_token has expired (exp). Make a new one for each request.
refusal-binding-message-invalid =
    .description = This binding_message cannot be shown. Send one line of at most 100 characters without an address.
refusal-service-inactive =
    .what = Nobody can sign in to this service at present.
    .do = Try again later, or ask those who run the service.
    .description = The service is not active. Its administrator activates it.
refusal-service-kind-fixed =
    .description = A service stays a service, and of the kind it was made with. Make another service for another kind.
refusal-service-origin-foreign =
    .description = The page that asks is of none of this service's login domains. Its administrator names them.
refusal-service-risk-unassessed =
    .description = Nobody has yet stated for this service what the risk is of signing in with another device. Its administrator does so.
refusal-service-invitation-missing =
    .what = This service is for people it has invited.
    .do = Ask those who run the service to invite you, under the name or the confirmed e-mail address of your account.
    .description = The service takes only people it has invited, and did not invite this one.
refusal-service-membership-missing =
    .what = This service is for its members.
    .do = Ask those who run the service to make you a member.
    .description = The service takes only its members, and this person is in none of their groups.
refusal-service-role-unproven =
    .what = This service asks more of your phone than it showed.
    .do = Unlock your phone app the other way, with your fingerprint or face or with its PIN, and try again. If it cannot, ask those who run the service.
    .description = What the phone showed is not what the service asks of the role of this person.
