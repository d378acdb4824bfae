"""The servers that the tests talk to, and that every library trusts them."""

import importlib.metadata
import json
import os
from pathlib import Path

import pytest

import browser as chromium
from identity import Identity
from people import Application, Person
from sandbox import Own, Sandbox

#: The libraries, by what the names of their tests begin with; the others have none.
LIBRARIES = {
    "test_msal_node": "@azure/msal-node",
    "test_msal": "msal",
    "test_azure_identity_node": "@azure/identity",
    "test_azure_identity": "azure-identity",
    "test_curl": "curl",
    "test_": "pages in Chromium",
}


def pytest_sessionstart(session):
    """Says which libraries are used."""
    node = json.loads((Path(__file__).parent / "package.json").read_text())["dependencies"]
    python = {name: importlib.metadata.version(name) for name in ("msal", "azure-identity")}
    for name, version in {**python, **node}.items():
        say(session.config, f"# uses {name} {version}")


def pytest_report_teststatus(report):
    """The lines below say it."""
    if report.passed:
        return report.outcome if report.when == "call" else "", "", ""


class Protocol:
    """Says what each test showed, as the run wants to be told."""

    def __init__(self, config):
        self.config = config

    def pytest_runtest_logreport(self, report):
        if report.failed or (report.passed and report.when == "call"):
            name = report.nodeid.split("::")[-1]
            library = next(library for prefix, library in LIBRARIES.items() if name.startswith(prefix))
            say(self.config, f"{'ok' if report.passed else 'not ok'} - {library}: {report.nodeid}")


def say(config, line):
    """Writes a line, which is not captured."""
    config.pluginmanager.get_plugin("terminalreporter").write_line(line)


def pytest_configure(config):
    """Has it said."""
    config.pluginmanager.register(Protocol(config))


@pytest.fixture(scope="session")
def identity(tmp_path_factory):
    """The certificate of the application of `direct`, with its key."""
    return Identity(tmp_path_factory.mktemp("identity"))


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory, identity) -> Sandbox:
    """A server at a port of its own: libraries are told its address."""
    running = Own(tmp_path_factory.mktemp("own"), identity.world)
    for variable in ("REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"):
        before = Path(os.environ[variable]).read_text()
        trusted = tmp_path_factory.mktemp("trusted") / "ca.pem"
        trusted.write_text(before + running.certificate.read_text())
        os.environ[variable] = str(trusted)
    yield running
    running.end()


@pytest.fixture(scope="session")
def stand_in() -> Sandbox:
    """A server at port 443 to which the addresses of the real services lead: libraries are told nothing."""
    return Sandbox(os.environ["BACKLOT_URL"])


@pytest.fixture(scope="session")
def direct(sandbox):
    """A partner in production."""
    return sandbox.account("direct")


@pytest.fixture(scope="session")
def browser(sandbox, tmp_path_factory):
    """A browser."""
    certificates = [sandbox.certificate, os.environ["BACKLOT_CA"]]
    running = chromium.start(tmp_path_factory.mktemp("browser"), certificates)
    yield running
    running.quit()


@pytest.fixture
def person(sandbox, stand_in, browser):
    """Somebody before a browser in which nobody has signed in, in worlds in which nobody has consented to anything."""
    for server in (sandbox, stand_in):
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
