"""People who sign in by browser, for a program of each library."""

import threading
import webbrowser

import azure.identity
import msal
import pytest
from node_library import Node, Refused
from sandbox import SCOPE, claims
from test_client_secret import msal_app, node_app


def test_msal(sandbox, direct, person, application):
    app = msal_app(sandbox, direct)
    flow = app.initiate_auth_code_flow([SCOPE], redirect_uri=application.redirect_uri, response_mode="form_post")
    person.visit(flow["auth_uri"])
    person.signs_in(direct)
    person.expects("The application")
    brought = application.back()
    signed_in = app.acquire_token_by_auth_code_flow(flow, brought)
    assert "access_token" in signed_in, signed_in
    assert signed_in["id_token_claims"]["preferred_username"] == direct.user
    assert sandbox.customers(signed_in["access_token"])
    told = claims(signed_in["access_token"])
    assert "mfa" in told["amr"] and told["upn"] == direct.user, told
    refreshed = app.acquire_token_silent([SCOPE], account=app.get_accounts()[0], force_refresh=True)
    assert sandbox.customers(refreshed["access_token"])
    # What has been redeemed is worth nothing any more.
    again = msal_app(sandbox, direct).acquire_token_by_auth_code_flow(flow, brought)
    assert again["error"] == "invalid_grant", again


def test_msal_opens_the_browser(sandbox, direct, person, monkeypatch):
    class Ours(webbrowser.BaseBrowser):
        def open(self, url, new=0, autoraise=True):
            def sign_in():
                person.visit(url)
                person.signs_in(direct)

            self.at_it = threading.Thread(target=sign_in)
            self.at_it.start()
            return True

    ours = Ours()
    monkeypatch.setattr(webbrowser, "get", lambda using=None: ours)
    monkeypatch.setattr(webbrowser, "open", ours.open)
    app = msal.PublicClientApplication(
        direct.public_client_id, authority=f"{sandbox.url}/{direct.tenant}", instance_discovery=False
    )
    signed_in = app.acquire_token_interactive([SCOPE], timeout=60)
    ours.at_it.join()
    assert "access_token" in signed_in, signed_in
    assert sandbox.customers(signed_in["access_token"])


def test_azure_identity(sandbox, direct, person, application):
    # The library only redeems; the address is the application's own making.
    person.visit(sandbox.authorize(direct, redirect_uri=application.redirect_uri))
    person.signs_in(direct)
    credential = azure.identity.AuthorizationCodeCredential(
        direct.tenant,
        direct.client_id,
        application.back()["code"],
        application.redirect_uri,
        client_secret=direct.secret,
        authority=sandbox.url,
    )
    assert sandbox.customers(credential.get_token(SCOPE).token)


def test_msal_node(sandbox, direct, person, application):
    with Node("confidential", node_app(sandbox, direct)) as node:
        pkce = node.call("pkce", {})
        asked = {"scopes": [SCOPE], "redirectUri": application.redirect_uri}
        challenge = {"codeChallenge": pkce["challenge"], "codeChallengeMethod": "S256"}
        person.visit(node.call("getAuthCodeUrl", {**asked, **challenge}))
        person.signs_in(direct)
        code = application.back()["code"]
        with pytest.raises(Refused) as refused:
            node.call("acquireTokenByCode", {**asked, "code": code, "codeVerifier": "x" * 43})
        assert refused.value.code == "invalid_grant", refused.value
        person.visit(node.call("getAuthCodeUrl", {**asked, **challenge, "loginHint": direct.user}))
        code = application.back()["code"]
        signed_in = node.call("acquireTokenByCode", {**asked, "code": code, "codeVerifier": pkce["verifier"]})
        assert signed_in["account"]["username"] == direct.user
        assert sandbox.customers(signed_in["accessToken"])


def test_msal_node_opens_the_browser(sandbox, direct, person):
    auth = {
        "clientId": direct.public_client_id,
        "authority": f"{sandbox.url}/{direct.tenant}",
        "knownAuthorities": [sandbox.host],
    }
    with Node("public", {"auth": auth}) as node:
        node.begin("acquireTokenInteractive", {"scopes": [SCOPE]})
        person.visit(node.told()["url"])
        person.signs_in(direct)
        signed_in = node.result()
        assert sandbox.customers(signed_in["accessToken"])


def test_msal_node_unmodified(stand_in, direct, person, application):
    auth = {
        "clientId": direct.client_id,
        "clientSecret": direct.secret,
        "authority": "https://login.microsoftonline.com/organizations",
    }
    with Node("confidential", {"auth": auth}) as node:
        asked = {"scopes": [SCOPE], "redirectUri": application.redirect_uri}
        person.visit(node.call("getAuthCodeUrl", asked))
        assert person.browser.current_url.startswith("https://login.microsoftonline.com/")
        person.signs_in(direct)
        signed_in = node.call("acquireTokenByCode", {**asked, "code": application.back()["code"]})
        assert stand_in.customers(signed_in["accessToken"])
