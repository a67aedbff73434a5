"""pysaml2 as identity provider: people sign in there and out, beginning here and there."""

import unittest
import urllib.parse

import requests

from person import GOODBYE, HOME, Browser, Office, World, parameter

# RFC 7636 appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class SignInAndOut(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.stop)
        cls.client = cls.world.admin("clients", {
            "client_name": "The shop",
            "redirect_uris": [HOME],
            "post_logout_redirect_uris": [GOODBYE],
            "scope": "openid profile email",
            "policy": {"skip_consent": True},
        })
        cls.offices = {}
        for name, options in (("redirect", ()), ("post", ("--post",))):
            office = Office(*options)
            cls.addClassCleanup(office.stop)
            made = cls.world.admin("upstreams", {
                "upstream": name,
                "name": {"en": f"The office by {name}"},
                "issuer": office.entity_id,
                "single_logout": True,
                "saml": {
                    "metadata_uri": office.entity_id,
                    "request_binding": name,
                    "name_id_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
                },
                "claims": [{"from": "urn:oid:0.9.2342.19200300.100.1.3", "to": "email"},
                           {"from": "urn:oid:2.5.4.4", "to": "family_name"}],
            })
            office.knows(made["saml_metadata_uri"])
            cls.offices[name] = office

    def url(self, **more):
        asked = {"client_id": self.client["client_id"], "redirect_uri": HOME, "response_type": "code",
                 "scope": "openid profile email", "code_challenge": CHALLENGE, "code_challenge_method": "S256", **more}
        return f"{self.world.metadata['authorization_endpoint']}?{urllib.parse.urlencode(asked)}"

    def sign_in(self, name, who):
        browser = Browser()
        chosen = browser.send(browser.go(self.url()), name)
        home = browser.send(chosen, f"/as/{who}")
        self.assertIsInstance(home, str, getattr(home, "text", ""))
        self.assertIsNotNone(parameter(home, "code"), home)
        of_client = (self.client["client_id"], self.client["client_secret"])
        redeemed = {"grant_type": "authorization_code", "code": parameter(home, "code"), "redirect_uri": HOME,
                    "code_verifier": VERIFIER}
        tokens = requests.post(self.world.metadata["token_endpoint"], data=redeemed, auth=of_client, timeout=30)
        self.assertEqual(tokens.status_code, 200, tokens.text)
        return browser, tokens.json()

    def told(self, tokens):
        by = {"authorization": f"Bearer {tokens['access_token']}"}
        return requests.get(self.world.metadata["userinfo_endpoint"], headers=by, timeout=30)

    def assert_signed_in(self, browser, is_so):
        answer = browser.go(self.url(prompt="none"))
        self.assertEqual(parameter(answer, "code") is not None, is_so, answer)

    def test_who_signs_in_there_is_known_again(self):
        for name in self.offices:
            subs = []
            for who in ("aino", "onni", "aino"):
                _, tokens = self.sign_in(name, who)
                told = self.told(tokens).json()
                self.assertEqual(told["email"], f"{who}@office.example")
                self.assertEqual(told["family_name"], {"aino": "Åström", "onni": "Järvi"}[who])
                subs.append(told["sub"])
            self.assertEqual(subs[0], subs[2])
            self.assertNotEqual(subs[0], subs[1])

    def test_who_signs_out_here_is_signed_out_there(self):
        for name, office in self.offices.items():
            browser, tokens = self.sign_in(name, "aino")
            asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": GOODBYE, "state": "s"}
            end = f"{self.world.metadata['end_session_endpoint']}?{urllib.parse.urlencode(asked)}"
            self.assertEqual(browser.go(end), f"{GOODBYE}?state=s")
            self.assertEqual(office.seen()[-1], {"signed_out": ["aino"]})
            self.assert_signed_in(browser, False)

    def test_who_signs_out_there_is_signed_out_here(self):
        for name, office in self.offices.items():
            (browser, tokens), (other, others) = self.sign_in(name, "aino"), self.sign_in(name, "onni")
            self.assert_signed_in(browser, True)
            page = Browser().go(f"{office.base}/out/aino")
            self.assertIn("You are signed out", page.text)
            self.assertEqual(office.seen()[-1], {"answered": True, "relay_state": "where they were & more"})
            self.assert_signed_in(browser, False)
            self.assertEqual(self.told(tokens).status_code, 401)
            self.assert_signed_in(other, True)
            self.assertEqual(self.told(others).status_code, 200)
