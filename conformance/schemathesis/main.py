"""Sends requests that are made up from openapi.json, of which no answer may have a status or a shape that it does not name."""

import importlib.metadata
import json
import os
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

import requests

HERE = Path(__file__).parent
URL = os.environ["BACKLOT_URL"]
TARGET = HERE / "target"

#: A sandbox of the demo world, and some of what it has, so that requests find something.
ACCOUNT = "direct-sandbox"
THERE = {
    "customer_id": [f"d0000000-0000-4000-8000-000000000{number}" for number in (201, 202, 204, 205)],
    "subscription_id": [f"e0000000-0000-4000-8000-000000000{number}" for number in (201, 203, 204)],
    "offer_id": ["91FD106F-4B2C-4938-95AC-F54F74E9A239"],
    "product_id": ["DZH318Z0BQ3Q", "DG7GMGF0DWT0", "DZH318Z0BPS6"],
    "sku_id": ["0001", "0002"],
    "country": ["US", "DE"],
    "domain": ["larkspur.direct-sandbox.example", "nobody-has-this.example"],
}

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


def token():
    """A token of the account's first person."""
    [account] = [one for one in requests.get(f"{URL}/_backlot/accounts").json() if one["name"] == ACCOUNT]
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


def tightened(document):
    """The document, with what there is, and nothing in an answer that it does not name."""
    for schema in document["components"]["schemas"].values():
        if "properties" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                if parameter.get("in") == "path" and parameter["name"] in THERE:
                    parameter["schema"] = {"anyOf": [{"enum": THERE[parameter["name"]]}, parameter["schema"]]}
            # A request whose name was used before gets the answer that it got before.
            operation["parameters"].remove({"$ref": "#/components/parameters/MS-RequestId"})
    return document


def main():
    """Says what was right."""
    print(f"# uses schemathesis {importlib.metadata.version('schemathesis')}", flush=True)
    TARGET.mkdir(exist_ok=True)
    # The document has one casing, where one page of the documentation prints another.
    requests.patch(f"{URL}/_backlot/settings", json={"responses": {"casing": "camel"}}).raise_for_status()
    document = tightened(json.loads((HERE.parent.parent / "openapi.json").read_text()))
    (TARGET / "openapi.json").write_text(json.dumps(document))
    run = [HERE / ".venv/bin/schemathesis", "run", TARGET / "openapi.json", "--url", URL, "--checks", CHECKS]
    run += ["--header", f"Authorization: Bearer {token()}", "--phases", "coverage,fuzzing", "--mode", "all"]
    run += ["--max-examples", "30", "--seed", "1", "--continue-on-failure", "--warnings", "off", "--workers", "2"]
    run += ["--report-junit-path", TARGET / "report.xml", "--tls-verify", os.environ["BACKLOT_CA"], "--no-color"]
    done = subprocess.run(run, cwd=TARGET, stdout=sys.stderr)
    for case in xml.etree.ElementTree.parse(TARGET / "report.xml").getroot().iter("testcase"):
        wrong = any(case.find(outcome) is not None for outcome in ("failure", "error", "skipped"))
        print(f"{'not ok' if wrong else 'ok'} - made-up requests: {case.get('name')}")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
