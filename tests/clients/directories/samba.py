"""An Active Directory of one's own: Samba's, in a folder that vanishes with it.

Its ports are those of LDAP and no others, so that it needs a machine on which nobody has them, and whoever may take them.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

from place import certify, wait_for

BASE = "cn=users,dc=ad,dc=example,dc=org"
PASSWORD = "Kept-by-the-0rganisation"
PORTS = (389, 636)


def missing():
    """Why it cannot run here, if it cannot."""
    if not (shutil.which("samba-tool") and shutil.which("samba", path=os.environ["PATH"] + ":/usr/sbin")):
        return "Samba is missing: apt-get install samba-ad-dc samba-ad-provision"
    if os.geteuid() != 0:
        return "the ports of LDAP are for the superuser alone"
    for port in PORTS:
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind(("127.0.0.1", port))
            except OSError as error:
                return f"port {port}: {error}"
    return None


class Samba:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="samba-"))
        certify(self.folder)
        (self.folder / "key.pem").chmod(0o600)
        domain = ("--realm=AD.EXAMPLE.ORG", "--domain=AD", "--host-name=dc", "--server-role=dc", f"--adminpass={PASSWORD}")
        here = (f"--targetdir={self.folder}/dc", "--option=interfaces=lo", "--option=bind interfaces only=yes")
        self._tool("domain", "provision", "--use-rfc2307", "--dns-backend=NONE", *domain, *here)
        self.configuration = self.folder / "dc/etc/smb.conf"
        files = {"keyfile": "key", "certfile": "certificate", "cafile": "authority"}
        tls = "".join(f"\ttls {name} = {self.folder}/{file}.pem\n" for name, file in files.items())
        lines = self.configuration.read_text().splitlines(keepends=True)
        lines = ["\tserver services = ldap\n" + tls if "server services" in line else line for line in lines]
        self.configuration.write_text("".join(lines))
        for name, *further in (
            ("reader",),
            ("aino", "--given-name=Aino", "--surname=Virtanen", "--mail-address=aino@example.org"),
            ("eero",),
            ("vanha", "--must-change-at-next-login"),
        ):
            self._change("user", "create", name, PASSWORD, *further)
        self._change("user", "disable", "eero")
        for group, member in (("it", "aino"), ("everybody", "it")):
            self._change("group", "add", group)
            self._change("group", "addmembers", group, member)
        samba = shutil.which("samba", path=os.environ["PATH"] + ":/usr/sbin")
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [samba, "-i", "-M", "single", "-s", self.configuration], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        for port in PORTS:
            wait_for(port, self.process)

    def authority(self):
        return (self.folder / "authority.pem").read_text()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder)

    def _change(self, *arguments):
        self._tool(*arguments, "-s", self.configuration, "-H", self.folder / "dc/private/sam.ldb")

    def _tool(self, *arguments):
        done = subprocess.run(["samba-tool", *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
