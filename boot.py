#!/usr/bin/env python3
"""Sets pmnet up beside this file, in .venv, and runs a command with it.

    python3 boot.py demo              any pmnet command; here the demo
    python3 boot.py test              the tests
    python3 boot.py setup             set up only, with everything that developing needs

Needs Python 3.11 or newer with its venv module, and git. Uses the standard library only, and syntax that old Pythons
understand, so that they can say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")


# Python is given as %d.%d, the folder as %s.
SAID = {
    "en": {
        "old": "pmnet needs Python 3.11 or newer, and this is Python %d.%d.",
        "venv": "This Python has no venv module; install it first (on Debian and Ubuntu: apt install python3-venv).",
        "git": "pmnet needs git, and there is none on this machine; install it first (https://git-scm.com).",
        "begins": "setting up pmnet in %s ...",
        "failed": "pmnet could not be set up; the lines above say why.",
    },
    "de": {
        "old": "pmnet braucht Python 3.11 oder neuer, und das ist Python %d.%d.",
        "venv": "Diesem Python fehlt das Modul venv; richte es zuerst ein (Debian und Ubuntu: apt install python3-venv).",
        "git": "pmnet braucht git, und auf diesem Rechner ist keines; richte es zuerst ein (https://git-scm.com).",
        "begins": "pmnet wird in %s eingerichtet ...",
        "failed": "pmnet konnte nicht eingerichtet werden; warum, steht in den Zeilen oben.",
    },
}


def said(what):
    """A sentence in the language that is wished for, as pmnet itself goes by it."""
    for name in ("PMNET_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        wish = os.environ.get(name, "").lower()
        if wish and wish.split(".")[0] not in ("c", "posix"):
            german = wish[:2] == "de" and not wish[2:3].isalpha()
            return SAID["de" if german else "en"][what]
    return SAID["en"][what]


def missing():
    """What this machine lacks, as one sentence; None when it lacks nothing."""
    if sys.version_info < (3, 11):
        return said("old") % sys.version_info[:2]
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return said("venv")
    if shutil.which("git") is None:
        return said("git")
    return None


def stamp(extra):
    """What the installation depends on, as one line."""
    found = hashlib.sha256(extra.encode() + sys.version.encode())
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(HERE, name), "rb") as file:
            found.update(file.read())
    return found.hexdigest()


def version_in_venv():
    """The version of Python that .venv was made with; empty where there is none that runs."""
    try:
        return subprocess.check_output([PYTHON, "-c", "import sys; sys.stdout.write(sys.version)"]).decode()
    except (OSError, subprocess.CalledProcessError):
        return ""


def install(extra):
    """Install the project into .venv, unless just this was installed already."""
    note = os.path.join(VENV, "pmnet-%s" % (extra or "run"))
    wanted = stamp(extra)
    if os.path.exists(note):
        with open(note) as file:
            if file.read() == wanted:
                return
    print(said("begins") % VENV, file=sys.stderr)
    if version_in_venv() != sys.version:
        subprocess.check_call([sys.executable, "-m", "venv", "--clear", VENV])
    target = HERE + ("[%s]" % extra if extra else "")
    pinned = ["--constraint", os.path.join(HERE, "constraints.txt")]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.check_call([PYTHON, "-m", "pip", "install", *quiet, *pinned, "--editable", target])
    with open(note, "w") as file:
        file.write(wanted)


def main():
    """Set up and run; the exit code is the command's."""
    problem = missing()
    if problem is not None:
        sys.exit(problem)
    words = sys.argv[1:] or ["help"]
    try:
        install("dev" if words[0] in ("test", "setup") else "")
    except subprocess.CalledProcessError:
        sys.exit(said("failed"))
    if words[0] == "setup":
        return 0
    if words[0] == "test":
        return subprocess.call([PYTHON, "-m", "pytest", *words[1:]], cwd=HERE)
    return subprocess.call([PYTHON, "-m", "pmnet", *words])


if __name__ == "__main__":
    sys.exit(main())
