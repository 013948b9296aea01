"""Every reader of what others wrote, as a function of bytes: what may come of it, and what must hold where it is taken."""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import fields
from hashlib import sha1
from pathlib import Path
from typing import Any, Final

from planting import marked

from pmnet.domain import ids
from pmnet.domain.codec import to_mapping
from pmnet.domain.records import kind_of
from pmnet.domain.sealed import Document, RefRoot, SealedName
from pmnet.errors import Alarm, CannotUnseal, Findings, PmnetError, Usage
from pmnet.rules.keys import signing_key_problem
from pmnet.store import invitations, seal
from pmnet.store.envelopes import Safe
from pmnet.store.files import DEEPEST, FORBIDDEN, LARGEST, LONGEST_INTEGER, dump, load
from pmnet.store.git import commits, hostkeys, trees
from pmnet.store.git.answers import Answer, push_answer, refused, unreachable
from pmnet.store.git.process import Finished
from pmnet.store.git.repository import Repository
from pmnet.store.git.ssh import target_of
from pmnet.store.home import Home
from pmnet.store.marks import HomeSecret
from pmnet.store.outbox import Intent, Outbox
from pmnet.store.parsing import parse_checked
from pmnet.store.signatures import BEGIN, END, signer

SAFE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]*\Z")
PUBLIC: Final = re.compile(r"ssh-ed25519 [A-Za-z0-9+/]{68}\Z")


def read_yaml(data: bytes) -> None:
    """Plain, small and shallow; and written again it says the same."""
    try:
        document = load(data, "members/x.yaml")
    except Findings as error:
        _insist_placed(error)
        return
    assert len(data) <= LARGEST
    _insist_plain(document.content, DEEPEST)
    assert load(dump(document.content).encode(), "again").content == document.content
    assert len(document.marks) <= 2 * len(data)
    assert all(line >= 1 and column >= 1 for line, column in document.places.values())


def _insist_placed(error: Findings) -> None:
    assert all(found.line >= 1 and found.column >= 1 and len(found.message) < 400 for found in error.findings)


def _insist_named(error: OSError) -> None:
    assert error.filename is not None  # where errors end, that is a sentence


def _insist_sentence(error: PmnetError) -> None:
    assert len(error.message) < 200
    assert FORBIDDEN.search(error.message) is None


def _insist_plain(value: Any, levels: int) -> None:
    assert levels >= 0
    if isinstance(value, dict):
        for name, inner in value.items():
            assert isinstance(name, str)
            assert name != "<<"
            assert FORBIDDEN.search(name) is None
            _insist_plain(inner, levels - 1)
    elif isinstance(value, list):
        for inner in value:
            _insist_plain(inner, levels - 1)
    elif isinstance(value, str):
        assert FORBIDDEN.search(value) is None
    else:
        assert value is None or type(value) in (int, bool)
        assert len(str(value)) <= LONGEST_INTEGER + 1


PATHS: Final = {
    "member": "members/anna.yaml",
    "lead": "leads/2026-11/261123-k7qx.yaml",
    "handover": "handovers/2026-11/261123-k7qx.pmo.1.yaml",
    "network": "network.yaml",
}


def read_record(data: bytes) -> None:
    """The first line says what sort of record it is (as a comment); what is taken is written and read again as the same."""
    kind = data.partition(b"\n")[0].removeprefix(b"# ").decode("ascii", "replace")
    path = PATHS.get(kind, PATHS["member"])
    try:
        record = parse_checked(path, data)
    except Findings:
        return
    assert record.path == path
    assert kind_of(path) is not None
    again = parse_checked(path, dump(to_mapping(record)).encode())
    assert again == record


