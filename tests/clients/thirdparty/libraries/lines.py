"""Answers line for line: {op, jwk, alg, enc?, payload?, token?} by {ok, payload?, token?, error?}."""

import base64
import json
import sys


def serve(operations):
    for line in sys.stdin:
        asked = json.loads(line)
        if "payload" in asked:
            asked["payload"] = decode(asked["payload"])
        try:
            done = operations[asked.pop("op")](**asked)
            answer = {"ok": True, "token": done} if isinstance(done, str) else {"ok": True, "payload": encode(done)}
        except Exception as error:  # Whatever a library does not do is told as such.
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def encode(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
