"""Mail, sent over SMTP. The only module that knows smtplib and ssl.

What goes over a network is encrypted, and the server's certificate checked; what stays on this machine is encrypted where the
server offers it. A password comes from the environment alone and is in no message.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from pmnet.domain.phrase import phrase
from pmnet.domain.text import printable
from pmnet.errors import NotLetIn, PmnetError, Refused, Unreachable, Usage
from pmnet.store.git.remote import network_seconds

PASSWORD: Final = "PMNET_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
PORTS: Final = {"smtp": 587, "smtps": 465}
EXAMPLE: Final = "smtp://user@mail.example.org:587"

LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS: Final = re.compile(rf"{LOCAL}@{LABEL}(?:\.{LABEL})*")
"""An address without quotes, comments, blanks or line ends (RFC 5321's dot-string and domain)."""

LONGEST_ADDRESS: Final = 254

LINES: Final = compat32.clone(linesep="\r\n")

SERVERS_WORDS: Final = 200
"""How many letters of what a server says are told."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in: `secure` is encrypted from the beginning (smtps)."""

    host: str
    port: int
    secure: bool
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of plain text."""

    sender: str
    to: str
    subject: str
    text: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of letters: for each, in order, why it was not taken, empty where it was; `ended` is what kept the rest."""

    answers: tuple[str, ...]
    ended: PmnetError | None = None


def server(url: str, variables: Mapping[str, str]) -> Server:
    """The server that an address such as `smtp://user@host:587` names; raises Usage, and never repeats what was typed."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or parts.scheme not in PORTS or parts.path.strip("/") or parts.query or parts.fragment:
        raise Usage(phrase("--smtp is no address of a mail server"), phrase("for example {example}", example=EXAMPLE))
    if parts.password is not None:
        raise Usage(
            phrase("a password does not belong into an address, where others can read it"),
            phrase("put it into the variable {name}, and leave it out of --smtp", name=PASSWORD),
        )
    user = unquote(parts.username or "")
    password = variables.get(PASSWORD, "") if user else ""
    if not (printable(user + host) == user + host and user.isascii() and password.isascii()):
        raise Usage(
            phrase("the user or the password has letters that cannot be sent to a mail server"),
            phrase("for example {example}", example=EXAMPLE),
        )
    return Server(host, port or PORTS[parts.scheme], parts.scheme == "smtps", user, password)


def sender(server: Server, said: str) -> str:
    """The address that mail comes from: the one that was said, else that of the user; raises Usage where that is none."""
    wanted = said or (server.user if "@" in server.user else f"{server.user}@{server.host}" if server.user else "")
    if not wanted:
        raise Usage(phrase("--from is missing"), phrase("add --from with the address that the mails come from"))
    found = address(wanted)
    if found is None:
        raise Usage(phrase("--from: {said!r} is no e-mail address", said=wanted), phrase("for example net@example.org"))
    return found


def address(said: str) -> str | None:
    """An address as mail servers take it, its domain in ASCII; None for what is none."""
    local, _, domain = said.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return None
    found = f"{local}@{domain}"
    return found if len(found) <= LONGEST_ADDRESS and ADDRESS.fullmatch(found) else None


def message(letter: Letter) -> bytes:
    """A letter as it is sent: in ASCII, with lines of mail.

    Whatever a text says, it can begin no header of its own: the subject is encoded as a whole, and an address is one or nothing.
    (The modern classes of `email` decode such texts and write what comes out: a line end, or another recipient.)
    """
    quoted = Charset("utf-8")
    quoted.body_encoding = QP
    made = Message(policy=LINES)
    made["From"] = letter.sender
    made["To"] = letter.to
    made["Subject"] = Header(printable(letter.subject), "utf-8", header_name="Subject").encode()
    made["Date"] = format_datetime(letter.at)
    made["Message-ID"] = letter.message_id
    made["Auto-Submitted"] = "auto-generated"
    made["MIME-Version"] = "1.0"
    made.set_payload(letter.text.encode("utf-8", "replace").decode(), quoted)
    return made.as_bytes()


def post(server: Server, letters: Sequence[Letter]) -> Posted:
    """Hand letters in, one after the other; what the server says against one does not keep the others back."""
    answers: list[str] = []
    try:
        with _connected(server) as connection:
            for letter in letters:
                answers.append(_handed_in(connection, letter))  # noqa: PERF401 - what was handed in counts when a later one fails
    except PmnetError as error:
        return Posted(tuple(answers), error)
    except ssl.SSLCertVerificationError as error:
        return Posted(tuple(answers), _untrusted(server, error))
    except smtplib.SMTPSenderRefused as error:
        said = _words(error.smtp_error)
        return Posted(tuple(answers), Refused(phrase("{server} takes no mail from {sender}: {said}",
                      server=server, sender=error.sender, said=said), _signing_in(server)))  # fmt: skip
    except (OSError, smtplib.SMTPException) as error:
        return Posted(tuple(answers), _unreachable(server, error))
    return Posted(tuple(answers))


@contextlib.contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is encrypted where that is needed, and signed in where there is a password."""
    seconds = network_seconds()
    if server.secure:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=seconds)
    try:
        connection.ehlo_or_helo_if_needed()
        if not server.secure:
            _encrypt(server, connection)
        _sign_in(server, connection)
        yield connection
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.quit()
        connection.close()


