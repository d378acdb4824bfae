"""Programs that have a certificate, by each library."""

import azure.identity
import pytest
from node_library import Node
from sandbox import SCOPE, claims
from test_client_secret import msal_app, node_app


@pytest.mark.parametrize("named", ["sha1", "sha256"])
def test_msal(sandbox, direct, identity, named):
    credential = {"private_key": identity.key, "public_certificate": identity.certificate}
    if named == "sha1":
        credential["thumbprint"] = identity.sha1
    app = msal_app(sandbox, direct, client_credential=credential)
    answer = app.acquire_token_for_client([SCOPE])
    assert sandbox.customers(answer["access_token"]), answer
    assert claims(answer["access_token"])["appidacr"] == "2"


def test_msal_with_the_certificate_of_another_application(sandbox, identity):
    other = sandbox.account("provider")
    credential = {"private_key": identity.key, "thumbprint": identity.sha1}
    refused = msal_app(sandbox, other, client_credential=credential).acquire_token_for_client([SCOPE])
    assert (refused["error"], refused["error_codes"]) == ("invalid_client", [700027]), refused


def test_azure_identity(sandbox, direct, identity):
    credential = azure.identity.CertificateCredential(
        direct.tenant, direct.client_id, str(identity.both), authority=sandbox.url, disable_instance_discovery=True
    )
    assert sandbox.customers(credential.get_token(SCOPE).token)


def test_msal_node(sandbox, direct, identity):
    certificate = {"thumbprintSha256": identity.sha256, "privateKey": identity.key}
    asked = node_app(sandbox, direct, clientCertificate=certificate)
    del asked["auth"]["clientSecret"]
    with Node("confidential", asked) as node:
        answer = node.call("acquireTokenByClientCredential", {"scopes": [SCOPE]})
        assert sandbox.customers(answer["accessToken"])
