"""Reading the files of a commit one by one: the same bytes as without reading ahead, in far fewer questions."""

import pytest

from pmnet.store.git.drafts import Draft
from pmnet.store.git.reading import Files
from pmnet.store.git.repository import Repository

NAMES = [f"leads/2026-11/{number:03}.yaml" for number in range(700)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory):
    made = Repository.create(tmp_path_factory.mktemp("reading") / "net.git", bare=True)
    draft = Draft(made.id_kind)
    changes = {tuple(name.split("/")): draft.add("blob", name.encode()) for name in NAMES}
    made.write(draft)
    blobs = [_row("100644 blob", blob, path[-1]) for path, blob in changes.items()]
    target = made.write_object("blob", b"000.yaml")
    others = [_row("120000 blob", target, "link.yaml"), _row("100755 blob", target, "program.yaml")]
    month = _mktree(made, [*blobs, *others])
    leads = _mktree(made, [_row("040000 tree", month, "2026-11")])
    return made.git_dir, _mktree(made, [_row("040000 tree", leads, "leads")])


@pytest.fixture
def repository(written):
    git_dir, top = written
    made = Repository(git_dir, None)
    yield made, top
    made.close()


def _row(kind: str, name: str, path: str) -> str:
    return f"{kind} {name}\t{path}\n"


def _mktree(repository: Repository, rows: list[str]) -> str:
    return repository.run("mktree", stdin="".join(rows).encode()).out.decode().strip()


@pytest.fixture
def asked(repository, monkeypatch):
    made, _ = repository
    portions: list[int] = []
    objects = made.objects
    monkeypatch.setattr(made, "objects", lambda names: portions.append(len(names)) or objects(names))
    return portions


def test_whoever_goes_through_a_folder_asks_a_few_times_only(repository, asked):
    files = Files(*repository)
    listed = files.paths("leads/2026-11/")
    asked.clear()
    assert listed == NAMES
    assert [files.text(path) for path in listed] == [name.encode() for name in NAMES]
    assert len([portion for portion in asked if portion > 1]) < 10


def test_a_single_file_is_read_alone(repository, asked):
    files = Files(*repository)
    files.paths("leads/2026-11/")
    asked.clear()
    assert files.text(NAMES[350]) == NAMES[350].encode()
    assert asked[-1] == 1


@pytest.mark.parametrize("order", [slice(None, None, -1), slice(1, None, 3), slice(None)])
def test_any_order_reads_the_same(repository, order):
    files = Files(*repository)
    files.paths("")
    wanted = NAMES[order]
    assert [files.text(path) for path in wanted] == [path.encode() for path in wanted]
    assert [files.text(path) for path in wanted] == [path.encode() for path in wanted]


@pytest.mark.parametrize("path", ["leads/2026-11/link.yaml", "leads/2026-11/program.yaml", "leads/2026-11", "nothing"])
def test_what_is_no_plain_file_has_no_text(repository, path):
    files = Files(*repository)
    files.paths("leads/")
    assert files.text(path) is None


def test_nothing_lies_in_no_commit(repository):
    files = Files(repository[0], "")
    assert files.paths("members/") == []
    assert files.text("network.yaml") is None
