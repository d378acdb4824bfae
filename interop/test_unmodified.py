"""Programs that know the real services' addresses and nothing else: all that is different is where these lead to."""

import azure.identity
import msal
import pytest
from node_library import Node
from sandbox import RESOURCE, SCOPE

pytestmark = pytest.mark.led_here

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


@pytest.mark.node
def test_msal_node(stand_in, direct):
    auth = {"clientId": direct.client_id, "clientSecret": direct.secret, "authority": f"{LOGIN}/{direct.tenant}"}
    with Node("confidential", {"auth": auth}) as node:
        token = node.call("acquireTokenByClientCredential", {"scopes": [SCOPE]})
    assert stand_in.customers(token["accessToken"], RESOURCE)
