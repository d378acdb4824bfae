"""Sends requests that are made up from openapi.json, of which no answer may have a status or a shape that it does not name."""

import collections
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import good
import requests

HERE = Path(__file__).parent
URL = os.environ["BACKLOT_URL"]
TARGET = HERE / "target"

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


def token():
    """A token of the account's first person."""
    [account] = [one for one in requests.get(f"{URL}/_backlot/accounts").json() if one["name"] == good.ACCOUNT]
    app, user = account["apps"][0], account["users"][0]
    form = {
        "grant_type": "password",
        "client_id": app["clientId"],
        "client_secret": app["clientSecret"],
        "username": user["userPrincipalName"],
        "password": user["password"],
        "scope": "https://api.partnercenter.microsoft.com/user_impersonation",
    }
    return requests.post(f"{URL}/{account['tenantId']}/oauth2/v2.0/token", data=form).json()["access_token"]


def tightened(document, examples):
    """The document, with a good request of each operation, and nothing in an answer that it does not name."""
    for schema in document["components"]["schemas"].values():
        if "properties" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
    there = {}
    for values, _ in examples.values():
        for name, value in values.items():
            there.setdefault(name, []).extend([] if value in there.get(name, []) else [value])
    for operations in document["paths"].values():
        for operation in operations.values():
            values, body = examples.get(operation["operationId"], ({}, None))
            for parameter in operation["parameters"]:
                name = parameter.get("name")
                if name in values:
                    parameter["example"] = values[name]
                if parameter.get("in") == "path" and name in there:
                    parameter["schema"] = {"anyOf": [{"enum": there[name]}, parameter["schema"]]}
            if body is not None:
                operation["requestBody"]["content"]["application/json"]["example"] = body
            # A request whose name was used before gets the answer that it got before.
            operation["parameters"].remove({"$ref": "#/components/parameters/MS-RequestId"})
    return document


def went_well():
    """How many requests of each operation went well, by the server's own count."""
    metrics = requests.get(f"{URL}/_backlot/metrics").text
    counted = collections.Counter()
    for operation, count in re.findall(r'^backlot_requests_total{operation="(\w+)",status="2\d\d"} (\d+)', metrics, re.MULTILINE):
        counted[operation[0].lower() + operation[1:]] += int(count)
    return counted


def main():
    """Says what was right."""
    print(f"# uses schemathesis {importlib.metadata.version('schemathesis')}", flush=True)
    TARGET.mkdir(exist_ok=True)
    # The document has one casing, where one page of the documentation prints another.
    requests.patch(f"{URL}/_backlot/settings", json={"responses": {"casing": "camel"}}).raise_for_status()
    caller = requests.Session()
    caller.headers["Authorization"] = f"Bearer {token()}"

    def told(method, path, body=None):
        answer = caller.request(method, f"{URL}{path}", json=body)
        assert answer.ok, f"{method} {path}: {answer.text}"
        return answer.json()

    document = json.loads((HERE.parent.parent / "openapi.json").read_text())
    document = tightened(document, good.each(told))
    (TARGET / "openapi.json").write_text(json.dumps(document))
    before = went_well()
    run = [HERE / ".venv/bin/schemathesis", "run", TARGET / "openapi.json", "--url", URL, "--checks", CHECKS]
    run += ["--header", f"Authorization: Bearer {token()}", "--phases", "examples,coverage,fuzzing", "--mode", "all"]
    run += ["--max-examples", "30", "--seed", "1", "--continue-on-failure", "--warnings", "off", "--workers", "2"]
    run += ["--report-junit-path", TARGET / "report.xml", "--tls-verify", os.environ["BACKLOT_CA"], "--no-color"]
    done = subprocess.run(run, cwd=TARGET, stdout=sys.stderr)
    for case in xml.etree.ElementTree.parse(TARGET / "report.xml").getroot().iter("testcase"):
        wrong = any(case.find(outcome) is not None for outcome in ("failure", "error", "skipped"))
        print(f"{'not ok' if wrong else 'ok'} - made-up requests: {case.get('name')}")
    # Refusals alone would show little.
    well = went_well() - before
    operations = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    left = sorted(operations - set(well))
    print("ok - went well: each operation" if left == good.ELSEWHERE else f"not ok - went well: all but {', '.join(left)}")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
