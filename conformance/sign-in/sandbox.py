"""A running Backlot, and its accounts as libraries need them."""

import base64
import json
import os
import subprocess
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

import requests

RESOURCE = "https://api.partnercenter.microsoft.com"
SCOPE = f"{RESOURCE}/.default"


@dataclass
class Account:
    """A partner account of the demo world."""

    tenant: str
    domain: str
    client_id: str
    secret: str
    #: The application that has no secret.
    public_client_id: str
    user: str
    password: str


class Sandbox:
    """A server, known by its URL."""

    def __init__(self, url):
        self.url = url

    @property
    def host(self):
        """The host as the libraries know it, with its port."""
        return self.url.removeprefix("https://")

    def account(self, name) -> Account:
        """The account of this name, with its apps and its first user."""
        found = requests.get(f"{self.url}/_backlot/accounts", timeout=30)
        found.raise_for_status()
        account = next(account for account in found.json() if account["name"] == name)
        app = next(app for app in account["apps"] if app.get("clientSecret"))
        public = next(app for app in account["apps"] if not app.get("clientSecret"))
        user = account["users"][0]
        return Account(
            account["tenantId"],
            account["domain"],
            app["clientId"],
            app["clientSecret"],
            public["clientId"],
            user["userPrincipalName"],
            user["password"],
        )

    def customers(self, token, base=None):
        """What the API answers to this token: the customers that its account has."""
        answer = requests.get(
            f"{base or self.url}/v1/customers", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )
        assert answer.status_code == 200, answer.text
        return answer.json()["items"]

    def authorize(self, account, **parameters):
        """Where an application of this account sends people to sign in."""
        parameters = {
            "client_id": account.client_id,
            "response_type": "code",
            "scope": f"{SCOPE} offline_access openid profile",
            "state": "a b&c",
            **parameters,
        }
        return f"{self.url}/{account.tenant}/oauth2/v2.0/authorize?{urllib.parse.urlencode(parameters)}"

    def redeems(self, account, redirect_uri, code):
        """Whether a code leads to a token."""
        form = {
            "grant_type": "authorization_code",
            "client_id": account.client_id,
            "client_secret": account.secret,
            "redirect_uri": redirect_uri,
            "code": code,
        }
        answer = requests.post(f"{self.url}/{account.tenant}/oauth2/v2.0/token", data=form, timeout=30).json()
        return "access_token" in answer

    def control(self, method, path, body=None):
        """A call of the control API."""
        answer = requests.request(method, f"{self.url}/_backlot/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()


class Own(Sandbox):
    """A server of the tests' own, in memory, at a free port, with this world."""

    def __init__(self, folder: Path, world: Path):
        self.certificate = folder / "ca.pem"
        self.process = subprocess.Popen(
            [os.environ["BACKLOT_BINARY"], "serve", "--memory", "--tls", "--tls-ca", self.certificate]
            + ["--world", world, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        line = next((line for line in self.process.stdout if line.startswith("https://")), None)
        assert line, "it does not start"
        super().__init__(f"https://localhost:{line.strip().rsplit(':', 1)[1]}")

    def end(self):
        """Stops the server; it must end as if nothing were wrong."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        assert code == 0, f"it ended with {code}"


def claims(token):
    """What a token says."""
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))

