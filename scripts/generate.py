"""Writes what is generated: parts of the schemas and of the documents, what shells complete, the reference, the manual page.

python scripts/generate.py           write
python scripts/generate.py --check   only say what differs, with exit code 1
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

from grammar import grammar_module, words_module
from reference import command_reference, manual_page

from pmnet.domain.records import StepName
from pmnet.errors import EXIT_CODES
from pmnet.rules.steps import RULES, UNWRITTEN, State, table
from pmnet.store.vocabularies import names, vocabulary

ROOT = Path(__file__).parent.parent


SAME = {"sealed-handover": ("sealed-lead", "terms")}
"""Schemas that hold the definitions of others: no reference leaves its own file."""


def whole_schema(text: str) -> str:
    """A schema whose vocabulary definitions hold the packaged keys, and with the definitions it shares with others."""
    schema = json.loads(text)
    kind = schema["$id"].rpartition("/")[2].removesuffix(".schema.json")
    for other in SAME.get(kind, ()):
        schema["$defs"] |= json.loads((ROOT / "schemas" / f"{other}.schema.json").read_text("utf-8"))["$defs"]
    for name, definition in schema["$defs"].items():
        if name in names():
            found = vocabulary(name)
            title = name.replace("-", " ").capitalize()
            definition.clear()
            definition |= {
                "title": title,
                "description": f"A key of the vocabulary of {name.replace('-', ' ')}; pmnet help {name} lists them.",
                "$comment": name,
                "enum": list(found.terms),
            }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def lifecycle_table() -> str:
    """The transition table as Markdown."""
    rows = [f"| `{step}` | {who} | {origins} | {to} |" for step, who, origins, to in table()]
    return "\n".join(["| step | who | from | to |", "|---|---|---|---|", *rows])


def lifecycle_diagram() -> str:
    """The transition table as a Mermaid state diagram; disputes, which nearly every state knows, stand in a note."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for rule in RULES:
        if rule.step not in (StepName.DISPUTE, StepName.RESOLVE):
            for origin in rule.origins:
                arrows.setdefault((origin, rule.to or origin), []).append(rule.step)
    for origin, to, how in UNWRITTEN:
        arrows.setdefault((origin, to), []).append(how)
    ends = [state for state in State if state not in {origin for origin, _ in arrows} | {State.DISPUTED}]
    disputed = next(", ".join(rule.origins) for rule in RULES if rule.step is StepName.DISPUTE)
    return "\n".join(
        [
            "```mermaid",
            "stateDiagram-v2",
            *(f"    {_node(origin)} --> {to}: {', '.join(steps)}" for (origin, to), steps in arrows.items()),
            *(f"    {state} --> [*]" for state in ends),
            f"    {State.DISPUTED}",
            f"    note right of {State.DISPUTED}",
            f"        dispute leads here from {disputed}",
            "        resolved by both, it goes on where it stood",
            "    end note",
            "```",
        ]
    )


def _node(state: State) -> str:
    return "[*]" if state is State.NONE else str(state)


def exit_code_table() -> str:
    """The exit codes as Markdown."""
    return "\n".join(["| code | meaning |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES)])


TABLES = {"lifecycle": lifecycle_table, "diagram": lifecycle_diagram, "exit-codes": exit_code_table}


def with_tables(text: str) -> str:
    """A Markdown text whose marked places hold the generated tables."""
    for name, build in TABLES.items():
        mark = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text = re.sub(mark, lambda found, build=build: f"{found[1]}{build()}\n{found[2]}", text, flags=re.DOTALL)
    return text


WHOLE = {
    "pmnet/cli/grammar.py": grammar_module,
    "pmnet/store/wordlist.py": words_module,
    "docs/commands.md": command_reference,
    "docs/pmnet.1": manual_page,
}
"""Files that are generated from the first line to the last."""


def main() -> int:
    """Write or check everything; the exit code says whether something differed."""
    check = "--check" in sys.argv[1:]
    makers: list[tuple[Path, Callable[[str], str]]] = [
        (path, whole_schema) for path in sorted(ROOT.glob("schemas/*.schema.json"))
    ]
    makers += [(ROOT / name, with_tables) for name in ("docs/design.md", "README.md")]
    makers += [(ROOT / name, lambda _, make=make: make()) for name, make in WHOLE.items()]
    known = {path: path.read_text("utf-8") if path.exists() else "" for path, _ in makers}
    made = [(path, make(known[path])) for path, make in makers]
    stale = [(path, text) for path, text in made if known[path] != text]
    for path, text in stale:
        print(f"{path.relative_to(ROOT)} {'is out of date' if check else 'written'}")
        if not check:
            path.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
