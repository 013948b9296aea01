"""Checking requests on a host: the files are well-formed, sent by keepers only, and their scripts take requests as data."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from people import Circle

import pmnet
from pmnet.app.ci import HOSTS
from pmnet.store.workflows import workflow

KINDS = {"github": ["vendor.github-workflows"], "forgejo": ["vendor.github-workflows"]} | {
    "gitlab": ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
}
FROM_THE_REQUEST = re.compile(
    r"head_ref|head\.(ref|label|repo)|title|body|actor|sender|SOURCE_BRANCH_NAME|_TITLE|_DESC"
)


@pytest.mark.parametrize(("kind", "schema"), KINDS.items())
def test_the_written_file_fits_the_hosts_schema(circle: Circle, kind: str, schema: list[str]) -> None:
    done = circle.anna.ok("ci", "init", kind)
    place = circle.anna.folder / done["path"]
    assert place.read_text() == done["content"]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, str(place)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_the_running_version_is_pinned(circle: Circle, kind: str) -> None:
    assert f"'pmnet=={pmnet.__version__}'" in circle.anna.ok("ci", "init", kind)["content"]
    named = circle.anna.ok("ci", "init", kind, "--force", "--package", "pmnet@git+https://host/pmnet@v1.2#egg=pmnet")
    assert (
        "pip install --no-input --disable-pip-version-check 'pmnet@git+https://host/pmnet@v1.2#egg=pmnet'\n"
        in (named["content"])
    )


@pytest.mark.parametrize("package", ["", "-r x", "pmnet'; touch x '", "pmnet $(x)", "${{ secrets.X }}", "a\nb", "a b"])
def test_a_package_that_is_more_than_a_name_is_refused(circle: Circle, package: str) -> None:
    if package:
        circle.anna.refused(2, "ci", "init", "github", f"--package={package}")
    assert "'PACKAGE'" not in workflow("github", package)


def test_every_action_is_pinned_and_nothing_of_a_request_reaches_a_script() -> None:
    for kind in KINDS:
        text = workflow(kind, "pmnet")
        settings = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        assert not FROM_THE_REQUEST.search(settings), kind
        assert "secrets." not in settings
        for used in re.findall(r"uses: (.*)", text):
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used)
        for script in scripts(yaml.safe_load(text)):
            assert "${{" not in script


def test_the_job_can_only_read_and_keeps_no_token() -> None:
    for kind in ("github", "forgejo"):
        content = yaml.safe_load(workflow(kind, "pmnet"))
        assert content["permissions"] == {"contents": "read"}
        assert set(content[True]) <= {"pull_request_target", "merge_group"}  # YAML 1.1 reads `on` as true
        assert all(event == {"branches": ["main"]} for event in content[True].values())
        steps = content["jobs"]["pmnet"]["steps"]
        assert [step for step in steps if "TOKEN" in step.get("env", {})] == [
            step for step in steps if "git fetch" in step.get("run", "")
        ]
        checkouts = [step["with"] for step in steps if "checkout" in step.get("uses", "")]
        assert all(found["persist-credentials"] is False and found["fetch-depth"] == 0 for found in checkouts)


def test_a_keeper_writes_it_and_publishes_it(circle: Circle) -> None:
    shown = circle.anna.run("ci", "init", "github")
    assert shown.code == 0
    assert shown.out.startswith("written: .github/workflows/pmnet.yml; the network has it after:\n  pmnet publish\n")
    for words in (
        "merge commits only",
        "protect main",
        "up to date",
        "block force pushes",
        "set publish to pull-request",
    ):
        assert words in shown.out
    assert circle.anna.ok("publish")["paths"] == [".github/workflows/pmnet.yml"]
    assert circle.shared_git("show", "main:.github/workflows/pmnet.yml") == workflow(
        "github", f"pmnet=={pmnet.__version__}"
    )
    assert circle.anna.run("ci", "init", "github").out.startswith(".github/workflows/pmnet.yml says just this already")
    assert circle.anna.git("status", "--porcelain") == ""


def test_a_network_that_sends_requests_is_not_told_to(circle: Circle) -> None:
    place = circle.anna.folder / "network.yaml"
    place.write_text(re.sub("^publish: .*\n", "", place.read_text(), flags=re.MULTILINE) + "publish: pull-request\n")
    circle.anna.ok("publish")
    assert circle.anna.ok("ci", "init", "gitlab")["settings"] == list(HOSTS["gitlab"].settings)


def test_nobody_else_writes_or_changes_it(circle: Circle) -> None:
    error = circle.bea.refused(4, "ci", "init", "github")
    assert error["hint"] == "ask anna"
    assert not (circle.bea.folder / ".github").exists()
    circle.anna.ok("ci", "init", "gitlab")
    circle.anna.ok("publish")
    circle.bea.ok("sync")
    place = circle.bea.folder / ".gitlab-ci.yml"
    place.write_text("pmnet: {script: [true]}\n")
    assert circle.bea.refused(4, "publish")["message"] == ".gitlab-ci.yml is for the keepers (anna) to change"


def test_another_file_is_replaced_by_force_only(circle: Circle) -> None:
    place = circle.anna.folder / ".gitlab-ci.yml"
    place.write_text("mine: {script: [make]}\n")
    error = circle.anna.refused(6, "ci", "init", "gitlab")
    assert error["message"] == ".gitlab-ci.yml is there already and says something else"
    assert error["hint"] == "add --force to replace it"
    assert place.read_text().startswith("mine")
    circle.anna.ok("ci", "init", "gitlab", "--force")
    assert "pmnet validate" in place.read_text()


def test_a_dry_run_shows_it_and_writes_nothing(circle: Circle) -> None:
    shown = circle.anna.run("ci", "init", "forgejo", "--dry-run")
    assert workflow("forgejo", f"pmnet=={pmnet.__version__}") in shown.out
    assert not (circle.anna.folder / ".forgejo").exists()


def test_no_link_leads_out_of_the_folder(circle: Circle, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (circle.anna.folder / ".github").symlink_to(outside)
    circle.anna.refused(6, "ci", "init", "github", "--force")
    (circle.anna.folder / ".gitlab-ci.yml").symlink_to(circle.anna.folder / "network.yaml")
    circle.anna.refused(6, "ci", "init", "gitlab", "--force")
    assert not list(outside.iterdir())
    assert "pmnet validate" not in (circle.anna.folder / "network.yaml").read_text()


def test_an_unknown_host_is_refused(circle: Circle) -> None:
    error = circle.anna.refused(2, "ci", "init", "githup")
    assert error["message"] == "there is no kind of host 'githup'"
    assert "github" in error["hint"]


def test_every_host_says_how_it_must_be_set() -> None:
    for host in HOSTS.values():
        said = " ".join(host.settings)
        assert all(
            re.search(words, said) for words in ("merge commit", "protect main", "up to date|outdated", "force push")
        )


def scripts(content: dict[str, Any]) -> list[str]:
    """The shell scripts of a file, in order; GitLab runs the lines of a job as one."""
    jobs = content["jobs"].values() if "jobs" in content else [content["pmnet"]]
    runs = [step["run"] for job in jobs for step in job.get("steps", []) if "run" in step]
    return runs or ["\n".join(job["script"]) for job in jobs]


@dataclass
class Runner:
    """A host's runner: a folder, the programs there, and a request that somebody hostile has made."""

    folder: Path
    programs: Path
    shared: Path
    request: str
    variables: dict[str, str]

    def run(self, script: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=folder or self.folder, env=self.variables, capture_output=True, text=True,
        )  # fmt: skip

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        command = ["git", "-C", str(folder or self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.variables).stdout.strip()

    def told(self, program: str) -> list[list[str]]:
        """The arguments of each call of a program."""
        place = self.programs / f"{program}.told"
        return [line.split("\t")[:-1] for line in place.read_text().splitlines()] if place.exists() else []


@pytest.fixture
def runner(circle: Circle, tmp_path: Path) -> Runner:
    """A request with files that must never lie in the runner's folder, in the place where hosts keep it."""
    folder, programs = tmp_path / "workspace", tmp_path / "programs"
    folder.mkdir()
    programs.mkdir()
    for name in ("pip", "pmnet"):
        place = programs / name
        place.write_text(f"#!/bin/sh\nprintf '%s\\t' \"$@\" >> {place}.told\necho >> {place}.told\necho '::error::x'\n")
        place.chmod(0o755)
    bea = circle.bea.folder
    for path in ("pmnet/__init__.py", "sitecustomize.py", ".gitattributes", "network.yaml", "HEAD"):
        (bea / path).parent.mkdir(exist_ok=True)
        (bea / path).write_text("raise SystemExit('hostile')\n")
    circle.bea.git("add", "-A")
    circle.bea.git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "::error::hostile")
    for name in ("refs/pull/7/head", "refs/heads/$(touch${IFS}pwned)"):
        circle.bea.git("push", "-q", "origin", f"HEAD:{name}")
    request = circle.bea.git("rev-parse", "HEAD").strip()
    variables = {
        **circle.bea.variables(), "PATH": f"{programs}:{circle.bea.variables()['PATH']}", "TOKEN": "geheim", "HEAD": request,
        "NUMBER": "7", "GITHUB_SERVER_URL": f"file://{circle.root}", "GITHUB_REPOSITORY": "shared", "CI_COMMIT_SHA": request,
    }  # fmt: skip
    return Runner(folder, programs, circle.bare, request, variables)


