"""A process of one member that types commands when told: each line on its input is one command as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from people import Person

if __name__ == "__main__":
    member, root, extra = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    person = Person(member, root, extra)
    print("ready", flush=True)
    for line in sys.stdin:
        result = person.run(*json.loads(line))
        print(json.dumps({"member": member, "code": result.code, "out": result.out, "err": result.err}), flush=True)
