// npm oauth4webapi: every step by hand.
import * as oauth from "oauth4webapi";

export const name = "oauth4webapi";

const INSECURE = { [oauth.allowInsecureRequests]: true };

export async function register(world, metadata) {
  const response = await oauth.dynamicClientRegistrationRequest(await discover(world), metadata, INSECURE);
  return oauth.processDynamicClientRegistrationResponse(response);
}

export async function open(world, client, { redirectUri, postLogoutRedirectUri }) {
  const server = await discover(world);
  const authentication = {
    client_secret_basic: oauth.ClientSecretBasic,
    client_secret_post: oauth.ClientSecretPost,
    none: oauth.None,
  }[client.token_endpoint_auth_method](client.client_secret);
  let verifier, state, nonce, tokens, claims;
  return {
    async begin(parameters) {
      [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
      const url = new URL(server.authorization_endpoint);
      url.search = new URLSearchParams({
        client_id: client.client_id,
        redirect_uri: redirectUri,
        response_type: "code",
        scope: client.scope,
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...parameters,
      });
      return url.href;
    },
    async redeem(arrived) {
      const answer = oauth.validateAuthResponse(server, client, new URL(arrived), state);
      const response = await oauth.authorizationCodeGrantRequest(server, client, authentication, answer, redirectUri, verifier, INSECURE);
      tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true });
      await oauth.validateApplicationLevelSignature(server, response, INSECURE);
      claims = oauth.getValidatedIdTokenClaims(tokens);
      return { claims, info: await info(tokens) };
    },
    async refresh() {
      const response = await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, INSECURE);
      return info(await oauth.processRefreshTokenResponse(server, client, response));
    },
    async logout(state) {
      const url = new URL(server.end_session_endpoint);
      url.search = new URLSearchParams({
        id_token_hint: tokens.id_token,
        post_logout_redirect_uri: postLogoutRedirectUri,
        state,
      });
      return url.href;
    },
  };

  async function info({ access_token }) {
    const response = await oauth.userInfoRequest(server, client, access_token, INSECURE);
    return oauth.processUserInfoResponse(server, client, claims.sub, response);
  }
}

async function discover(world) {
  const issuer = new URL(world.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, INSECURE));
}
