"""The servers that the tests talk to, and that every library trusts them."""

import os

import pytest

from sandbox import Sandbox, program

#: Where the clients' own addresses lead to port 443 of this machine, as `run` arranges it.
LED_HERE = os.environ.get("INTEROP_LED_HERE") == "1"


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    """One server at a free port and, where that leads nobody astray, one at port 443."""
    listen = {"free": "127.0.0.1:0", "443": "127.0.0.1:443"} if LED_HERE else {"free": "127.0.0.1:0"}
    running = {name: Sandbox(program(), tmp_path_factory.mktemp(name), at) for name, at in listen.items()}
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


@pytest.fixture(autouse=True)
def no_session_is_kept():
    """Nobody's cookies or cached discovery are another test's."""
    yield
