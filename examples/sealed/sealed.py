"""Everything sealed, in Python with joserfc: the request is signed by us and encrypted for the provider, the ID token
signed by the provider and encrypted for us.

    ISSUER=… CLIENT_ID=… CLIENT_SECRET=… REDIRECT_URI=… SIGNING_JWK=sig.jwk DECRYPTION_JWK=enc.jwk python sealed.py

Prints where to send the browser, reads where the browser came back to, prints who it was. `enc.jwk` carries the `kid` that
the provider gave the key when it was registered.
"""

import base64
import hashlib
import json
import os
import secrets
import time
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from joserfc import jwe, jwt
from joserfc.jwk import KeySet, import_key

ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, SIGNING_JWK, DECRYPTION_JWK = (
    os.environ[name]
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI", "SIGNING_JWK", "DECRYPTION_JWK")
)


def read_json(request):
    with urlopen(request, timeout=30) as response:
        return json.load(response)


def read_key(file):
    with open(file, encoding="utf-8") as text:
        return import_key(json.load(text))


provider = read_json(f"{ISSUER}/.well-known/openid-configuration")
assert provider["issuer"] == ISSUER, f"these are the metadata of {provider['issuer']}"
signing, decryption = read_key(SIGNING_JWK), read_key(DECRYPTION_JWK)

# What belongs to this one browser. A web site keeps these three in a cookie until the browser is back.
state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))

now = int(time.time())
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
signed = jwt.encode(
    {"alg": signing.alg, "kid": signing.kid, "typ": "oauth-authz-req+jwt"},
    {
        "client_id": CLIENT_ID,
        "response_type": "code",
        "redirect_uri": REDIRECT_URI,
        "scope": "openid profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "iss": CLIENT_ID,
        "aud": ISSUER,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + 300,
    },
    signing,
)

# Encrypted for the key that the provider publishes for it.
published = read_json(provider["jwks_uri"])["keys"]
reader = next(key for key in published if key.get("use") == "enc" and key.get("alg") == "RSA-OAEP")
header = {"alg": "RSA-OAEP", "enc": "A256GCM", "kid": reader["kid"], "cty": "JWT"}
request = jwe.encrypt_compact(header, signed, import_key(reader), algorithms=["RSA-OAEP", "A256GCM"])
query = urlencode({"client_id": CLIENT_ID, "request": request})
print(f"{provider['authorization_endpoint']}?{query}", flush=True)

answer = {name: values[0] for name, values in parse_qs(urlsplit(input()).query).items()}
assert answer.get("state") == state and answer.get("iss") == ISSUER, "not an answer to this request"
assert "error" not in answer, f"{answer.get('error')}: {answer.get('error_description')}"

credentials = base64.b64encode(f"{quote(CLIENT_ID, '')}:{quote(CLIENT_SECRET, '')}".encode()).decode()
form = {
    "grant_type": "authorization_code",
    "code": answer["code"],
    "redirect_uri": REDIRECT_URI,
    "code_verifier": verifier,
}
tokens = read_json(
    Request(provider["token_endpoint"], urlencode(form).encode(), {"Authorization": f"Basic {credentials}"})
)

# Opened with our key, and nothing but what was agreed on; then verified with the provider's: that it opens proves nothing
# about who wrote it, for everybody has our public key.
inside = jwe.decrypt_compact(tokens["id_token"], decryption, algorithms=["RSA-OAEP", "A128CBC-HS256"]).plaintext
keys = KeySet.import_key_set({"keys": [key for key in published if key.get("use") == "sig"]})
token = jwt.decode(inside.decode(), keys, algorithms=["ES256"])
expected = jwt.JWTClaimsRegistry(
    iss={"essential": True, "value": ISSUER},
    aud={"essential": True, "value": CLIENT_ID},
    exp={"essential": True},
    nonce={"essential": True, "value": nonce},
)
expected.validate(token.claims)
print(json.dumps(token.claims))
