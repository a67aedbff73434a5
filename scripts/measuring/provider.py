"""A server of ours on a store of its own, with a client and people, and loadtest to drive it."""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

# Several, since one person who signs in again and again at the same time is soon asked to wait.
PEOPLE = ["ada", "grace", "edsger", "barbara", "donald", "frances", "tony", "margaret"]
REDIRECT = "http://localhost:9/callback"
# The clients to which all is sealed: their names, and how.
SEALED = {"Sealed EC": "ECDH-ES", "Sealed RSA": "RSA-OAEP"}
PRIVATE = {"d", "p", "q", "dp", "dq", "qi"}
GRANTS = ["authorization_code", "refresh_token", "client_credentials"]


class Programs:
    """The release binaries, copied into a folder."""

    def __init__(self, root, folder):
        copy = lambda name: shutil.copy(os.path.join(root, "target/release", name), os.path.join(folder, name))
        self.countersign, self.loadtest = copy("countersign"), copy("loadtest")


class Provider:
    """Begun and stopped as often as wanted; it ends with the `with` around it."""

    def __init__(self, programs, folder, store=None):
        self.programs, self.folder, self.process = programs, folder, None
        self.world = os.path.join(folder, "world.json")
        self.settings = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")},
            "COUNTERSIGN__STORE__URL": store or "sqlite:" + self.database(),
            "COUNTERSIGN__MASTER_KEY__FILE": os.path.join(folder, "master.key"),
            "COUNTERSIGN__SERVER__LISTEN": "localhost:0",
            "COUNTERSIGN__LOG__LEVEL": "warn",
        }
        if store:
            # Only for an embedded store a master key is made at the first start.
            self.settings["COUNTERSIGN__MASTER_KEY__VALUE"] = secrets.token_hex(32)
            del self.settings["COUNTERSIGN__MASTER_KEY__FILE"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def database(self):
        return os.path.join(self.folder, "countersign.db")

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        """Starts it, and returns after how many seconds it said that it is ready."""
        command = [self.programs.countersign, "--json", "serve"]
        began = time.monotonic()
        self.process = subprocess.Popen(command, env=self.settings, cwd=self.folder, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            sys.exit("countersign did not start: it says above why")
        self.issuer = json.loads(line)["issuer"]
        # It is as good as its word only if it answers.
        urllib.request.urlopen(self.issuer + "/health/ready", timeout=5).read()
        return time.monotonic() - began

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None

    def settle(self):
        """Makes people, and a client of the house that may ask about any token."""
        self.users = [{"username": name, "password": secrets.token_urlsafe(16)} for name in PEOPLE]
        for user in self.users:
            name = user["username"]
            about = ["--name", name.title(), "--email", f"{name}@example.com"]
            self.call("user", "create", name, *about, told=user["password"])
        grants = [word for grant in GRANTS for word in ("--grant", grant)]
        flags = ["--name", "Load", "--redirect-uri", REDIRECT, "--skip-consent", "--introspect-any"]
        self.clients = [json.loads(self.call("client", "create", *flags, *grants))]
        self.clients += [self.sealed_client(name, way) for name, way in SEALED.items()]

    def sealed_client(self, name, way):
        """A client that signs and seals its requests, and to which ID tokens and userinfo are sealed."""
        keys = [json.loads(self.call("jose", "generate", algorithm)) for algorithm in ("ES256", way)]
        public = [{member: value for member, value in key.items() if member not in PRIVATE} for key in keys]
        metadata = os.path.join(self.folder, "metadata.json")
        with open(metadata, "w") as file:
            said = {"jwks": {"keys": public}, "request_object_signing_alg": "ES256"}
            said |= {"request_object_encryption_alg": way, "userinfo_signed_response_alg": "ES256"}
            said |= {answer + "_encrypted_response_alg": way for answer in ("id_token", "userinfo")}
            json.dump(said, file)
        flags = ["--name", name, "--redirect-uri", REDIRECT, "--skip-consent", "--id-token-alg", "ES256"]
        client = json.loads(self.call("client", "create", *flags, "--metadata", metadata))
        return {**client, "keys": keys}

    def call(self, *words, told=""):
        command = [self.programs.countersign, "--json", *words]
        done = subprocess.run(command, env=self.settings, cwd=self.folder, input=told, text=True, stdout=subprocess.PIPE)
        return done.stdout if done.returncode == 0 else sys.exit(f"{' '.join(words[:2])} failed")

    def loadtest(self, command, *words, read=False):
        """What it printed, where it is to be read; exits where anything failed."""
        with open(self.world, "w") as world:
            json.dump({"issuer": self.issuer, "users": self.users, "clients": self.clients}, world)
        done = subprocess.run(
            [self.programs.loadtest, command, "--world", self.world, "--pid", str(self.pid), *words],
            stdout=subprocess.PIPE if read else None,
        )
        return done.stdout if done.returncode == 0 else sys.exit(f"loadtest {command} failed")


@contextlib.contextmanager
def temporary_folder():
    with tempfile.TemporaryDirectory(prefix="countersign-measure-") as folder:
        yield folder


def kib(pid, name):
    """A member of /proc/PID/status, in KiB."""
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name + ":"))


def say(what):
    print(f"measure: {what} …", file=sys.stderr, flush=True)
