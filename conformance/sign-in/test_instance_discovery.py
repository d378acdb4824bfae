"""Libraries that are told another authority, and ask the one that they know whether it may be trusted."""

import azure.identity
import msal
from node_library import Node
from sandbox import SCOPE

# The libraries in Python leave the authority's port out when they ask, and go to the one that they are told of, which has
# none then: with another port than 443, instance discovery must be switched off.


def test_msal(stand_in, direct):
    app = msal.ConfidentialClientApplication(
        direct.client_id, client_credential=direct.secret, authority=f"{stand_in.url}/{direct.tenant}"
    )
    assert stand_in.customers(app.acquire_token_for_client([SCOPE])["access_token"])


def test_azure_identity(stand_in, direct):
    credential = azure.identity.ClientSecretCredential(
        direct.tenant, direct.client_id, direct.secret, authority=stand_in.url
    )
    assert stand_in.customers(credential.get_token(SCOPE).token)


def test_msal_node(stand_in, sandbox, direct):
    auth = {"clientId": direct.client_id, "clientSecret": direct.secret, "authority": f"{sandbox.url}/{direct.tenant}"}
    with Node("confidential", {"auth": auth}) as node:
        token = node.call("acquireTokenByClientCredential", {"scopes": [SCOPE]})
    assert sandbox.customers(token["accessToken"])