def insist_data(runner: Runner, main: str, folder: Path) -> None:
    """The request is there as an object, main's files lie in the folder, and what is hostile never ran."""
    assert runner.git("cat-file", "-t", runner.request, folder=folder) == "commit"
    assert runner.git("rev-parse", "HEAD", folder=folder) == main
    assert (folder / "network.yaml").read_text().startswith("name:")
    assert not (folder / "sitecustomize.py").exists()
    assert not list(folder.parent.rglob("pwned"))
    assert "geheim" not in (folder / ".git" / "config").read_text()


def test_github_takes_the_request_as_data(runner: Runner) -> None:
    runner.git("clone", "-q", "--branch", "main", str(runner.shared), str(runner.folder))
    main = runner.git("rev-parse", "origin/main")
    for script in scripts(yaml.safe_load(workflow("github", "pmnet==1.2.3"))):
        done = runner.run(script)
        assert done.returncode == 0, done.stderr
    insist_data(runner, main, runner.folder)
    assert runner.told("pip") == [["install", "--no-input", "--disable-pip-version-check", "pmnet==1.2.3"]]
    assert runner.told("pmnet") == [["validate", "--base", main, "--head", runner.request, "--format", "github"]]


def test_forgejo_takes_the_request_as_data(runner: Runner) -> None:
    content = yaml.safe_load(workflow("forgejo", "pmnet==1.2.3"))
    for step in content["jobs"]["pmnet"]["steps"]:
        done = runner.run(step["run"], runner.folder / step.get("working-directory", "."))
        assert done.returncode == 0, done.stderr
    main = runner.git("rev-parse", "main", folder=runner.shared)
    insist_data(runner, main, runner.folder / "network")
    assert runner.told("pmnet") == [["validate", "--base", main, "--head", runner.request]]
    assert re.fullmatch(r"::stop-commands::[0-9a-f]{32}\n::error::x\n", done.stdout)


