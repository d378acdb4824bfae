"""Programs without a browser, whose people sign in at another machine's, by each library."""

import azure.identity
import msal
import pytest
from node_library import Node
from sandbox import SCOPE


def signs_in(person, account, address, code):
    """What somebody does whom a program has shown an address and a code."""
    person.visit(address)
    person.expects("Enter code")
    person.write("user_code", code)
    person.press("Next")
    person.signs_in(account)


# The test asks twice in a row, where a program would wait.
@pytest.mark.filterwarnings("ignore:Attempted too soon")
def test_msal(sandbox, direct, person):
    app = msal.PublicClientApplication(
        direct.public_client_id, authority=f"{sandbox.url}/{direct.tenant}", instance_discovery=False
    )
    flow = app.initiate_device_flow([SCOPE])
    assert flow["user_code"] in flow["message"] and flow["verification_uri"] in flow["message"], flow
    pending = app.acquire_token_by_device_flow(flow, exit_condition=lambda flow: True)
    assert pending["error"] == "authorization_pending", pending
    signs_in(person, direct, flow["verification_uri"], flow["user_code"])
    signed_in = app.acquire_token_by_device_flow(flow)
    assert "access_token" in signed_in, signed_in
    assert sandbox.customers(signed_in["access_token"])
    assert app.acquire_token_silent([SCOPE], account=app.get_accounts()[0], force_refresh=True)["access_token"]


def test_azure_identity(sandbox, direct, person):
    credential = azure.identity.DeviceCodeCredential(
        direct.public_client_id,
        tenant_id=direct.tenant,
        authority=sandbox.url,
        disable_instance_discovery=True,
        prompt_callback=lambda address, code, _: signs_in(person, direct, address, code),
    )
    assert sandbox.customers(credential.get_token(SCOPE).token)


def test_msal_node(sandbox, direct, person):
    auth = {
        "clientId": direct.public_client_id,
        "authority": f"{sandbox.url}/{direct.tenant}",
        "knownAuthorities": [sandbox.host],
    }
    with Node("public", {"auth": auth}) as node:
        node.begin("acquireTokenByDeviceCode", {"scopes": [SCOPE]})
        told = node.told()
        signs_in(person, direct, told["verificationUri"], told["userCode"])
        assert sandbox.customers(node.result()["accessToken"])
