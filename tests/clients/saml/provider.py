"""An identity provider of SAML 2.0, of PyPI's pysaml2, that asks nobody for a password.

Says where it is in a line of JSON, and takes another line, the address of the service provider's metadata, before it
knows anybody. Its page has a button for each of its people; `/out/{name}` signs somebody out, beginning there.
"""

import html
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, saml, xmldsig
from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
from saml2.config import Config
from saml2.metadata import entity_descriptor
from saml2.server import Server
from saml2.sigver import get_xmlsec_binary

MAIL = "urn:oid:0.9.2342.19200300.100.1.3"
PEOPLE = {
    "aino": {"mail": "aino@office.example", "givenName": "Aino", "sn": "Åström"},
    "onni": {"mail": "onni@office.example", "givenName": "Onni", "sn": "Järvi"},
}
BINDINGS = {"GET": BINDING_HTTP_REDIRECT, "POST": BINDING_HTTP_POST}
SIGNED_BY = {"sign_alg": xmldsig.SIG_RSA_SHA256, "digest_alg": xmldsig.DIGEST_SHA256}


class Provider:
    def __init__(self, base, folder, preferred):
        self.base = base
        self.folder = folder
        self.preferred = preferred
        key = ("-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=office")
        subprocess.run(["openssl", "req", "-x509", "-days", "2", *key], cwd=folder, check=True, capture_output=True)
        self.sessions = {}
        self.seen = []
        self.knows(None)

    def knows(self, description):
        """Begins with what another says of itself, where it is known."""
        both = lambda path: [(f"{self.base}{path}", binding) for binding in (BINDING_HTTP_REDIRECT, BINDING_HTTP_POST)]
        logout = [pair for pair in both("/slo") if self.preferred in (None, pair[1])]
        idp = {
            "endpoints": {"single_sign_on_service": both("/sso"), "single_logout_service": logout},
            "want_authn_requests_signed": True,
            "name_id_format": [saml.NAMEID_FORMAT_PERSISTENT],
            "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None,
                                   "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"}},
        }
        config = {
            "entityid": f"{self.base}/metadata",
            "service": {"idp": idp},
            "key_file": str(self.folder / "key.pem"),
            "cert_file": str(self.folder / "certificate.pem"),
            "xmlsec_binary": get_xmlsec_binary(),
            "metadata": {"inline": [description]} if description else {},
        }
        self.server = Server(config=Config().load(config))

    def metadata(self):
        return str(entity_descriptor(self.server.config))

    def asked(self, parse, method, fields):
        """What was asked, believed by pysaml2: signed by a key of the metadata it was given."""
        further = {}
        if method == "GET":
            further = {"relay_state": fields.get("RelayState"), "sigalg": fields["SigAlg"], "signature": fields["Signature"]}
        return parse(fields["SAMLRequest"], BINDINGS[method], **further).message

    def respond(self, who, method, fields):
        asked = self.asked(self.server.parse_authn_request, method, fields)
        args = self.server.response_args(asked, bindings=[BINDING_HTTP_POST])
        args.pop("binding", None)
        name = saml.NameID(format=saml.NAMEID_FORMAT_PERSISTENT, text=f"{who}-in-the-office")
        response = self.server.create_authn_response(
            PEOPLE[who], name_id=name, userid=who, sign_assertion=True, sign_response=False,
            authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": self.base}, **SIGNED_BY,
            **{key: value for key, value in args.items() if key != "name_id_policy"},
        )
        text = str(response)
        index = text.split('SessionIndex="')[1].split('"')[0]
        self.sessions[who] = (name, index, args["sp_entity_id"])
        return self.server.apply_binding(BINDING_HTTP_POST, text, args["destination"], response=True)

    def leave(self, method, fields):
        """Somebody signed out at the service provider."""
        asked = self.asked(self.server.parse_logout_request, method, fields)
        gone = [who for who, (name, index, _) in self.sessions.items()
                if asked.name_id.text == name.text and index in [it.text for it in asked.session_index]]
        for who in gone:
            del self.sessions[who]
        self.seen.append({"signed_out": gone})
        binding, destination = self.server.pick_binding(
            "single_logout_service", [self.preferred or BINDING_HTTP_REDIRECT], "spsso", request=asked)
        response = self.server.create_logout_response(asked, [binding], sign=binding == BINDING_HTTP_POST, **SIGNED_BY)
        return self._send(binding, str(response), destination, fields.get("RelayState", ""), response=True)

    def sign_out(self, who):
        """Somebody signs out here."""
        name, index, party = self.sessions.pop(who)
        binding, destination = self.server.pick_binding(
            "single_logout_service", [self.preferred or BINDING_HTTP_REDIRECT], "spsso", entity_id=party)
        _, request = self.server.create_logout_request(
            destination, party, name_id=name, session_indexes=[index], sign=binding == BINDING_HTTP_POST, **SIGNED_BY)
        return self._send(binding, str(request), destination, "where they were & more", response=False)

    def answered(self, method, fields):
        answer = self.server.parse_logout_request_response(fields["SAMLResponse"], BINDINGS[method])
        self.seen.append({"answered": answer.status_ok(), "relay_state": fields.get("RelayState")})

    def _send(self, binding, text, destination, relay_state, response):
        by = {"sign": True, "sigalg": xmldsig.SIG_RSA_SHA256} if binding == BINDING_HTTP_REDIRECT else {}
        return self.server.apply_binding(binding, text, destination, relay_state, response=response, **by)


