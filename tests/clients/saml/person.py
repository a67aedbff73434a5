"""A person's browser without scripts, and the demo world that they go through."""

import html.parser
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse

import requests

COUNTERSIGN = os.environ["COUNTERSIGN"]
HOME = "http://127.0.0.1:9/callback"
GOODBYE = "http://127.0.0.1:9/goodbye"


class World:
    """`countersign demo`, as anybody starts it."""

    def __init__(self):
        program = [COUNTERSIGN, "demo", "--json", "--port", "0"]
        self.process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
        told = json.loads(self.process.stdout.readline())
        self.issuer, self.admin_api, self.token = told["issuer"], told["admin_api"].rstrip("/"), told["admin_token"]
        self.metadata = requests.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", timeout=30).json()

    def admin(self, path, document):
        by = {"authorization": f"Bearer {self.token}"}
        answer = requests.post(f"{self.admin_api}/{path}", json=document, headers=by, timeout=30)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()


class Office:
    """The identity provider, in a process of its own."""

    def __init__(self, *options):
        program = [sys.executable, "-W", "ignore", str(pathlib.Path(__file__).with_name("provider.py")), *options]
        self.process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        told = json.loads(self.process.stdout.readline())
        self.base, self.entity_id = told["base"], told["entity_id"]

    def knows(self, address):
        self.process.stdin.write(f"{address}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline(), "it does not take our metadata"

    def seen(self):
        return requests.get(f"{self.base}/seen", timeout=30).json()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()


class Forms(html.parser.HTMLParser):
    """The forms of a page: where each goes, and what is in it."""

    def __init__(self, text):
        super().__init__()
        self.forms = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.forms.append((attributes.get("action", ""), {}))
        elif tag in ("input", "button") and self.forms and attributes.get("name"):
            self.forms[-1][1][attributes["name"]] = attributes.get("value", "")


class Browser:
    """Follows redirects and, as a script would, the forms that carry messages; until it is led out to an app."""

    def __init__(self):
        self.session = requests.Session()

    def go(self, url):
        return self._follow(self.session.get(url, allow_redirects=False, timeout=30))

    def send(self, page, wanted):
        """Sends the form of the page that goes where, or has what, is wanted."""
        assert not isinstance(page, str), page
        for action, fields in Forms(page.text).forms:
            if wanted in action or wanted in fields.values():
                return self._post(page, action, fields)
        raise AssertionError(f"no form for {wanted} in {page.text}")

    def _post(self, page, action, fields):
        url = urllib.parse.urljoin(page.url, action)
        return self._follow(self.session.post(url, data=fields, allow_redirects=False, timeout=30))

    def _follow(self, answer):
        for _ in range(20):
            if answer.is_redirect:
                to = urllib.parse.urljoin(answer.url, answer.headers["location"])
                if to.startswith("http://127.0.0.1:9/"):
                    return to
                answer = self.session.get(to, allow_redirects=False, timeout=30)
                continue
            carrying = [form for form in Forms(answer.text).forms
                        if "method" not in form[1] and {"SAMLRequest", "SAMLResponse"} & set(form[1])]
            if not carrying:
                return answer
            action, fields = carrying[0]
            url = urllib.parse.urljoin(answer.url, action)
            answer = self.session.post(url, data=fields, allow_redirects=False, timeout=30)
        raise AssertionError("no end of the way")


def parameter(url, name):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).get(name, [None])[0]
