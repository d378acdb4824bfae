"""Programs that know the real services' addresses and nothing else: all that is different is where these lead to."""

import json
import subprocess

import azure.identity
import msal
import pytest
from node_library import Node
from sandbox import RESOURCE, SCOPE
from test_client_secret import identity_node

LOGIN = "https://login.microsoftonline.com"


@pytest.mark.parametrize("login", [LOGIN, "https://login.windows.net"])
def test_msal(stand_in, direct, login):
    app = msal.ConfidentialClientApplication(
        direct.client_id, client_credential=direct.secret, authority=f"{login}/{direct.tenant}"
    )
    token = app.acquire_token_for_client([SCOPE])
    assert stand_in.customers(token["access_token"], RESOURCE), token


def test_msal_with_a_password(stand_in, direct):
    app = msal.ClientApplication(
        direct.client_id, client_credential=direct.secret, authority=f"{LOGIN}/organizations"
    )
    signed_in = app.acquire_token_by_username_password(direct.user, direct.password, [SCOPE])
    assert stand_in.customers(signed_in["access_token"], RESOURCE), signed_in
    silent = app.acquire_token_silent([SCOPE], account=app.get_accounts()[0], force_refresh=True)
    assert stand_in.customers(silent["access_token"], RESOURCE), silent


def test_azure_identity(stand_in, direct):
    credential = azure.identity.ClientSecretCredential(direct.tenant, direct.client_id, direct.secret)
    assert stand_in.customers(credential.get_token(SCOPE).token, RESOURCE)


def test_msal_node(stand_in, direct):
    auth = {"clientId": direct.client_id, "clientSecret": direct.secret, "authority": f"{LOGIN}/{direct.tenant}"}
    with Node("confidential", {"auth": auth}) as node:
        token = node.call("acquireTokenByClientCredential", {"scopes": [SCOPE]})
    assert stand_in.customers(token["accessToken"], RESOURCE)


def test_azure_identity_node(stand_in, direct):
    with Node("clientSecret", identity_node(direct, {})) as node:
        token = node.call("getToken", SCOPE)
    assert stand_in.customers(token["token"], RESOURCE)


def test_curl(stand_in, direct):
    form = {
        "grant_type": "client_credentials",
        "client_id": direct.client_id,
        "client_secret": direct.secret,
        "scope": SCOPE,
    }
    data = [word for pair in form.items() for word in ("--data-urlencode", "=".join(pair))]
    token = curl(f"{LOGIN}/{direct.tenant}/oauth2/v2.0/token", *data)["access_token"]
    assert curl(f"{RESOURCE}/v1/customers", "--header", f"Authorization: Bearer {token}")["items"]


def curl(*words):
    done = subprocess.run(["curl", "--silent", "--show-error", "--fail", *words], check=True, capture_output=True)
    return json.loads(done.stdout)
