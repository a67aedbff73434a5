"""Asked and answered in lines of JSON: {"verb": argument} in; {"answer": …}, {"refused": code} or {"fault": …} out."""

import json
import sys
import traceback


class Refused(Exception):
    """The provider's own word: an OAuth error code."""


def speak(party):
    """Calls the party's methods until the input ends."""
    for line in sys.stdin:
        [(verb, argument)] = json.loads(line).items()
        try:
            said = {"answer": getattr(party, verb)(*([] if argument is None else [argument]))}
        except Refused as refusal:
            said = {"refused": str(refusal)}
        except Exception:
            said = {"fault": traceback.format_exc()}
        print(json.dumps(said), flush=True)
