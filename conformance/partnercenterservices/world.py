"""The demo world, and requests to it without the client."""

import os
import uuid

import requests

URL = os.environ["BACKLOT_URL"]

#: The places of paths that are not served.
FILLED = {"customer_id": "d0000000-0000-4000-8000-000000000101"}


class World:
    """A server with the demo world."""

    def __init__(self):
        self.tokens = {}
        # The client reads the names of the Swagger, where one page of the documentation prints others.
        answer = requests.patch(f"{URL}/_backlot/settings", json={"responses": {"casing": "camel"}})
        answer.raise_for_status()

    def token(self, account):
        """A token of the first administrator of an account."""
        if account not in self.tokens:
            [found] = [one for one in requests.get(f"{URL}/_backlot/accounts").json() if one["name"] == account]
            app, user = found["apps"][0], found["users"][0]
            form = {
                "grant_type": "password",
                "client_id": app["clientId"],
                "client_secret": app["clientSecret"],
                "username": user["userPrincipalName"],
                "password": user["password"],
                "scope": "https://api.partnercenter.microsoft.com/user_impersonation",
            }
            answer = requests.post(f"{URL}/{found['tenantId']}/oauth2/v2.0/token", data=form)
            self.tokens[account] = answer.json()["access_token"]
        return self.tokens[account]

    def ask(self, method, path, body=None, account="direct"):
        """What is answered."""
        headers = {"Authorization": f"Bearer {self.token(account)}", "MS-RequestId": str(uuid.uuid4())}
        return requests.request(method, f"{URL}{path}", json=body, headers=headers)

    def told(self, method, path, body=None, account="direct"):
        """The body of what is answered."""
        answer = self.ask(method, path, body, account)
        assert answer.ok, answer.text
        return answer.json()

    def status(self, operation):
        """How an operation is answered that is not served."""
        method, path = operation.split(" ")
        return self.ask(method, path.replace("/customers/{}", f"/customers/{FILLED['customer_id']}").replace("{}", "1")).status_code
