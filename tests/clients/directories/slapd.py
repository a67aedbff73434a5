"""An OpenLDAP of one's own in a folder that vanishes with it."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from place import certify, free_port, wait_for

SLAPD = shutil.which("slapd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
SLAPADD = shutil.which("slapadd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
BASE = "dc=example,dc=org"
READER = f"cn=reader,{BASE}"
READER_PASSWORD = "what the reader knows"
PASSWORD = "kept by the organisation"

CONFIGURATION = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCACertificateFile {folder}/authority.pem
TLSCertificateFile {folder}/certificate.pem
TLSCertificateKeyFile {folder}/key.pem
disallow bind_anon
database mdb
suffix "dc=example,dc=org"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="cn=reader,dc=example,dc=org" read by * none
"""


def entry(dn, *attributes):
    return "\n".join([f"dn: {dn}", *attributes]) + "\n\n"


def person(uid, dn, *attributes):
    kinds = ("objectClass: inetOrgPerson", f"uid: {uid}", f"userPassword: {PASSWORD}")
    return entry(f"{dn},ou=people,{BASE}", *kinds, *attributes)


def group(name, *members):
    members = (f"member: {member},{BASE}" for member in members)
    return entry(f"cn={name},ou=groups,{BASE}", "objectClass: groupOfNames", f"cn: {name}", *members)


PEOPLE = "".join(
    [
        entry(BASE, "objectClass: organization", "objectClass: dcObject", "o: Example", "dc: example"),
        entry(f"ou=people,{BASE}", "objectClass: organizationalUnit", "ou: people"),
        entry(f"ou=groups,{BASE}", "objectClass: organizationalUnit", "ou: groups"),
        entry(
            READER,
            "objectClass: organizationalRole",
            "objectClass: simpleSecurityObject",
            "cn: reader",
            f"userPassword: {READER_PASSWORD}",
        ),
        person(
            "aino", "uid=aino", "cn: Aino Virtanen", "sn: Virtanen", "mail: aino@example.org", "mobile: +358 40 123 4567"
        ),
        # Every character that means something in a filter or in a name.
        person("w*(x)\\", r"uid=w*(x)\\", r"cn: W\, \28X\29", "sn: X", "mobile: 040 123"),
        # Two of one address: neither is let in by it.
        person("one", "uid=one", "cn: One", "sn: One", "mail: both@example.org"),
        person("two", "uid=two", "cn: Two", "sn: Two", "mail: both@example.org"),
        # Each in the other: looking for them comes to an end.
        group("it", "uid=aino,ou=people", "cn=all,ou=groups"),
        group("all", "cn=it,ou=groups"),
    ]
)


class Slapd:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slapd-"))
        (self.folder / "data").mkdir()
        certify(self.folder)
        self.plain, self.secure = free_port(), free_port()
        configuration = self.folder / "slapd.conf"
        configuration.write_text(CONFIGURATION.format(folder=self.folder))
        added = [SLAPADD, "-f", configuration, "-q"]
        subprocess.run(added, input=PEOPLE, text=True, check=True, capture_output=True)
        places = f"ldap://127.0.0.1:{self.plain} ldaps://127.0.0.1:{self.secure}"
        # -d keeps it before us, so that it ends with us.
        self.process = subprocess.Popen(
            [SLAPD, "-f", configuration, "-h", places, "-d", "0"], stderr=subprocess.DEVNULL
        )
        for port in (self.plain, self.secure):
            wait_for(port, self.process)

    def authority(self):
        return (self.folder / "authority.pem").read_text()

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.folder)
