// Has the browser make a passkey or use one, and sends what it brings with the page's own form. Where the browser
// knows no passkeys, what needs them stays hidden, or the page says so.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer ?? []), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = (list) => list?.map((it) => ({ ...it, id: bytes(it.id) }));

/** What the server wrote, as the browser takes it. */
const options = ({ challenge, user, excludeCredentials, allowCredentials, ...rest }) => ({
  ...rest,
  challenge: bytes(challenge),
  ...(user && { user: { ...user, id: bytes(user.id) } }),
  ...(excludeCredentials && { excludeCredentials: named(excludeCredentials) }),
  ...(allowCredentials && { allowCredentials: named(allowCredentials) }),
});

/** What the server reads of what the browser brought. */
const fields = ({ rawId, response }) => ({
  credential_id: text(rawId),
  client_data: text(response.clientDataJSON),
  ...(response.attestationObject
    ? { attestation_object: text(response.attestationObject), transports: response.getTransports?.().join(" ") ?? "" }
    : {
        authenticator_data: text(response.authenticatorData),
        signature: text(response.signature),
        user_handle: text(response.userHandle),
      }),
});

/** Which of the page's sentences says what went wrong. */
const sentence = ({ name }) =>
  ({ AbortError: "cancelled", NotAllowedError: "cancelled", InvalidStateError: "known", ConstraintError: "unfit", NotSupportedError: "unfit" })[
    name
  ] ?? "failed";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const { passkey: asked, words, autofill } = form.dataset;
  const says = JSON.parse(words);
  const status = document.getElementById(form.dataset.status);
  const alert = document.getElementById(form.dataset.alert);
  const button = form.querySelector("button");
  // Read aloud as it appears: what went wrong at once, what is waited for in its turn.
  const say = (place, sentence = "") => {
    place.role = place === alert ? "alert" : "status";
    place.textContent = sentence;
    place.hidden = sentence === "";
    if (place.hidden) place.removeAttribute("role");
  };
  if (!globalThis.PublicKeyCredential) {
    if (!autofill) say(alert, says.unsupported);
    continue;
  }
  form.hidden = false;

  const send = (credential) => {
    for (const [name, value] of Object.entries(fields(credential))) {
      form.elements.namedItem(name).value = value;
    }
    form.submit();
  };
  const ask = (more) => {
    const publicKey = options(JSON.parse(asked));
    return publicKey.user ? navigator.credentials.create({ publicKey, ...more }) : navigator.credentials.get({ publicKey, ...more });
  };

  let offered = new AbortController();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    // Only one request at a time: the one that waits in the name field makes room.
    offered.abort();
    form.ariaBusy = "true";
    say(alert);
    say(status, says.waiting);
    try {
      send(await ask());
    } catch (error) {
      say(status);
      say(alert, says[sentence(error)]);
      form.ariaBusy = "false";
      button.focus();
    }
  });
  // A browser that goes back shows the page as it was, and what it waited for is over.
  addEventListener("pageshow", () => {
    form.ariaBusy = "false";
    say(status);
  });

  if (autofill && (await PublicKeyCredential.isConditionalMediationAvailable?.())) {
    // Waits until somebody chooses a passkey where they would type their name. Nothing is said if nobody does.
    ask({ mediation: "conditional", signal: offered.signal }).then(send, () => {});
  }
}
