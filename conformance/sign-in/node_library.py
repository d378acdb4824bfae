"""Calls the libraries in Node.js, in a process of its own."""

import json
import os
import subprocess
from pathlib import Path

PROGRAM = Path(__file__).parent / "libraries.mjs"


class Refused(Exception):
    """What the library throws, by its code."""

    def __init__(self, error):
        super().__init__(f"{error.get('errorCode')}: {error.get('message')}")
        self.name = error.get("name")
        self.code = error.get("errorCode")
        self.numbers = error.get("errorNo")
        self.suberror = error.get("subError")


class Node:
    """A client application of the library."""

    def __init__(self, kind, configuration):
        self.process = subprocess.Popen(
            ["node", str(PROGRAM)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NODE_NO_WARNINGS": "1"},
        )
        self.call(kind, configuration)

    def begin(self, method, request):
        """Calls a method; what comes of it is to be read."""
        self.process.stdin.write(json.dumps({"call": method, "with": request}) + "\n")
        self.process.stdin.flush()

    def read(self):
        """The next thing that is said."""
        line = self.process.stdout.readline()
        assert line, "node has ended"
        return json.loads(line)

    def told(self):
        """What the library tells before it has done what it was asked."""
        said = self.read()
        assert "told" in said, said
        return said["told"]

    def result(self):
        """What came of the call."""
        said = self.read()
        if "error" in said:
            raise Refused(said["error"])
        assert "result" in said, said
        return said["result"]

    def call(self, method, request):
        """Calls a method to its end."""
        self.begin(method, request)
        return self.result()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
