"""An OpenLDAP for whoever starts this: says in a line of JSON where it is, and ends with what it is started by."""

import json
import sys

from slapd import BASE, PASSWORD, READER, READER_PASSWORD, Slapd

slapd = Slapd()
try:
    print(
        json.dumps(
            {
                "url": f"ldaps://localhost:{slapd.secure}",
                "ca_certificates": slapd.authority(),
                "base": BASE,
                "bind_dn": READER,
                "bind_password": READER_PASSWORD,
                "password": PASSWORD,
            }
        ),
        flush=True,
    )
    sys.stdin.read()
finally:
    slapd.stop()
