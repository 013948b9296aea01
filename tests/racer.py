"""People who act at the same moment: one process that has everything loaded forks one for each of them.

Each line on its input is a JSON list of who does what: `[id, variables, words]`. The words are a command of pmnet's, or after
`$` any other program's. All start at once; the answers come as one line, in the same order.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from awake import load_everything
from people import Person, Result


def act(root: Path, member: str, extra: dict[str, str], words: list[str]) -> dict[str, Any]:
    """What somebody typed, and what they were told."""
    person = Person(member, root, extra)
    result = by_hand(person, words[1:]) if words[0] == "$" else person.run(*words)
    return {"member": member, "code": result.code, "out": result.out, "err": result.err}


def by_hand(person: Person, words: list[str]) -> Result:
    done = subprocess.run(words, cwd=person.folder, env=person.variables(), capture_output=True, text=True)
    return Result(done.returncode, done.stdout, done.stderr)


def all_at_once(root: Path, doings: list[list[Any]]) -> list[dict[str, Any]]:
    """Everybody waits in a process of their own until all are there; then the gate opens."""
    gate, held = os.pipe()
    answers = []
    for doing in doings:
        answer, told = os.pipe()
        if os.fork() == 0:
            os.close(held)
            os.read(gate, 1)
            with os.fdopen(told, "w") as out:
                json.dump(act(root, *doing), out)
            os._exit(0)
        os.close(told)
        answers.append(os.fdopen(answer))
    os.close(gate)
    os.close(held)
    found = [json.load(answer) for answer in answers]
    for answer in answers:
        answer.close()
        os.wait()
    return found


if __name__ == "__main__":
    load_everything()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(all_at_once(Path(sys.argv[1]), json.loads(line))), flush=True)
