"""Redeems a code for the ID token of whoever signed in, in Python with jwcrypto (pip install jwcrypto).

    python3 snippets/redeem.py CODE

Reads countersign.json, which came beside it: keep that file where your other secrets are.
"""

import base64
import json
import os
import pathlib
import sys
import urllib.parse
import urllib.request

from jwcrypto import jwe, jwk, jwt

BESIDE = pathlib.Path(__file__).resolve().parent.parent / "countersign.json"
SETTINGS = json.loads(pathlib.Path(os.environ.get("COUNTERSIGN_JSON", BESIDE)).read_text("utf-8"))


def redeem(code):
    # Name and secret are form-encoded before they are put together (RFC 6749 section 2.3.1).
    name, secret = (urllib.parse.quote_plus(SETTINGS[key]) for key in ("clientId", "clientSecret"))
    basic = base64.b64encode(f"{name}:{secret}".encode()).decode()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": SETTINGS["redirectUri"]}
    request = urllib.request.Request(
        SETTINGS["tokenUri"],
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": f"Basic {basic}"},
    )
    with urllib.request.urlopen(request) as answer:
        token = json.load(answer)["id_token"]
    # Sealed for us, or signed alone: as it was agreed, and never as it happens to come.
    sealed = SETTINGS.get("encryption")
    if sealed:
        opened = jwe.JWE(algs=[sealed["alg"], sealed["enc"]])
        opened.deserialize(token, jwk.JWK(**SETTINGS["privateJwk"]))
        token = opened.payload.decode()
    with urllib.request.urlopen(SETTINGS["jwksUri"]) as answer:
        keys = jwk.JWKSet.from_json(answer.read())
    verified = jwt.JWT(
        jwt=token,
        key=keys,
        algs=[SETTINGS["signature"]["alg"]],
        check_claims={"iss": SETTINGS["issuer"], "aud": SETTINGS["clientId"], "exp": None, "sub": None},
    )
    # `sub` is this person at your service and nowhere else: keep it with their account.
    return json.loads(verified.claims)


if __name__ == "__main__":
    print(json.dumps(redeem(sys.argv[1])))
