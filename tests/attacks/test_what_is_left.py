"""What is left of sealed words on any machine, at rest and on the way: nothing that anybody could read."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from people import Person, Result
from planting import plant
from scene import Scene
from vault import Vault

from pmnet.domain.sealed import Sealing
from pmnet.store import envelopes

WORDS = {
    "--client": "Zinnober Manufaktur",
    "--unit": "Walzwerk",
    "--register": "Amtsgericht Nirgendwo 99",
    "--vat": "XX998877665",
    "--domain": "zinnober.example",
    "--address": "Krokodilgasse 7",
    "--contact": "Undine Quast, buyer, undine@zinnober.example, +49 170 5550123",
    "--decision-maker": "Leopold Xaver",
    "--budget": "98765432.10",
    "--rate-ceiling": "87654321.90",
    "--payment-terms": "Skonto am Freitag",
    "--source": "Kegelabend",
    "--note": "Hasenpfeffer",
}
MESSAGE, RATE, SHARE, UNIT = "Dampfnudel und Weisswurst", "7654321.80", "31.75", "Ziegelei Nord"
SECRETS = [
    *WORDS.values(), "Undine", "Zinnober", "170 5550123", MESSAGE, "Weisswurst", RATE, SHARE, UNIT,
]  # fmt: skip
TERMS = f'kind: percent\npercent: "{SHARE}"\nbase: partner-net\nprotection:\n  months: 7\n  unit: {UNIT}\n'

CLIENT = [part for option, value in WORDS.items() for part in (option, value)]


def said(scene: Scene) -> list[str]:
    """What a partner says, with the terms in a file of their own that lies elsewhere."""
    file = scene.circle.root.parent / "terms.yaml"
    file.write_text(TERMS)
    return ["--message", MESSAGE, "--rate", RATE, "--terms", str(file)]


def contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and all that git keeps in every repository there, loose or packed."""
    for place in root.rglob("*"):
        if place.is_file() and not place.is_symlink():
            content = place.read_bytes()
            yield str(place.relative_to(root)), content
            if place.parent.parent.name == "objects" and len(place.name) == 38:
                yield f"{place.relative_to(root)} inflated", zlib.decompress(content)
        if place.name == "pack" and place.parent.name == "objects":
            command = ["git", "--git-dir", str(place.parent.parent), "cat-file", "--batch", "--batch-all-objects"]
            if list(place.glob("*.pack")):
                done = subprocess.run(command, capture_output=True, check=True)
                yield f"{place.relative_to(root)} unpacked", done.stdout
        yield f"the name of {place.relative_to(root)}", os.fsencode(place.name)


def insist_nothing(root: Path, secrets: Sequence[str] = SECRETS) -> None:
    """Nowhere below a folder stands anything that was sealed."""
    wanted = [secret.encode() for secret in secrets]
    found = [(place, secret) for place, content in contents(root) for secret in wanted if secret in content]
    assert not found


