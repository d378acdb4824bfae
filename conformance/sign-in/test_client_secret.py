"""Programs that have a secret, by each library."""

import azure.identity
import msal
import pytest
from azure.core.exceptions import ClientAuthenticationError
from node_library import Node, Refused
from sandbox import SCOPE


def msal_app(sandbox, account, **more):
    return msal.ConfidentialClientApplication(
        account.client_id,
        **{"client_credential": account.secret, "authority": f"{sandbox.url}/{account.tenant}", "instance_discovery": False, **more},
    )


def node_app(sandbox, account, **more):
    return {
        "auth": {
            "clientId": account.client_id,
            "clientSecret": account.secret,
            "authority": f"{sandbox.url}/{account.tenant}",
            "knownAuthorities": [sandbox.host],
            **more,
        }
    }


def test_msal(sandbox, direct):
    app = msal_app(sandbox, direct)
    first = app.acquire_token_for_client([SCOPE])
    assert first["token_source"] == "identity_provider", first
    assert sandbox.customers(first["access_token"])
    again = app.acquire_token_for_client([SCOPE])
    assert (again["token_source"], again["access_token"]) == ("cache", first["access_token"])


def test_msal_by_domain(sandbox, direct):
    app = msal_app(sandbox, direct, authority=f"{sandbox.url}/{direct.domain}")
    assert sandbox.customers(app.acquire_token_for_client([SCOPE])["access_token"])


def test_msal_with_a_wrong_secret(sandbox, direct):
    app = msal_app(sandbox, direct, client_credential="wrong")
    refused = app.acquire_token_for_client([SCOPE])
    assert (refused["error"], refused["error_codes"]) == ("invalid_client", [7000215]), refused


def test_azure_identity(sandbox, direct):
    credential = azure.identity.ClientSecretCredential(
        direct.tenant, direct.client_id, direct.secret, authority=sandbox.url, disable_instance_discovery=True
    )
    token = credential.get_token(SCOPE)
    assert sandbox.customers(token.token)
    assert credential.get_token(SCOPE).token == token.token


def test_azure_identity_with_a_wrong_secret(sandbox, direct):
    credential = azure.identity.ClientSecretCredential(
        direct.tenant, direct.client_id, "wrong", authority=sandbox.url, disable_instance_discovery=True
    )
    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        credential.get_token(SCOPE)


def test_msal_node(sandbox, direct):
    with Node("confidential", node_app(sandbox, direct)) as node:
        first = node.call("acquireTokenByClientCredential", {"scopes": [SCOPE]})
        assert not first["fromCache"]
        assert sandbox.customers(first["accessToken"])
        again = node.call("acquireTokenByClientCredential", {"scopes": [SCOPE]})
        assert again["fromCache"] and again["accessToken"] == first["accessToken"]


def test_msal_node_with_a_wrong_secret(sandbox, direct):
    with Node("confidential", node_app(sandbox, direct, clientSecret="wrong")) as node:
        with pytest.raises(Refused) as refused:
            node.call("acquireTokenByClientCredential", {"scopes": [SCOPE]})
    assert refused.value.code == "invalid_client"


def identity_node(account, options, secret=None):
    return {
        "tenantId": account.tenant,
        "clientId": account.client_id,
        "clientSecret": secret or account.secret,
        "options": options,
    }


def test_azure_identity_node(sandbox, direct):
    options = {"authorityHost": sandbox.url, "disableInstanceDiscovery": True}
    with Node("clientSecret", identity_node(direct, options)) as node:
        first = node.call("getToken", SCOPE)
        assert sandbox.customers(first["token"])
        assert node.call("getToken", SCOPE)["token"] == first["token"]


def test_azure_identity_node_with_a_wrong_secret(sandbox, direct):
    options = {"authorityHost": sandbox.url, "disableInstanceDiscovery": True}
    with Node("clientSecret", identity_node(direct, options, "wrong")) as node:
        with pytest.raises(Refused, match="AADSTS7000215"):
            node.call("getToken", SCOPE)
