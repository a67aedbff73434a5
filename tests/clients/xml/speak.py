"""Asks our program, line by line."""

import atexit
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).parents[3]
PROGRAM = os.environ.get("COUNTERSIGN_SPEAK") or ROOT / "target/debug/examples/speak"


class Refused(Exception):
    """It did not do what it was asked."""


process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
atexit.register(process.kill)


def ask(do, text, **more):
    process.stdin.write(json.dumps({"do": do, "text": text, **more}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise Refused(answer["error"])
    return answer["ok"]
