"""Makes the vectors beside it: documents that others signed and encrypted, with keys made for this alone.

Needs PyPI's signxml and lxml, and Debian's xmlsec1: `python make.py`. Every run makes new keys.
"""

import base64
import datetime
import json
import os
import pathlib
import subprocess
import tempfile

import signxml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod as C14N
from signxml import DigestAlgorithm as Digest
from signxml import SignatureMethod as Method

HERE = pathlib.Path(__file__).parent
DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"

ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
ID="_a1" IssueInstant="2026-11-22T10:00:00Z" Version="2.0"><saml:Issuer>https://idp.example/</saml:Issuer>\
%s<saml:Subject><saml:NameID>aino</saml:NameID></saml:Subject><saml:AttributeStatement>\
<saml:Attribute Name="mail"><saml:AttributeValue xsi:type="xs:string">aino@example.org</saml:AttributeValue>\
</saml:Attribute></saml:AttributeStatement></saml:Assertion>"""


def main():
    keys = {"rsa": rsa.generate_private_key(65537, 2048), "weak": rsa.generate_private_key(65537, 1024)}
    keys |= {"p256": ec.generate_private_key(ec.SECP256R1()), "p384": ec.generate_private_key(ec.SECP384R1())}
    keys |= {"p521": ec.generate_private_key(ec.SECP521R1()), "other": rsa.generate_private_key(65537, 2048)}
    certificates = {name: certificate(key) for name, key in keys.items()}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, key in keys.items():
            (folder / f"{name}.pem").write_bytes(pem(key))
            (folder / f"{name}.crt").write_bytes(certificates[name])
        signed = list(by_signxml(keys, certificates)) + list(by_xmlsec1(folder))
        encrypted = list(encrypted_by_xmlsec1(folder)) + [encrypted_by_hand(keys["rsa"].public_key())]
    der = {name: base64.b64encode(x509.load_pem_x509_certificate(it).public_bytes(serialization.Encoding.DER)).decode()
           for name, it in certificates.items()}
    write("keys.json", {name: {"jwk": jwk(key), "certificate": der[name]} for name, key in keys.items()})
    write("signed.json", signed)
    write("encrypted.json", encrypted)


class Any(signxml.XMLSigner):
    """Signs by what nobody should sign by any more."""

    def check_deprecated_methods(self):
        pass


def by_signxml(keys, certificates):
    rows = [(Method.RSA_SHA256, Digest.SHA256, "rsa"), (Method.RSA_SHA384, Digest.SHA384, "rsa")]
    rows += [(Method.RSA_SHA512, Digest.SHA512, "rsa"), (Method.SHA256_RSA_MGF1, Digest.SHA256, "rsa")]
    rows += [(Method.SHA512_RSA_MGF1, Digest.SHA512, "rsa"), (Method.ECDSA_SHA256, Digest.SHA256, "p256")]
    rows += [(Method.ECDSA_SHA384, Digest.SHA384, "p384"), (Method.ECDSA_SHA512, Digest.SHA512, "p521")]
    rows += [(Method.RSA_SHA256, Digest.SHA512, "rsa")]
    refused = [(Method.RSA_SHA1, Digest.SHA256, "rsa"), (Method.RSA_SHA256, Digest.SHA1, "rsa")]
    refused += [(Method.RSA_SHA256, Digest.SHA256, "weak"), (Method.HMAC_SHA256, Digest.SHA256, "rsa")]
    refused += [(Method.RSA_SHA256, Digest.SHA256, "other"), (Method.ECDSA_SHA1, Digest.SHA256, "p256")]
    for accepted, (method, digest, name) in [(True, row) for row in rows] + [(False, row) for row in refused]:
        yield signxml_row(method, digest, C14N.EXCLUSIVE_XML_CANONICALIZATION_1_0, name, accepted, keys, certificates)
    exclusive_with = C14N.EXCLUSIVE_XML_CANONICALIZATION_1_0_WITH_COMMENTS
    yield signxml_row(Method.RSA_SHA256, Digest.SHA256, exclusive_with, "rsa", True, keys, certificates)
    for form in [C14N.CANONICAL_XML_1_0, C14N.CANONICAL_XML_1_1]:
        yield signxml_row(Method.RSA_SHA256, Digest.SHA256, form, "rsa", False, keys, certificates)


def signxml_row(method, digest, form, name, accepted, keys, certificates):
    signer = Any(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=form)
    root = etree.fromstring(ASSERTION % f'<ds:Signature xmlns:ds="{DS}" Id="placeholder"/>')
    if method.name.startswith("HMAC"):
        # The attack: the public key, which everybody has, as the secret.
        made = signer.sign(root, key=certificates[name], reference_uri="_a1")
    else:
        made = signer.sign(root, key=pem(keys[name]), cert=certificates[name].decode(), reference_uri="_a1")
    return row("signxml", f"{method.name} {digest.name} {form.name}", name, accepted, etree.tostring(made).decode())


def by_xmlsec1(folder):
    rows = [(f"{MORE}rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256", EXCLUSIVE, "rsa", True)]
    rows += [(f"{MORE}rsa-sha384", f"{MORE}sha384", EXCLUSIVE, "rsa", True)]
    rows += [(f"{MORE}rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512", EXCLUSIVE, "rsa", True)]
    rows += [(f"{MORE}ecdsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256", EXCLUSIVE, "p256", True)]
    rows += [(f"{MORE}ecdsa-sha384", f"{MORE}sha384", EXCLUSIVE, "p384", True)]
    rows += [(f"{MORE}rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256", EXCLUSIVE + "WithComments", "rsa", True)]
    rows += [(f"{DS}rsa-sha1", f"{DS}sha1", EXCLUSIVE, "rsa", False)]
    rows += [(f"{MORE}rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256", INCLUSIVE, "rsa", False)]
    rows += [(f"{MORE}rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256", EXCLUSIVE, "weak", False)]
    for method, digest, form, name, accepted in rows:
        for listed in ["", "xs xsi"]:
            template = ASSERTION % signature_template(method, digest, form, listed)
            done = xmlsec1(folder, "--sign", "--privkey-pem", f"{name}.pem,{name}.crt", template)
            yield row("xmlsec1", f"{method} {digest} {form} {listed}".strip(), name, accepted, done)


def signature_template(method, digest, form, listed):
    prefixes = f'<InclusiveNamespaces xmlns="{EXCLUSIVE}" PrefixList="{listed}"/>' if listed and "exc" in form else ""
    return f"""<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>
  <ds:CanonicalizationMethod Algorithm="{form}"/><ds:SignatureMethod Algorithm="{method}"/>
  <ds:Reference URI="#_a1"><ds:Transforms><ds:Transform Algorithm="{DS}enveloped-signature"/>
    <ds:Transform Algorithm="{form}">{prefixes}</ds:Transform></ds:Transforms>
    <ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>
  <ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>"""


XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"


def encrypted_by_xmlsec1(folder):
    rows = [("http://www.w3.org/2009/xmlenc11#aes128-gcm", "aes-128", "gcm")]
    rows += [("http://www.w3.org/2009/xmlenc11#aes256-gcm", "aes-256", "gcm")]
    rows += [(f"{XENC}aes128-cbc", "aes-128", "cbc"), (f"{XENC}aes256-cbc", "aes-256", "cbc")]
    for content, session, kind in rows:
        for transport, taken in [("rsa-oaep-mgf1p", True), ("rsa-1_5", False)]:
            template = f"""<xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element">
  <xenc:EncryptionMethod Algorithm="{content}"/><ds:KeyInfo xmlns:ds="{DS}"><xenc:EncryptedKey>
    <xenc:EncryptionMethod Algorithm="{XENC}{transport}"/><ds:KeyInfo><ds:KeyName/></ds:KeyInfo>
    <xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>
  <xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>"""
            for signed in [False, True]:
                plain = folder / "plain.xml"
                plain.write_text(signed_assertion(folder) if signed else ASSERTION % "")
                done = xmlsec1(folder, "--encrypt", "--pubkey-cert-pem", "rsa.crt", template, "--session-key", session,
                               "--xml-data", str(plain))
                yield row("xmlsec1", f"{content} {transport}", "rsa", taken, done) | {"kind": kind, "signed": signed}


def encrypted_by_hand(key):
    """By RSA-OAEP with SHA-256 throughout, which the xmlsec1 of Debian stable does not know."""
    secret, nonce = os.urandom(32), os.urandom(12)
    way = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    wrapped = base64.b64encode(key.encrypt(secret, way)).decode()
    sealed = base64.b64encode(nonce + AESGCM(secret).encrypt(nonce, (ASSERTION % "").encode(), None)).decode()
    text = f"""<xenc:EncryptedData xmlns:xenc="{XENC}" xmlns:e="{XENC11}" xmlns:ds="{DS}" Type="{XENC}Element">
  <xenc:EncryptionMethod Algorithm="{XENC11}aes256-gcm"/><ds:KeyInfo><xenc:EncryptedKey>
    <xenc:EncryptionMethod Algorithm="{XENC11}rsa-oaep"><ds:DigestMethod Algorithm="{XENC}sha256"/>
      <e:MGF Algorithm="{XENC11}mgf1sha256"/></xenc:EncryptionMethod>
    <xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>
  <xenc:CipherData><xenc:CipherValue>{sealed}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"""
    return row("cryptography", "aes256-gcm rsa-oaep sha256", "rsa", True, text) | {"kind": "sha256", "signed": False}


def signed_assertion(folder):
    method, digest = f"{MORE}rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"
    template = ASSERTION % signature_template(method, digest, EXCLUSIVE, "")
    return xmlsec1(folder, "--sign", "--privkey-pem", "rsa.pem,rsa.crt", template)


def xmlsec1(folder, what, kind, key, template, *more):
    (folder / "template.xml").write_text(template)
    keyed = ",".join(str(folder / part) for part in key.split(","))
    identifiers = ["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"] if what == "--sign" else []
    command = ["xmlsec1", what, kind, keyed, *identifiers, *more, "--output", "out.xml", "template.xml"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "out.xml").read_text()


def row(by, name, key, accepted, text):
    return {"by": by, "name": name, "key": key, "accepted": accepted, "xml": text}


def pem(key):
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())


def certificate(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    now = datetime.datetime(2026, 1, 1)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=36500))
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def jwk(key):
    def text(number, length=None):
        return base64.urlsafe_b64encode(number.to_bytes(length or (number.bit_length() + 7) // 8)).rstrip(b"=").decode()

    if isinstance(key, rsa.RSAPrivateKey):
        n = key.private_numbers()
        names = {"n": n.public_numbers.n, "e": n.public_numbers.e, "d": n.d, "p": n.p, "q": n.q}
        names |= {"dp": n.dmp1, "dq": n.dmq1, "qi": n.iqmp}
        return {"kty": "RSA"} | {name: text(number) for name, number in names.items()}
    n, length = key.private_numbers(), (key.key_size + 7) // 8
    curve = {256: "P-256", 384: "P-384", 521: "P-521"}[key.key_size]
    x, y = n.public_numbers.x, n.public_numbers.y
    return {"kty": "EC", "crv": curve, "x": text(x, length), "y": text(y, length), "d": text(n.private_value, length)}


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main()