def insist_silent(*results: Result) -> None:
    for result in results:
        shown = [secret for secret in SECRETS if secret in result.out + result.err]
        assert not shown, result


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that learns what every git and ssh-keygen is called with, its variables, and what is written by them."""
    place, programs = tmp_path / "wire", tmp_path / "programs"
    place.mkdir()
    programs.mkdir()
    for name in ("git", "ssh-keygen"):
        real = shutil.which(name)
        script = programs / name
        script.write_text(
            f"#!/bin/sh\nprintf '%s\\n' \"$@\" >> {place}/arguments\nenv >> {place}/variables\n"
            f'case " $* " in *" hash-object "*|*" unpack-objects "*|*" commit-tree "*|*" -Y sign "*) '
            f'tee -a {place}/input | {real} "$@"; exit;; esac\nexec {real} "$@"\n'
        )
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    return place


def mirrored(scene: Scene) -> None:
    """All that the server gives to whoever asks for everything."""
    command = ["git", "clone", "--quiet", "--no-local", "--mirror", str(scene.circle.bare)]
    subprocess.run([*command, str(scene.circle.root / "mirror.git")], check=True)


def gone(scene: Scene) -> Path:
    return scene.circle.bare.rename(scene.circle.root / "gone.git")


def test_nothing_is_left_of_a_handover_from_beginning_to_end(scene: Scene, wire: Path) -> None:
    anna, bea, carl = scene.circle.anna, scene.circle.bea, scene.circle.carl
    root = scene.circle.root
    lead = anna.ok("lead", "add", "--title", "A lead", *CLIENT, "--debug")["id"]
    anna.ok("lead", "seal", lead, "--note", "Hasenpfeffer", "--debug")
    bea.ok("claim", lead, *said(scene), "--debug")
    for command in (["sync"], ["lead", "show", lead], ["inbox"], ["log"], ["client", lead], ["audit"]):
        insist_silent(carl.run(*command))
    insist_nothing(root)
    assert anna.ok("accept", lead, "--debug")["state"] == "disclosed"
    bea.ok("sync")
    assert bea.ok("client", lead)["client"]["name"] == WORDS["--client"]
    mirrored(scene)
    insist_nothing(root)
    insist_nothing(wire)
    assert (wire / "arguments").stat().st_size > 0
    assert b"BEGIN AGE" in (wire / "input").read_bytes()


def test_nothing_is_left_of_what_waits_and_of_what_was_refused(scene: Scene, wire: Path) -> None:
    anna, bea, carl, lead = scene.circle.anna, scene.circle.bea, scene.circle.carl, scene.leads["open"]
    bare = gone(scene)
    assert anna.run("lead", "add", "--title", "A lead", *CLIENT, "--debug").code == 8
    for _ in range(2):  # the second time is the same act
        assert bea.run("claim", lead, *said(scene), "--debug").code == 8
    assert len(bea.ok("status")["waiting"]) == 1
    insist_silent(bea.run("status"), anna.run("status"))
    insist_nothing(scene.circle.root)
    bare.rename(scene.circle.bare)
    carl.ok("claim", lead)
    late = bea.run("sync", "--debug")
    insist_silent(late)
    assert "held by carl" in late.out + late.err
    assert len(bea.ok("status")["refused"]) == 1
    insist_silent(bea.run("inbox"), bea.run("status", "--json"))
    anna.ok("sync")
    insist_nothing(scene.circle.root)
    insist_nothing(wire)


def test_what_waits_and_was_damaged_does_not_stand_in_the_way(scene: Scene) -> None:
    bea, lead = scene.circle.bea, scene.leads["open"]
    bare = gone(scene)
    assert bea.run("claim", lead, *said(scene)).code == 8
    (waiting,) = (bea.folder / ".git/pmnet/outbox").glob("*.json")
    content = json.loads(waiting.read_text())
    plant(bea, waiting.stem, content | {"sealed": content["sealed"][:400]})
    bare.rename(scene.circle.bare)
    assert bea.ok("claim", lead, *said(scene))["words"]["messages"][0]["text"] == MESSAGE
    insist_silent(bea.run("status"))


KILL = """
import importlib, os, signal, sys
from pathlib import Path
from people import Person
place, name, moment = sys.argv[3:6]
module, _, owner = place.partition(":")
holder = importlib.import_module(module)
holder = getattr(holder, owner) if owner else holder
real = getattr(holder, name)
def stop(*arguments, **named):
    if moment == "after":
        real(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(holder, name, stop)
Person(sys.argv[1], Path(sys.argv[2])).run(*sys.argv[6:])
"""


def killed(person: Person, place: str, moment: str, *words: str) -> None:
    here = str(Path(__file__).parent.parent)
    assert person.folder.exists()
    command = [sys.executable, "-c", KILL, person.id, str(person.root), *place.rsplit(".", 1), moment, *words]
    done = subprocess.run(command, cwd=here, env={**person.variables(), "PYTHONPATH": here})
    assert done.returncode == -signal.SIGKILL


MOMENTS = {
    "before it is kept": ("pmnet.store.workspace:Outbox.put", "before"),
    "once it is kept": ("pmnet.store.workspace:Outbox.put", "after"),
    "once it is written": ("pmnet.store.git.envelopes:EnvelopeStore.write", "after"),
    "once the server has it": ("pmnet.store.git.remote.push", "after"),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_nothing_is_left_of_a_command_that_was_killed(scene: Scene, name: str) -> None:
    place, moment = MOMENTS[name]
    killed(scene.circle.bea, place, moment, "claim", scene.leads["open"], *said(scene), "--debug")
    insist_nothing(scene.circle.root)
    claimed = scene.circle.bea.ok("claim", scene.leads["open"], *said(scene))
    assert (claimed["place"], claimed["words"]["messages"][0]["text"]) == (1, MESSAGE)
    insist_nothing(scene.circle.root)


def test_nothing_is_left_in_the_log_of_a_bug(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong while a document is in hand, what went wrong may quote it; the log does not."""

    def broken(sealing: Sealing, keys: object) -> None:
        try:
            {}[str(sealing.document)]
        except KeyError:
            raise RuntimeError(f"cannot cope with {sealing.document}") from ValueError(str(sealing.document))

    monkeypatch.setattr(envelopes, "sealed", broken)
    failed = scene.circle.anna.run("lead", "add", "--title", "A lead", *CLIENT, "--debug")
    assert failed.code == 3
    insist_silent(failed)
    (log,) = scene.circle.anna.home.glob("logs/bug-*.log")
    assert "RuntimeError" in log.read_text()
    assert "in broken" in log.read_text()
    insist_nothing(scene.circle.root)


def test_nothing_is_left_of_an_edit(scene: Scene, tmp_path: Path) -> None:
    """An editor needs the client in the clear, in the person's own folder, for as long as it is open."""
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!/bin/sh\ngrep -q Zinnober $1 && sed -i 's/^title: .*/title: A lead/' $1 && touch {tmp_path}/seen\n"
    )
    editor.chmod(0o755)
    anna = scene.circle.anna
    anna.extra["EDITOR"] = str(editor)
    anna.ok("lead", "add", "--edit", *CLIENT)
    assert (tmp_path / "seen").exists()
    insist_nothing(scene.circle.root)


