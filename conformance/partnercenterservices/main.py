"""Every operation of the client that Backlot serves is called, and what it answers is deserialised; of the others it is shown that
they are not served."""

import importlib.metadata
import json
import re
import sys
from pathlib import Path

from calls import CALLS
from client import Operation, operations
from world import World

HERE = Path(__file__).parent
OPENAPI = HERE.parent.parent / "openapi.json"

#: The operations whose answers the client cannot deserialise, each with the property that it has wrong.
GAPS = json.loads((HERE / "gaps.json").read_text())

#: The operations of the client that Backlot does not serve: 501 where the documentation has them, 404 or 405 where it has not.
NOT_SERVED = json.loads((HERE / "not-served.json").read_text())


def shape(method, path):
    """What an operation is known by, whatever its placeholders are called."""
    return f"{method} {re.sub(r'{[^}]*}', '{}', path.replace('/v{version}', '/v1')).lower()}"


def main():
    """Says what was right."""
    print(f"# uses partnercenterservices {importlib.metadata.version('partnercenterservices')}")
    document = json.loads(OPENAPI.read_text())
    served = {shape(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    # A token endpoint, which is no operation of the table.
    served.add("POST /generatetoken")
    known = {shape(method, path): call for (method, path), call in operations().items()}
    world, failed = World(), 0

    def check(name, action):
        nonlocal failed
        try:
            action()
            print(f"ok - {name}", flush=True)
        except Exception as error:
            failed += 1
            print(f"not ok - {name}: {error!r}", flush=True)

    for operation, call in CALLS.items():
        caller = Operation(world, known[operation], GAPS.get(operation))
        check(f"served: {operation}", lambda: call(caller, world))
    left = sorted(operation for operation in known if operation in served and operation not in CALLS)
    check("all that is served: called", lambda: expect([], left))
    elsewhere = {operation: world.status(operation) for operation in known if operation not in served}
    check("not served: as listed", lambda: expect(NOT_SERVED, dict(sorted(elsewhere.items()))))
    sys.exit(1 if failed else 0)


def expect(listed, found):
    """Fails where two are not the same, and says what is."""
    if listed != found:
        raise AssertionError(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
