"""Writes what is generated: what the schemas hold of vocabularies and of each other, and the tables inside docs/design.md.

python scripts/generate.py           write
python scripts/generate.py --check   only say what differs, with exit code 1
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from pmnet.errors import EXIT_CODES
from pmnet.rules.lifecycle import table
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


def exit_code_table() -> str:
    """The exit codes as Markdown."""
    return "\n".join(["| code | meaning |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES)])


TABLES = {"lifecycle": lifecycle_table, "exit-codes": exit_code_table}


def with_tables(text: str) -> str:
    """A Markdown text whose marked places hold the generated tables."""
    for name, build in TABLES.items():
        mark = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text = re.sub(mark, lambda found, build=build: f"{found[1]}{build()}\n{found[2]}", text, flags=re.DOTALL)
    return text


def main() -> int:
    """Write or check everything; the exit code says whether something differed."""
    check = "--check" in sys.argv[1:]
    makers = [(path, whole_schema) for path in sorted(ROOT.glob("schemas/*.schema.json"))]
    makers += [(ROOT / name, with_tables) for name in ("docs/design.md", "README.md")]
    stale = [(path, make(path.read_text("utf-8"))) for path, make in makers]
    stale = [(path, text) for path, text in stale if path.read_text("utf-8") != text]
    for path, text in stale:
        print(f"{path.relative_to(ROOT)} {'is out of date' if check else 'written'}")
        if not check:
            path.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
