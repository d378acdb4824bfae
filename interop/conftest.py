"""The servers that the tests talk to, and that every library trusts them."""

import os

import pytest

from identity import Identity
from people import Application, Person
from sandbox import Sandbox, program

#: Where the clients' own addresses lead to port 443 of this machine, as `run` arranges it.
LED_HERE = os.environ.get("INTEROP_LED_HERE") == "1"


@pytest.fixture(scope="session")
def identity(tmp_path_factory):
    """The certificate of the application of `direct`, with its key."""
    return Identity(tmp_path_factory.mktemp("identity"))


@pytest.fixture(scope="session")
def servers(tmp_path_factory, identity):
    """One server at a free port and, where that leads nobody astray, one at port 443."""
    listen = {"free": "127.0.0.1:0", "443": "127.0.0.1:443"} if LED_HERE else {"free": "127.0.0.1:0"}
    running = {name: Sandbox(program(), tmp_path_factory.mktemp(name), at, identity.world) for name, at in listen.items()}
    trusted = tmp_path_factory.mktemp("trusted") / "ca.pem"
    trusted.write_text("".join(server.certificate.read_text() for server in running.values()))
    for variable in ("REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"):
        os.environ[variable] = str(trusted)
    yield running
    for server in running.values():
        server.end()


@pytest.fixture(scope="session")
def sandbox(servers) -> Sandbox:
    """A server at a port of its own: libraries are told its address."""
    return servers["free"]


@pytest.fixture(scope="session")
def stand_in(servers) -> Sandbox:
    """A server at port 443 to which the addresses of the real services lead: libraries are told nothing."""
    return servers["443"]


@pytest.fixture(scope="session")
def direct(sandbox):
    """A partner in production."""
    return sandbox.account("direct")


@pytest.fixture(scope="session")
def browser(servers, tmp_path_factory):
    """A browser."""
    import browser

    running = browser.start(tmp_path_factory.mktemp("browser"), [server.certificate for server in servers.values()])
    yield running
    running.quit()


@pytest.fixture
def person(servers, browser):
    """Somebody before a browser in which nobody has signed in, in a world in which nobody has consented to anything."""
    for server in servers.values():
        server.control("POST", "reset", {})
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    somebody = Person(browser)
    yield somebody
    severe = [line["message"] for line in browser.get_log("browser") if line["level"] == "SEVERE"]
    # Chromium tells of a page that says 400, and of an icon that is not there, as of a defect; what a page does that it may
    # not do is one.
    harmless = ("the server responded with a status of 4", "favicon.ico")
    assert not [message for message in severe if not any(one in message for one in harmless)], severe


@pytest.fixture
def application():
    """A web application to which people are sent back."""
    with Application() as running:
        yield running
