"""Settings are read without git only where they say to git just the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pmnet.errors import NotAllowed
from pmnet.store.git.harmless import _plain_rows, _rows_by_git

OURS = (
    "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
    '[remote "origin"]\n\turl = ssh://git@host:22/net.git\n\tfetch = +refs/heads/main:refs/remotes/origin/main\n'
)
ODD = (
    "[include]\n\tpath = x\n",
    "[Core]\n\tSSHCommand = x\n",
    '[remote "a.b"]\n\tUploadPack = x\n',
    "[core] sshcommand = x\n",
    "[core]\n\teditor = a \\\n\tsshcommand = b\n",
    '[core]\n\teditor = "a\n\tb = c"\n',
    "[core]\n\teditor\n",
    "[core]\n editor=x\n",
    "[core]\n\teditor = x ; y\n",
    "[core]\n\teditor = x # y\n",
    "[core]\r\n\teditor = x\r\n",
    "\ufeff[core]\n\teditor = x\n",
    "\teditor = x\n",
    '[remote "x\\"]y"]\n\turl = z\n',
    "[a]b = c\n",
    "[core]\n\teditor = x \n",
    "[core]\n\teditor =  x\n",
    "[core]\n\teditor = \u00e4\n",
    "[core]\n\teditor = \n",
    "[a.b]\n\tc = d\n",
    "[core]\n\t\tx = y\n",
    "\n\n[core]\n\n\tx = y\n\n",
    "[core\n\tx = y\n",
    "[core]\n\tx = a\x0bb\n",
)


def same(place: Path, text: str) -> None:
    place.write_text(text, newline="")
    rows = _plain_rows(place)
    if rows:
        assert rows == _rows_by_git(place), text


@pytest.mark.parametrize("text", ODD)
def test_what_is_written_in_another_way(tmp_path: Path, text: str) -> None:
    for whole in (text, OURS + text, text + OURS):
        same(tmp_path / "config", whole)


def test_what_is_nearly_ours(tmp_path: Path) -> None:
    dice, letters = random.Random(5), '\t\n =[]"\\#;.-aA0\r\x00'
    for _ in range(150):
        place = dice.randrange(len(OURS))
        text = OURS[:place] + dice.choice(letters) + OURS[place + dice.randrange(2) :]
        try:
            same(tmp_path / "config", text)
        except NotAllowed:
            pytest.fail(f"git cannot read {text!r}")


def test_ours_are_read_without_git(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(OURS)
    assert [name for name, _ in _plain_rows(tmp_path / "config")] == [
        "core.repositoryformatversion", "core.filemode", "core.bare", "remote.origin.url", "remote.origin.fetch",
    ]  # fmt: skip