def test_gitlab_takes_the_request_as_data(runner: Runner) -> None:
    content = yaml.safe_load(workflow("gitlab", "pmnet==1.2.3"))
    assert content["pmnet"]["variables"] == {"GIT_STRATEGY": "clone", "GIT_CHECKOUT": "false", "GIT_DEPTH": "0"}
    runner.git("init", "-q", ".")  # as the runner does with these variables
    runner.git("remote", "add", "origin", str(runner.shared))
    runner.git("fetch", "-q", "origin", f"+{runner.request}:refs/pipelines/1")
    done = runner.run(scripts(content)[0])
    assert done.returncode == 0, done.stderr
    main = runner.git("rev-parse", "origin/main")
    insist_data(runner, main, runner.folder)
    common = ["validate", "--base", main, "--head", runner.request]
    assert runner.told("pmnet") == [[*common, "--format", "gitlab"], [*common, "--format", "junit"], common]
    assert all((runner.folder / name).is_file() for name in content["pmnet"]["artifacts"]["reports"].values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_does_not_hold_fails_the_job(runner: Runner, kind: str) -> None:
    (runner.programs / "pmnet").write_text("#!/bin/sh\nexit 1\n")
    runner.git("clone", "-q", "--branch", "main", str(runner.shared), str(runner.folder))
    assert runner.run(scripts(yaml.safe_load(workflow(kind, "pmnet")))[-1]).returncode == 1


@pytest.fixture
def judge(runner: Runner) -> Runner:
    """The same with pmnet itself in place of the stand-in."""
    place = runner.programs / "pmnet"
    place.write_text(f'#!/bin/sh\nexec {sys.executable} -P -m pmnet "$@"\n')
    return runner


def act_elsewhere(circle: Circle) -> str:
    """An act by bea, sent to a copy of the shared repository: signed as ever, and not on main."""
    shutil.copytree(circle.bare, circle.root / "fork.git")
    circle.bea.git("reset", "-q", "--hard", "origin/main")
    circle.bea.git("remote", "set-url", "origin", str(circle.root / "fork.git"))
    commit: str = circle.bea.ok("member", "set", "headline=By request")["commit"]
    circle.shared_git("fetch", "-q", str(circle.root / "fork.git"), f"+{commit}:refs/pull/7/head")
    return commit


def run_all(runner: Runner, kind: str) -> subprocess.CompletedProcess[str]:
    """Every script of a kind of host, as it would run there."""
    content = yaml.safe_load(workflow(kind, "pmnet"))
    if kind != "forgejo":
        runner.git("clone", "-q", "--branch", "main", str(runner.shared), str(runner.folder))
        runner.git("fetch", "-q", "origin", runner.request)
    for script in scripts(content):
        inside = runner.folder / "network"
        done = runner.run(script, inside if inside.exists() else runner.folder)
        if done.returncode:
            break
    return done


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_request_passes(circle: Circle, judge: Runner, kind: str) -> None:
    judge.request = judge.variables["HEAD"] = judge.variables["CI_COMMIT_SHA"] = act_elsewhere(circle)
    done = run_all(judge, kind)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 record checked, no findings" in done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_request_is_refused_where_it_is_wrong(judge: Runner, kind: str) -> None:
    done = run_all(judge, kind)
    assert done.returncode == 1, done.stderr
    assert judge.request[:12] in done.stdout
    if kind == "github":
        assert done.stdout.startswith("::error ")
    if kind == "gitlab":
        issues = json.loads((judge.folder / "pmnet-code-quality.json").read_text())
        assert judge.request[:12] in issues[0]["description"]
        assert ElementTree.parse(judge.folder / "pmnet-junit.xml").getroot().get("failures") == str(len(issues))


class Listener(BaseHTTPRequestHandler):
    """A host that only listens to who asks."""

    heard: list[str | None]

    def do_GET(self) -> None:
        self.heard.append(self.headers["Authorization"])
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.mark.parametrize(("kind", "index"), [("github", 1), ("forgejo", 0)])
def test_the_token_goes_to_the_host_and_nowhere_else(runner: Runner, kind: str, index: int) -> None:
    Listener.heard = []
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    if kind == "github":
        runner.git("init", "-q", ".")
        runner.git("remote", "add", "origin", f"{address}/shared.git")
    runner.variables["GITHUB_SERVER_URL"] = address
    assert runner.run(scripts(yaml.safe_load(workflow(kind, "pmnet")))[index]).returncode != 0
    server.shutdown()
    server.server_close()
    assert Listener.heard[0] == f"basic {base64.b64encode(b'x-access-token:geheim').decode()}"
