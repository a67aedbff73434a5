// The phone's own gesture (finger, face, screen lock): a passkey of its platform authenticator (Web Authentication).
import { base64url, fromBase64url } from "./bytes.mjs";

/** Whether this phone has one that can be used for a server of that relying party identifier. */
export async function isThere(relyingParty) {
  const belongsHere = location.hostname === relyingParty || location.hostname.endsWith(`.${relyingParty}`);
  if (!relyingParty || !belongsHere || !globalThis.PublicKeyCredential) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** Makes one by the server's options. Gives what the server reads. */
export async function make(options) {
  const publicKey = {
    ...options,
    challenge: fromBase64url(options.challenge),
    user: { ...options.user, id: fromBase64url(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  };
  const credential = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = credential.response;
  return said(credential, {
    clientDataJSON: base64url(clientDataJSON),
    attestationObject: base64url(attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

/** Uses one over these bytes. */
export async function use({ rpId, allowCredentials }, challenge) {
  const publicKey = { rpId, challenge, allowCredentials: listed(allowCredentials), userVerification: "required" };
  const credential = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return said(credential, {
    clientDataJSON: base64url(clientDataJSON),
    authenticatorData: base64url(authenticatorData),
    signature: base64url(signature),
    ...(userHandle && { userHandle: base64url(userHandle) }),
  });
}

const listed = (credentials) => credentials?.map((it) => ({ ...it, id: fromBase64url(it.id) }));

const said = (credential, response) => ({
  id: credential.id,
  rawId: base64url(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  clientExtensionResults: credential.getClientExtensionResults(),
  response,
});