def test_nothing_sealed_is_left_of_an_erased_lead(vault: Vault) -> None:
    """Not even what nobody can read any more: at the owner's at once, at the partner's with their next sync."""
    lead = vault.leads["told"]
    kept = [vault.envelope(vault.ref("told", which)) for which in ("lead", "pm.1")]
    first = [content for person in (vault.anna, vault.bea) for _, content in contents(person.folder)]
    assert all(any(envelope in content for content in first) for envelope in kept)
    vault.anna.ok("lead", "erase", lead, "--yes")
    vault.bea.ok("sync")
    for person in (vault.anna, vault.bea):
        left = [place for place, content in contents(person.folder) if any(found in content for found in kept)]
        assert left == [], person.id
    mirrored(vault.scene)
    assert not any(
        found in content for _, content in contents(vault.scene.circle.root / "mirror.git") for found in kept
    )


def test_an_erased_envelope_that_the_host_shows_again_is_not_brought_back(vault: Vault) -> None:
    ref = vault.ref("told", "pm.1")
    was, envelope = vault.commit(ref), vault.envelope(ref)
    vault.anna.ok("lead", "erase", vault.leads["told"], "--yes")
    vault.host.plant(ref, was)
    vault.bea.ok("sync")
    for person, about in ((vault.bea, vault.handover("told")), (vault.anna, vault.leads["told"])):
        refused = person.run("client", about)
        assert refused.code == 6, refused
        assert "was erased on" in refused.err
        person.ok("lead", "show", vault.leads["told"])
        assert not any(envelope in content for _, content in contents(person.folder))
