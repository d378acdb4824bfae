"""The client's operations by method and path, and calls of them whose answers are looked at."""

import inspect
import json
import os
import re

from microsoft.store.partnercenterservices import MicrosoftPartnerStoreApis
from msrest.authentication import BasicTokenAuthentication
from msrest.exceptions import DeserializationError


def made(token):
    """The client, as its users make it."""
    credentials = BasicTokenAuthentication({"access_token": token})
    return MicrosoftPartnerStoreApis(credentials, base_url=os.environ["BACKLOT_URL"])


def groups(client):
    """What has operations: the client itself, and its attributes."""
    return [client] + [group for group in vars(client).values() if type(group).__name__.endswith("Operations")]


def operations():
    """Where each operation is, by its method and path."""
    found = {}
    for group in groups(made("none")):
        for name, function in inspect.getmembers(type(group), inspect.isfunction):
            if hasattr(function, "metadata"):
                [method] = re.findall(r"request = self\._client\.(\w+)\(", inspect.getsource(function))
                found[method.upper(), function.metadata["url"]] = (type(group), name)
    return found


class Operation:
    """One operation of the client."""

    def __init__(self, world, place, gap):
        self.world, self.place, self.gap = world, place, gap

    def send(self, *arguments, account="direct", **more):
        """Calls it: what is answered, and what the client makes of that."""
        kind, name = self.place
        group = next(group for group in groups(made(self.world.token(account))) if isinstance(group, kind))
        function = getattr(group, name)
        if "version" in inspect.signature(function).parameters:
            more["version"] = "1"
        return function(*arguments, raw=True, **more)

    def __call__(self, *arguments, status=200, **more):
        """Calls it. Its answer must have this status, and become an object that has lost nothing that the client knows."""
        try:
            answer = self.send(*arguments, **more)
        except DeserializationError as error:
            assert self.gap and self.gap["error"] in str(error), error
            return None
        assert not self.gap, "the client can do it after all"
        assert answer.response.status_code == status, f"{answer.response.status_code} {answer.response.text}"
        if answer.response.content:
            lost = list(losses(json.loads(answer.response.content), answer.output, "answer"))
            assert not lost, lost
        return answer.output


def losses(told, read, place):
    """What was told and has not been read, of what the client's models have."""
    if isinstance(told, list):
        if not isinstance(read, list) or len(told) != len(read):
            yield place
        else:
            for number, (one, other) in enumerate(zip(told, read)):
                yield from losses(one, other, f"{place}[{number}]")
    elif hasattr(read, "_attribute_map"):
        known = {attribute["key"].lower(): name for name, attribute in read._attribute_map.items()}
        for key, value in told.items():
            if value is not None and key.lower() in known:
                yield from losses(value, getattr(read, known[key.lower()]), f"{place}.{key}")
    elif told is not None and read is None:
        yield place
