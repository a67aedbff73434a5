"""What we sign, checked by signxml and xmlsec1; and the interoperability vectors in signxml's source."""

import base64
import hmac
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import signxml
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from speak import ROOT, Refused, ask

HERE = pathlib.Path(__file__).parent
KEYS = json.loads((ROOT / "crates/xml/tests/vectors/keys.json").read_text())
DS = "{http://www.w3.org/2000/09/xmldsig#}"
ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a1" Version="2.0">\
<saml:Issuer>https://idp.example/</saml:Issuer>
<saml:Subject><saml:NameID>äino &amp; co</saml:NameID></saml:Subject></saml:Assertion>"""
OURS = [("RS256", "rsa"), ("RS384", "rsa"), ("RS512", "rsa"), ("PS256", "rsa"), ("PS512", "rsa"), ("ES256", "p256"),
        ("ES384", "p384"), ("ES512", "p521")]


def signed(algorithm, name):
    key = KEYS[name]
    return ask("sign", ASSERTION, id="_a1", key=key["jwk"], algorithm=algorithm, certificate=key["certificate"])


def pem(name):
    return x509.load_der_x509_certificate(base64.b64decode(KEYS[name]["certificate"]))


class Ours(unittest.TestCase):
    def test_signxml_believes_ours(self):
        for algorithm, name in OURS:
            certificate = pem(name).public_bytes(serialization.Encoding.PEM).decode()
            text = signed(algorithm, name)
            found = signxml.XMLVerifier().verify(text.encode(), x509_cert=certificate, id_attribute="ID")
            self.assertIn("äino & co", etree.tostring(found.signed_xml, encoding="unicode", method="text"), algorithm)
            with self.assertRaises(Exception):
                signxml.XMLVerifier().verify(text.replace("äino", "root").encode(), x509_cert=certificate, id_attribute="ID")

    def test_xmlsec1_believes_ours(self):
        for algorithm, name in OURS:
            if algorithm.startswith("PS"):
                continue  # The one of Debian stable does not know these.
            self.assertEqual(xmlsec1(signed(algorithm, name), name), 0, algorithm)
            self.assertNotEqual(xmlsec1(signed(algorithm, name).replace("äino", "root"), name), 0, algorithm)


def xmlsec1(text, name):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "key.pem").write_bytes(pem(name).public_bytes(serialization.Encoding.PEM))
        (folder / "signed.xml").write_text(text)
        command = ["xmlsec1", "--verify", "--pubkey-cert-pem", "key.pem", "--id-attr:ID",
                   "urn:oasis:names:tc:SAML:2.0:assertion:Assertion", "signed.xml"]
        return subprocess.run(command, cwd=folder, capture_output=True).returncode


@unittest.skipUnless(os.environ.get("COUNTERSIGN_SIGNXML_SOURCE"), "the source of signxml is not here")
class Vectors(unittest.TestCase):
    """Signatures of many hands, most of them older than what is believed today."""

    def setUp(self):
        self.folder = pathlib.Path(os.environ["COUNTERSIGN_SIGNXML_SOURCE"]) / "test/interop"
        self.files = sorted(str(it.relative_to(self.folder)) for it in self.folder.rglob("*.xml"))
        self.maxDiff = None

    def test_what_is_believed(self):
        """Each is believed, or refused for the reason that is listed beside this file."""
        found = {}
        for name in self.files:
            text = (self.folder / name).read_bytes().decode("utf-8", "replace")
            found[name] = self.verdicts(text)
        if os.environ.get("COUNTERSIGN_WRITE_VECTORS"):
            (HERE / "vectors.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
        self.assertEqual(found, json.loads((HERE / "vectors.json").read_text()))
        self.assertTrue(any("believed" in verdicts for verdicts in found.values()))

    def verdicts(self, text):
        """What we say of each element with a signature in it, by the certificates that the document brings."""
        try:
            tree = etree.fromstring(text.encode(), PARSER)
            elements = [it for it in tree.iter() if isinstance(it.tag, str)]
            signed = [at for at, it in enumerate(elements) if it.find(DS + "Signature") is not None]
            ask("canonical", text, strict=True)
        except (Refused, etree.XMLSyntaxError) as error:
            return [str(error).splitlines()[0]]
        certificates = ["".join(it.text.split()) for it in tree.iter(DS + "X509Certificate") if it.text]
        verdicts = []
        for at in signed:
            try:
                ask("verify", text, strict=True, element=at, certificates=certificates)
                verdicts.append("believed")
            except Refused as error:
                verdicts.append(str(error))
        return verdicts or ["no element holds a signature of itself"]

    def test_canonical_form(self):
        """What others signed is what our canonical form gives, whether we would believe them or not."""
        held, broken = 0, set()
        for name in self.files:
            text = (self.folder / name).read_bytes().decode("utf-8", "replace")
            try:
                tree = etree.fromstring(text.encode(), PARSER)
                elements = [it for it in tree.iter() if isinstance(it.tag, str)]
                ask("canonical", text)
            except (Refused, etree.XMLSyntaxError):
                continue
            for signature in tree.iter(DS + "Signature"):
                info, keys = signature.find(DS + "SignedInfo"), keys_of(signature)
                method = info.find(DS + "CanonicalizationMethod")
                listed = [it.get("PrefixList", "").split() for it in method]
                form = method.get("Algorithm")
                written = ask("canonical", text, element=elements.index(info), exclusive="xml-exc-c14n" in form,
                              comments="WithComments" in form, prefixes=sum(listed, []))
                value = base64.b64decode(signature.findtext(DS + "SignatureValue"))
                algorithm = info.find(DS + "SignatureMethod").get("Algorithm")
                holds = check(keys, algorithm, value, written.encode())
                if holds is None:
                    continue
                held += holds
                broken |= set() if holds else {pathlib.Path(name).name}
        self.assertEqual(broken, BROKEN)
        self.assertGreater(held, 60)


# Vectors whose signature is wrong on purpose.
BROKEN = {"invalid_enveloped_transform.xml", "signature-rsa-enveloped-bad-digest-val.xml",
          "signature-rsa-enveloped-bad-sig.xml"}
# Secrets of the others, which stand beside them in words.
SECRETS = [b"secret", b"test", b"testkey"]
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def keys_of(signature):
    """The keys that the signature brings."""
    def number(element):
        return int.from_bytes(base64.b64decode(element.text))

    found = [x509.load_der_x509_certificate(base64.b64decode(it.text)).public_key()
             for it in signature.iter(DS + "X509Certificate") if it.text]
    for element in signature.iter(DS + "RSAKeyValue"):
        exponent, modulus = element.find(DS + "Exponent"), element.find(DS + "Modulus")
        found.append(rsa.RSAPublicNumbers(number(exponent), number(modulus)).public_key())
    return found


def check(keys, algorithm, value, message):
    """Whether the signature holds by one of the keys; none, where that cannot be said."""
    method = algorithm.rsplit("#")[-1]
    name = method.rsplit("-")[-1]
    hash_of = {"sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256, "sha384": hashes.SHA384,
               "sha512": hashes.SHA512, "md5": hashes.MD5}.get(name)
    if hash_of is None:
        return None
    if "hmac" in method:
        # Values that are cut off are passed over.
        return any(hmac.new(secret, message, name).digest() == value for secret in SECRETS) or None
    half = len(value) // 2
    pair = encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
    for key in keys:
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(value, message, padding.PKCS1v15(), hash_of())
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(pair, message, ec.ECDSA(hash_of()))
            else:
                key.verify(pair, message, hash_of())
            return True
        except InvalidSignature:
            continue
    return False if keys else None


if __name__ == "__main__":
    unittest.main()