def _encrypt(server: Server, connection: smtplib.SMTP) -> None:
    """Go on encrypted; raises Refused where that is not offered and others could listen."""
    here = is_loopback(connection)
    if connection.has_extn("starttls"):
        context = ssl.create_default_context()
        if here:  # nobody stands between, and the certificate of a machine for itself is rarely signed by anybody
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
    elif not here:
        raise Refused(
            phrase("{server} offers no encryption, so nothing is sent to it", server=server),
            phrase("name a port at which it does, or write smtps://"),
        )


def is_loopback(connection: smtplib.SMTP) -> bool:
    """Whether the other end is this machine."""
    peer = connection.sock.getpeername() if connection.sock is not None else ("",)
    with contextlib.suppress(ValueError, TypeError, IndexError):
        return ipaddress.ip_address(peer[0]).is_loopback
    return False


def _sign_in(server: Server, connection: smtplib.SMTP) -> None:
    if not server.password:
        return
    refused = phrase("{server} does not let {user} in", server=server, user=server.user)
    try:
        connection.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError:  # what the server says of it may repeat what it was told
        raise Refused(refused, phrase("look at the user in --smtp and at {name}", name=PASSWORD)) from None
    except smtplib.SMTPNotSupportedError:
        raise Refused(
            phrase("{server} lets nobody sign in", server=server),
            phrase("leave the user out of --smtp, and add --from"),
        ) from None


def _handed_in(connection: smtplib.SMTP, letter: Letter) -> str:
    """Why the server does not take one letter; empty where it does."""
    try:
        connection.sendmail(letter.sender, [letter.to], message(letter))
    except smtplib.SMTPRecipientsRefused as error:
        code, said = error.recipients[letter.to]
        return f"{code} {_words(said)}"
    except smtplib.SMTPDataError as error:
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    return ""


def _words(said: bytes | str) -> str:
    """What a server says, as somebody can read it."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return printable(text)[:SERVERS_WORDS]


def _signing_in(server: Server) -> str:
    return "" if server.password else phrase("if it wants a password: {name}, and the user in --smtp", name=PASSWORD)


def _untrusted(server: Server, error: ssl.SSLCertVerificationError) -> NotLetIn:
    return NotLetIn(
        phrase("the certificate of {server} is not trusted: {why}", server=server, why=_words(error.verify_message)),
        phrase("name the server as its certificate does, or have this machine trust whoever signed it"),
    )


def _unreachable(server: Server, error: Exception) -> Unreachable:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Unreachable(
        phrase("the mail server {server} cannot be reached: {why}", server=server, why=_words(why)),
        phrase("try again later with the same --since; who has their mail already gets it under the same Message-ID"),
    )
