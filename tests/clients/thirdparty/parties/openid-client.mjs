// npm openid-client 6.
import * as oidc from "openid-client";

import { configure } from "../../fixture/relying-party.mjs";

export const name = "openid-client 6";

export async function register(world, metadata) {
  const execute = [oidc.allowInsecureRequests];
  const config = await oidc.dynamicClientRegistration(new URL(world.issuer), metadata, oidc.None(), { execute });
  return config.clientMetadata();
}

export async function open(world, client, { redirectUri, postLogoutRedirectUri }) {
  const config = await configure(world, client);
  let checks, tokens;
  return {
    async begin(parameters) {
      const verifier = oidc.randomPKCECodeVerifier();
      checks = { pkceCodeVerifier: verifier, expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
      return oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: client.scope,
        state: checks.expectedState,
        nonce: checks.expectedNonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...parameters,
      }).href;
    },
    async redeem(arrived) {
      tokens = await oidc.authorizationCodeGrant(config, new URL(arrived), { ...checks, idTokenExpected: true });
      return { claims: tokens.claims(), info: await info(tokens) };
    },
    async refresh() {
      return info(await oidc.refreshTokenGrant(config, tokens.refresh_token));
    },
    async logout(state) {
      const parameters = { id_token_hint: tokens.id_token, post_logout_redirect_uri: postLogoutRedirectUri, state };
      return oidc.buildEndSessionUrl(config, parameters).href;
    },
  };

  async function info({ access_token }) {
    return oidc.fetchUserInfo(config, access_token, tokens.claims().sub);
  }
}
