"""A real mail server on loopback (aiosmtpd): encrypted or not, with a user or without, and recipients it does not take."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "net@example.org", "five words nobody guesses"


@dataclass
class Mailbox:
    """What came in, who is not taken, after how many mails the server goes away, and how each session was."""

    refuses: dict[str, str] = field(default_factory=dict)
    most: int = 1_000
    raw: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    sender: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    user: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        found = [message_from_bytes(raw, policy=policy.default) for raw in self.raw]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if len(self.raw) >= self.most:
            server.transport.abort()
            return "421 gone"
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.raw.append(envelope.content)
        self.to += envelope.rcpt_tos
        self.sender.append(envelope.mail_from)
        self.encrypted.append(session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None)
        self.user.append(session.auth_data.login.decode() if session.auth_data else "")
        return "250 taken"

    def known(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.tried.append(data.password.decode())
        right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=right, auth_data=data)


class OnFreePort(Controller):
    """Listens on a port that nobody else can take meanwhile."""

    def __init__(self, mailbox: Mailbox, **more: Any) -> None:
        self.taken = socket.socket()
        self.taken.bind(("127.0.0.1", 0))
        super().__init__(mailbox, hostname="127.0.0.1", port=self.taken.getsockname()[1], **more)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.taken, ssl=self.ssl_context)


@contextmanager
def listening(mailbox: Mailbox, **more: Any) -> Iterator[int]:
    """A server on loopback, and its port."""
    server = OnFreePort(mailbox, **more)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def certificate(folder: Path, name: str = "localhost") -> tuple[Path, ssl.SSLContext]:
    """A certificate for a name, signed by itself, and a server's context with it."""
    key, who = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert, secret = folder / f"{name}.pem", folder / f"{name}.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, secret)
    return cert, context
