"""PyPI's joserfc."""

from joserfc import jwe, jws
from joserfc.jwk import import_key

from lines import serve


def encrypt(jwk, alg, enc, payload):
    return jwe.encrypt_compact({"alg": alg, "enc": enc}, payload, import_key(jwk), registry=sealing(alg, enc))


def decrypt(jwk, alg, enc, token):
    return jwe.decrypt_compact(token, import_key(jwk), registry=sealing(alg, enc)).plaintext


def sign(jwk, alg, payload):
    return jws.serialize_compact({"alg": alg}, payload, import_key(jwk), registry=signing(alg))


def verify(jwk, alg, token):
    return jws.deserialize_compact(token, import_key(jwk), registry=signing(alg)).payload


def sealing(*algorithms):
    registry = jwe.JWERegistry(algorithms=algorithms)
    registry.max_ciphertext_length = 1 << 20
    return registry


def signing(alg):
    registry = jws.JWSRegistry(algorithms=[alg])
    registry.max_payload_length = 1 << 20
    return registry


serve({"encrypt": encrypt, "decrypt": decrypt, "sign": sign, "verify": verify})