def read_commit(data: bytes) -> None:
    """A commit or an alarm; of one that is read, every byte is either in the signature or signed."""
    name = sha1(b"commit %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    raw = commits._raw(name, "commit", data)
    assert isinstance(raw.message, str)
    assert all(re.match(r"[A-Z][A-Za-z-]*\Z", word) for word in raw.trailers)
    assert all(re.fullmatch(r"[0-9a-f]{40,64}", parent) for parent in raw.parents)
    if not raw.tree:
        return
    folded = b"gpgsig " + raw.signature.replace(b"\n", b"\n ")
    header = folded[: -len(b" ")] if raw.signature.endswith(b"\n") else folded
    assert data in (raw.payload, raw.payload.replace(b"\n\n", b"\n" + header + b"\n", 1))
    assert b"\0" not in data
    assert 1970 <= raw.at.year < 2100
    read_signature(raw.payload + b"\xff" + raw.signature)


def read_signature(data: bytes) -> None:
    """What is before the last byte 255 was signed; what is after it signs: one key, or one reason."""
    payload, _, armored = data.rpartition(b"\xff")
    key, flaw, _ = signer(payload, armored)
    assert bool(key) != bool(flaw)
    if key:
        assert PUBLIC.match(key)
        assert armored.startswith(BEGIN)
        assert armored.endswith(END)
        assert (
            signing_key_problem(key) or signer(payload + b"x", armored)[0] == ""
        )  # some points fit any text; no member has one


def read_tree(data: bytes) -> None:
    """A folder that counts as plain is just its entries, in order and once; the other reader sees the same there."""
    folder, gone, come = trees.follow(trees.Folder(), data, 20)
    assert gone == []
    rows: dict[str, tuple[str, str]] = {}
    try:
        rows = Stored(data).rows()
    except Alarm:
        assert not folder.plain
    if folder.plain:
        assert b"".join(b"%s %s\0%s" % entry for entry in folder.entries) == data
        assert list(come) == list(folder.entries)
        names = [name for _, name, _ in folder.entries]
        assert len(set(names)) == len(names)
        assert not any(b"/" in name or not name for name in names)
        told = [
            (name.decode("utf-8", "surrogateescape"), mode.decode().zfill(6), found.hex())
            for mode, name, found in folder.entries
        ]
        assert [(name, *row) for name, row in rows.items()] == told


class Stored(Repository):
    """A copy that holds one folder."""

    def __init__(self, content: bytes) -> None:
        super().__init__(Path("nowhere"), None)
        self._content = content
        self._id_kind = "sha1"

    def object(self, name: str) -> tuple[str, bytes]:
        return "tree", self._content

    def rows(self) -> dict[str, tuple[str, str]]:
        return self._entries("0" * 40)


IDENTITY: Final = b"AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0\n"
"""The key of age's own published test vectors."""


def read_envelope(data: bytes) -> None:
    """It opens, or it does not; with the key of age's test vectors."""
    try:
        assert isinstance(seal.unseal(data, [IDENTITY]), bytes)
    except CannotUnseal as error:
        _insist_sentence(error)


class Opened(Safe):
    """What would have been in an envelope."""

    def __init__(self) -> None:
        pass

    def _opened(self, envelope: bytes) -> bytes:
        return envelope


def read_document(data: bytes) -> None:
    """What is inside an envelope is the document that belongs there, or none."""
    names = (SealedName("261123-k7qx"), SealedName("261123-k7qx", "261123-k7qx.pmo.1"))
    for name in names:
        try:
            found: Document = Opened().document(name, data)
        except CannotUnseal as error:
            _insist_sentence(error)
            continue
        assert found.name == name
    with contextlib.suppress(CannotUnseal):
        assert isinstance(Opened().kept(data.decode("utf-8", "replace")), Mapping)


def read_name(data: bytes) -> None:
    """What counts as a name is safe in a path, a ref and a sentence, and comes from one path only."""
    text = data.decode("utf-8", "surrogateescape")
    for is_one in (ids.is_member_id, ids.is_lead_id, lambda given: ids.handover_parts(given) is not None):
        if is_one(text):
            assert SAFE_NAME.match(text)
            assert ".." not in text
            assert text.isascii()
            assert len(text) < 60
    if ids.handover_parts(text) is not None:
        assert ids.handover_id(*ids.handover_parts(text)) == text  # type: ignore[misc]
        assert kind_of(ids.handover_path(text)) is not None
    found = SealedName.of_ref(text)
    if found is not None:
        assert found.is_one
        assert any(found.ref(root) == text for root in RefRoot)
        assert SAFE_NAME.match(found.ref("").removeprefix("/").replace("/", "."))
    kind = kind_of(text)
    assert kind is None or re.match(r"[a-z0-9./-]+\Z", text)


def read_outbox(data: bytes) -> None:
    """An intent that counts has the shape of one and lies in the file of its own name; all others are as if not there.

    Nothing counts that the home did not write, so what can be marked is read with its mark as well.
    """
    with tempfile.TemporaryDirectory() as home:
        secret = HomeSecret(Path(home))
        assert all(intent.refused for intent in _in_outbox(data, secret))
        secret.made()
        assert all(intent.refused for intent in _in_outbox(data, secret))
        with contextlib.suppress(ValueError, RecursionError):
            said = json.loads(data)
            if isinstance(said, dict):
                _in_outbox(json.dumps(marked(Path(home), said)).encode(), secret)


def _in_outbox(data: bytes, secret: HomeSecret) -> list[Intent]:
    """The intents in an outbox with one file, whether they wait or not, once each was seen to be one and was dropped."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "outbox" / "abcd1234.json"
        place.parent.mkdir()
        place.write_bytes(data)
        outbox = Outbox(place.parent, secret, lambda _: True)
        found = [*outbox.waiting(), *outbox.refused()]
        for intent in found:
            texts = {part.name for part in fields(Intent)} - {"values", "order", "request"}
            assert all(isinstance(getattr(intent, name), str) for name in texts)
            assert type(intent.order) is int
            assert isinstance(intent.values, dict)
            assert all(type(word) is str for pair in intent.request.items() for word in pair)
            assert intent.moment.tzinfo is not None
            assert json.dumps(intent.values)
            outbox.drop(intent)
            assert not place.exists()
        return found


def read_home(data: bytes) -> None:
    """A home's own list of networks: known ones, or a sentence about what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.yaml").write_bytes(data)
        try:
            known = Home(Path(folder)).networks()
        except PmnetError:
            return
        assert all(isinstance(word, str) for network in known for word in (network.name, network.member))


def read_keys(data: bytes) -> None:
    """A home's key files, all with the same content: keys, or a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder) / "keys"
        keys.mkdir()
        for name in ("sign", "sign.pub", "seal", "seal.pub", "sign.path"):
            (keys / name).write_bytes(data)
            (keys / name).chmod(0o600)
        home = Home(Path(folder))
        try:
            for key in home.ring.all():
                key.insist_usable()
        except PmnetError:
            pass
        except OSError as error:
            _insist_named(error)


def read_answer(data: bytes) -> None:
    """What git and a server say of a push, up to the first byte 255 and after it: one answer, in words that can be shown."""
    out, _, err = data.partition(b"\xff")
    for code in (0, 1, 128):
        said = push_answer(Finished(code, out, err.decode("utf-8", "replace")))
        assert isinstance(said.answer, Answer)
        if b"!\t" in out[:2]:
            assert said.answer is not Answer.ACCEPTED
        assert isinstance(refused(said.words), PmnetError)
        assert isinstance(unreachable(said.words), PmnetError)


def read_invitation(data: bytes) -> None:
    """A file that came by e-mail: a sentence, or values that can be shown, typed and given to ssh as they are."""
    try:
        found = invitations.parse(data, "invitation.pmnet.yaml")
    except Usage as error:
        _insist_sentence(error)
        return
    texts = [text for text in to_mapping(found).values() if isinstance(text, str)]
    assert all("\n" not in text and FORBIDDEN.search(text) is None for text in (*texts, *found.host_keys))
    assert not found.address.startswith("-")
    assert all(not word.startswith("-") for word in target_of(found.address)[-1:])
    assert not re.search(r"::|://[^/]*:[^/@]*@", found.address)
    assert re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", found.fingerprint)
    assert SAFE_NAME.match(invitations.file_name(found.for_email))
    with tempfile.TemporaryDirectory() as folder:
        hostkeys.write(Path(folder), found.host_keys)
        lines = (Path(folder) / hostkeys.FILE).read_text().splitlines()
    assert [line.split(" ")[0] for line in lines] == [hostkeys.NAME] * len(found.host_keys)
    assert invitations.parse(dump(to_mapping(found)).encode(), "again") == found


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "yaml": read_yaml,
    "record": read_record,
    "commit": read_commit,
    "signature": read_signature,
    "tree": read_tree,
    "envelope": read_envelope,
    "document": read_document,
    "name": read_name,
    "outbox": read_outbox,
    "home": read_home,
    "keys": read_keys,
    "answer": read_answer,
    "invitation": read_invitation,
}
