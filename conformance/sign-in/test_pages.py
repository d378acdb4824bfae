"""The pages of sign-in, as people see them."""

import pytest


@pytest.fixture
def address(sandbox, direct, application):
    """Where the application sends people to sign in."""
    return lambda **more: sandbox.authorize(direct, **{"redirect_uri": application.redirect_uri, **more})


def test_what_is_wrong_can_be_put_right(sandbox, direct, person, application, address):
    person.visit(address())
    person.says_name(f"nobody@{direct.domain}")
    person.says_password("wrong")
    assert person.complaint().startswith("AADSTS50034"), person.read()
    person.press("Use another account")
    person.says_name(direct.user)
    person.says_password("wrong")
    person.expects("Enter password")
    assert person.complaint().startswith("AADSTS50126"), person.read()
    person.says_password(direct.password)
    person.expects("Enter code")
    for wrong in ("12345", "abcdef"):
        person.write("otc", wrong)
        assert not person.browser.execute_script("return document.getElementById('otc').checkValidity()"), wrong
    person.says_code()
    person.consents()
    brought = application.back()
    assert brought["state"] == "a b&c"
    assert sandbox.redeems(direct, application.redirect_uri, brought["code"])


def test_somebody_who_has_signed_in_need_not_do_so_again(sandbox, direct, person, application, address):
    person.visit(address())
    person.signs_in(direct)
    first = application.back()["code"]
    person.visit(address(prompt="select_account"))
    person.expects("Pick an account")
    person.press(direct.user)
    person.expects("The application")
    second = application.back()["code"]
    assert first != second
    assert sandbox.redeems(direct, application.redirect_uri, second)
    person.visit(address(prompt="select_account"))
    person.press("Use another account")
    person.expects("Sign in")
    person.visit(address(prompt="login", login_hint=direct.user))
    person.expects("Enter password")


def test_nobody_must_consent(direct, person, application, address):
    person.visit(address())
    person.says_name(direct.user)
    person.says_password(direct.password)
    person.says_code()
    person.expects("Permissions requested")
    assert direct.user in person.read()
    person.press("Cancel")
    brought = application.back()
    assert brought["error"] == "access_denied" and brought["state"] == "a b&c", brought


def test_nobody_is_asked_silently(person, application, address):
    person.visit(address(prompt="none"))
    assert application.back()["error"] == "login_required"


def test_answers_come_as_a_form_too(sandbox, direct, person, application, address):
    person.visit(address(response_mode="form_post"))
    person.signs_in(direct)
    assert sandbox.redeems(direct, application.redirect_uri, application.back()["code"])


def test_nobody_is_sent_elsewhere(person, application, address):
    person.visit(address(redirect_uri="https://elsewhere.example/"))
    assert "AADSTS50011" in person.complaint(), person.read()
    assert not application.came


def test_a_code_that_no_device_shows_is_refused(sandbox, person):
    person.visit(f"{sandbox.url}/common/oauth2/deviceauth")
    person.expects("Enter code")
    person.write("user_code", "ZZZZZZZZZ")
    person.press("Next")
    person.expects("Enter code")
    assert person.complaint(), person.read()
