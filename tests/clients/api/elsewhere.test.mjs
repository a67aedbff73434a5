// openid-client asks for what a person answers on another device, and polls until they did: the device grant (RFC
// 8628) and CIBA.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import * as oidc from "openid-client";

import { linkIn, sentBy } from "../fixture/mailbox.mjs";
import { Person } from "../fixture/person.mjs";
import { configure } from "../fixture/relying-party.mjs";
import { startWorld } from "../fixture/world.mjs";

const SCOPE = { scope: "openid profile email" };

let world, user;
before(async () => {
  world = await startWorld();
  [user] = world.users;
});
after(() => world?.stop());

/** A client with this grant, which no browser comes back to. */
async function waiting(grant, further = {}) {
  const metadata = { grant_types: [grant], response_types: [], redirect_uris: [], ...SCOPE, ...further };
  return configure(world, await world.register({ client_name: "Corner Shop", ...metadata }));
}

/** The tokens are of this person, and count. */
async function assertOf(config, tokens) {
  const { sub, aud } = tokens.claims();
  assert.equal(aud, config.clientMetadata().client_id);
  const { name, email } = await oidc.fetchUserInfo(config, tokens.access_token, sub);
  assert.deepEqual({ name, email }, { name: user.name, email: user.email });
}

test("a device has its tokens once somebody typed its code and said yes", async () => {
  const config = await waiting("urn:ietf:params:oauth:grant-type:device_code");
  const begun = await oidc.initiateDeviceAuthorization(config, SCOPE);
  const polled = oidc.pollDeviceAuthorizationGrant(config, begun);
  const said = await new Person(user).visit(begun.verification_uri, undefined, { user_code: begun.user_code });
  assert.ok(said.url.includes("/device/allowed"), said.url);
  await assertOf(config, await polled);
});

test("a client has its tokens once the person whom it means opened the link in a mail and said yes", async () => {
  const config = await waiting("urn:openid:params:grant-type:ciba", { backchannel_token_delivery_mode: "poll" });
  const asked = { ...SCOPE, login_hint: user.username, binding_message: "Order W4SC" };
  let begun;
  const mail = await sentBy(world, user.email, async () => {
    begun = await oidc.initiateBackchannelAuthentication(config, asked);
  });
  assert.ok(mail.text.includes("Order W4SC"), mail.text);
  const polled = oidc.pollBackchannelAuthenticationGrant(config, begun);
  const said = await new Person(user).visit(linkIn(mail), undefined, {});
  assert.ok(said.url.includes("/device/allowed"), said.url);
  await assertOf(config, await polled);
});
