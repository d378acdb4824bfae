"""People whose password a program has, and the refresh tokens that it gets for them."""

import msal
import pytest
from node_library import Node, Refused
from sandbox import SCOPE
from test_client_secret import node_app


def app(sandbox, account):
    # The library looks for the person's realm at this host's port 443, whatever port the authority has.
    return msal.ClientApplication(
        account.client_id,
        client_credential=account.secret,
        authority=f"{sandbox.url}/{account.tenant}",
        instance_discovery=False,
    )


def test_msal(stand_in, direct):
    client = app(stand_in, direct)
    signed_in = client.acquire_token_by_username_password(direct.user, direct.password, [SCOPE])
    assert "access_token" in signed_in, signed_in
    assert signed_in["id_token_claims"]["preferred_username"] == direct.user
    assert stand_in.customers(signed_in["access_token"])
    [person] = client.get_accounts()
    assert person["username"] == direct.user
    silent = client.acquire_token_silent([SCOPE], account=person)
    assert silent["access_token"] == signed_in["access_token"]
    refreshed = client.acquire_token_silent([SCOPE], account=person, force_refresh=True)
    assert refreshed["token_source"] == "identity_provider", refreshed
    assert stand_in.customers(refreshed["access_token"])


def test_msal_with_a_refresh_token_of_somebody_else_s_keeping(stand_in, direct):
    kept = app(stand_in, direct).acquire_token_by_username_password(direct.user, direct.password, [SCOPE])
    taken_over = app(stand_in, direct).acquire_token_by_refresh_token(kept["refresh_token"], [SCOPE])
    assert stand_in.customers(taken_over["access_token"])
    assert taken_over["refresh_token"] != kept["refresh_token"]


def test_msal_with_a_wrong_password(stand_in, direct):
    refused = app(stand_in, direct).acquire_token_by_username_password(direct.user, "wrong", [SCOPE])
    assert (refused["error"], refused["error_codes"]) == ("invalid_grant", [50126]), refused


def test_msal_node(stand_in, direct):
    with Node("confidential", node_app(stand_in, direct)) as node:
        asked = {"scopes": [SCOPE], "username": direct.user, "password": direct.password}
        signed_in = node.call("acquireTokenByUsernamePassword", asked)
        assert signed_in["account"]["username"] == direct.user
        assert stand_in.customers(signed_in["accessToken"])
        silent = node.call("acquireTokenSilent", {"scopes": [SCOPE], "account": signed_in["account"]})
        assert silent["fromCache"]
        asked = {"scopes": [SCOPE], "account": signed_in["account"], "forceRefresh": True}
        refreshed = node.call("acquireTokenSilent", asked)
        assert not refreshed["fromCache"]
        assert stand_in.customers(refreshed["accessToken"])


def test_msal_node_with_a_wrong_password(stand_in, direct):
    with Node("confidential", node_app(stand_in, direct)) as node:
        with pytest.raises(Refused) as refused:
            asked = {"scopes": [SCOPE], "username": direct.user, "password": "wrong"}
            node.call("acquireTokenByUsernamePassword", asked)
    assert refused.value.code == "invalid_grant"
