"""PyPI's jwcrypto."""

import json

from jwcrypto import jwe, jwk as keys, jws

from lines import serve


def encrypt(jwk, alg, enc, payload):
    message = jwe.JWE(payload, json.dumps({"alg": alg, "enc": enc}), algs=[alg, enc])
    message.add_recipient(keys.JWK(**jwk))
    return message.serialize(compact=True)


def decrypt(jwk, alg, enc, token):
    message = jwe.JWE(algs=[alg, enc])
    message.deserialize(token, keys.JWK(**jwk))
    return message.payload


def sign(jwk, alg, payload):
    message = jws.JWS(payload)
    message.allowed_algs = [alg]
    message.add_signature(keys.JWK(**jwk), alg, json.dumps({"alg": alg}))
    return message.serialize(compact=True)


def verify(jwk, alg, token):
    message = jws.JWS()
    message.allowed_algs = [alg]
    message.deserialize(token, keys.JWK(**jwk))
    return message.payload


serve({"encrypt": encrypt, "decrypt": decrypt, "sign": sign, "verify": verify})