class Handler(http.server.BaseHTTPRequestHandler):
    provider = None

    def do_GET(self):
        self._do("GET", urllib.parse.urlsplit(self.path).query)

    def do_POST(self):
        self._do("POST", self.rfile.read(int(self.headers["content-length"])).decode())

    def _do(self, method, encoded):
        path = urllib.parse.urlsplit(self.path).path
        fields = dict(urllib.parse.parse_qsl(encoded))
        try:
            if path == "/metadata":
                return self._say(self.provider.metadata(), "application/samlmetadata+xml")
            if path == "/favicon.ico":
                return self._say("", "image/x-icon")
            if path == "/seen":
                return self._say(json.dumps(self.provider.seen), "application/json")
            if path == "/sso":
                return self._choose(method, fields)
            if path.startswith("/as/"):
                return self._go(self.provider.respond(path.removeprefix("/as/"), fields.pop("method"), fields))
            if path.startswith("/out/"):
                return self._go(self.provider.sign_out(path.removeprefix("/out/")))
            if path == "/slo" and "SAMLRequest" in fields:
                return self._go(self.provider.leave(method, fields))
            if path == "/slo":
                self.provider.answered(method, fields)
                return self._page("<p>You are signed out.</p>")
            self.send_error(404)
        except Exception as error:  # Whoever tests is to see it.
            print(f"{path}: {error!r}", file=sys.stderr, flush=True)
            self.send_error(500, type(error).__name__)

    def _choose(self, method, fields):
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in {**fields, "method": method}.items()
        )
        people = (f'<form method="post" action="/as/{who}">{hidden}<button>{person["givenName"]}</button></form>'
                  for who, person in PEOPLE.items())
        self._page("".join(people))

    def _go(self, sent):
        if sent["status"] == 303 or "Location" in dict(sent["headers"]):
            self.send_response(303)
            self.send_header("location", dict(sent["headers"])["Location"])
            self.end_headers()
        else:
            data = sent["data"]
            self._say("".join(data) if isinstance(data, list) else data, "text/html; charset=utf-8")

    def _page(self, body):
        head = '<!doctype html><html lang="en"><title>The office</title><link rel="icon" href="data:,"><h1>The office</h1>'
        self._say(head + body, "text/html; charset=utf-8")

    def _say(self, text, kind):
        body = text.encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    preferred = BINDING_HTTP_POST if "--post" in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        base = f"http://127.0.0.1:{server.server_address[1]}"
        Handler.provider = Provider(base, pathlib.Path(folder), preferred)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(json.dumps({"entity_id": f"{base}/metadata", "base": base}), flush=True)
        for line in sys.stdin:
            with urllib.request.urlopen(line.strip()) as answer:
                Handler.provider.knows(answer.read().decode())
            print(json.dumps({"knows": line.strip()}), flush=True)


if __name__ == "__main__":
    main()
