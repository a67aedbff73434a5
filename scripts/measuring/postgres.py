"""A private PostgreSQL in a temporary folder, reached over a socket there."""

import glob
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

USER = "countersign"
DATABASE = "measure"


class Cluster:
    """Durable as an installed one: nothing is switched off to make it quicker."""

    def __enter__(self):
        self.programs = programs()
        # PostgreSQL refuses to run as root, so root hands the cluster to the user its package made.
        self.owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self.folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")  # Short: a socket's path has at most 107 bytes.
        if self.owner:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.data = os.path.join(self.folder, "data")
        self.call("initdb", "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        self.call("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.folder, "log"), "-o", options, "start")
        self.call("createdb", "-h", self.folder, "-U", USER, DATABASE)
        return self

    def __exit__(self, *_):
        self.call("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, program, *words):
        command = [os.path.join(self.programs, program), *words]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, **self.owner)

    def url(self):
        return f"postgres:///{DATABASE}?host={self.folder}&user={USER}"

    def connection(self):
        return f"host={self.folder} user={USER} dbname={DATABASE}"

    def pid(self):
        with open(os.path.join(self.data, "postmaster.pid")) as file:
            return int(file.readline())


def programs():
    """The newest that Debian keeps by version, or wherever `initdb` is."""
    version = lambda path: int(re.search(r"/postgresql/(\d+)/", path)[1])
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=version) or [shutil.which("initdb")]
    if not found[-1]:
        sys.exit("PostgreSQL is missing: apt-get install postgresql")
    return os.path.dirname(os.path.realpath(found[-1]))
