// npm openid-client 5, which much of what runs today still has.
import { custom, generators, Issuer } from "openid-client-5";

custom.setHttpOptionsDefaults({ timeout: 30_000 });

export const name = "openid-client 5";

/** Registers, and reads what was registered (RFC 7592). */
export async function register(world, metadata) {
  const { Client } = await Issuer.discover(world.issuer);
  const { metadata: registered } = await Client.register(metadata);
  const read = await Client.fromUri(registered.registration_client_uri, registered.registration_access_token);
  return { ...registered, ...read.metadata };
}

export async function open(world, client, { redirectUri, postLogoutRedirectUri }) {
  const issuer = await Issuer.discover(world.issuer);
  const party = new issuer.Client(client);
  let checks, tokens;
  return {
    async begin(parameters) {
      checks = { code_verifier: generators.codeVerifier(), state: generators.state(), nonce: generators.nonce() };
      return party.authorizationUrl({
        redirect_uri: redirectUri,
        scope: client.scope,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: generators.codeChallenge(checks.code_verifier),
        code_challenge_method: "S256",
        ...parameters,
      });
    },
    async redeem(arrived) {
      tokens = await party.callback(redirectUri, party.callbackParams(arrived), { ...checks, response_type: "code" });
      return { claims: tokens.claims(), info: await party.userinfo(tokens) };
    },
    async refresh() {
      return party.userinfo(await party.refresh(tokens));
    },
    async logout(state) {
      return party.endSessionUrl({ id_token_hint: tokens, post_logout_redirect_uri: postLogoutRedirectUri, state });
    },
  };
}
