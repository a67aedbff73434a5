"""`countersign directory check`, in an installation of its own."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

COUNTERSIGN = os.environ["COUNTERSIGN"]


class Asked(unittest.TestCase):
    """Tests that connect directories and have them checked."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.number = 0
        cls.countersign("init").check_returncode()

    @classmethod
    def countersign(cls, *arguments):
        return subprocess.run(
            [COUNTERSIGN, *arguments], cwd=cls.folder, capture_output=True, text=True, timeout=120
        )

    def connect(self, definition, password):
        """A directory of its own, by its identifier; members that are None are left out."""
        type(self).number += 1
        named = f"d{self.number}"
        definition = {name: value for name, value in definition.items() if value is not None}
        (self.folder / "definition.json").write_text(json.dumps(definition))
        (self.folder / "password").write_text(password)
        ours = ("--bind-password-file", "password") if "bind_dn" in definition else ()
        added = self.countersign("directory", "add", named, "--definition", "definition.json", *ours)
        self.assertEqual(added.returncode, 0, added.stderr)
        return named

    def check(self, named, user=None, password=None):
        arguments = ["directory", "check", named]
        if user is not None:
            arguments.append(f"--user={user}")
        if password is not None:
            (self.folder / "theirs").write_text(password)
            arguments += ["--password-file", "theirs"]
        return self.countersign(*arguments)

    def assert_found(self, checked, *said):
        self.assertEqual(checked.returncode, 0, checked.stderr)
        for words in said:
            self.assertIn(words, checked.stdout)

    def assert_failed(self, checked, *said):
        self.assertNotEqual(checked.returncode, 0, checked.stdout)
        for words in said:
            self.assertIn(words, checked.stderr)
