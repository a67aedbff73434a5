"""A server that takes mails: aiosmtpd with STARTTLS or TLS from the start, as the arguments say.

It prints its port, and then each mail that it took as a line of JSON. `later@` is told to come again, `nobody@` is
not known, and `never@` is refused for what we are.
"""

import argparse
import asyncio
import json
import ssl
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
parser.add_argument("--password")
options = parser.parse_args()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        answers = {
            "later": "451 4.7.1 come again",
            "nobody": "550 5.1.1 no such user",
            "never": "550 5.7.1 not from you",
        }
        refused = answers.get(address.split("@")[0])
        if refused is None:
            envelope.rcpt_tos.append(address)
        return refused or "250 2.1.5 go on"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.original_content, policy=policy.default)
        taken = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(mail["subject"]),
            "text": mail.get_body(("plain",)).get_content(),
            "encrypted": server.transport.get_extra_info("sslcontext") is not None,
            "name": getattr(session.auth_data, "login", b"").decode() if session.auth_data else None,
        }
        print(json.dumps(taken), flush=True)
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password.decode() == options.password, handled=False, auth_data=data)


context = None
if options.tls != "none":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)


def conversation():
    guarded = {"auth_required": True, "authenticator": authenticate} if options.password else {}
    starttls = {"tls_context": context, "require_starttls": True} if options.tls == "starttls" else {}
    return SMTP(Handler(), enable_SMTPUTF8=True, **guarded, **starttls)


async def serve():
    implicit = context if options.tls == "implicit" else None
    server = await asyncio.get_running_loop().create_server(conversation, "127.0.0.1", 0, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
