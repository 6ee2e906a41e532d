"""The dispatcher's desk over the server's HTTP API: what the desk's page does, with the standard library only."""

import json
import os
import time
import urllib.error
import urllib.request


class Desk:
    """A dispatcher who is signed in."""

    def __init__(self, server, name, password):
        self.server = server
        self.cookie = None
        self.post("/v1/desk/session", {"name": name, "password": password})

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, body):
        return self._ask("POST", path, body)

    def put(self, path, body):
        return self._ask("PUT", path, body)

    def register(self, kind, document):
        """The document's row in a register: repairs, old parts, complaints, days."""
        self.sees_everything()
        rows = [row for row in self.get(f"/v1/desk/registers/{kind}")["rows"] if row["id"] == document]
        assert len(rows) == 1, f"the register of {kind} shows the document {len(rows)} times"
        return rows[0]["data"]

    def row(self, visit):
        """The visit's row on the board."""
        self.sees_everything()
        rows = [row for row in self.get("/v1/desk/board")["visits"] if row["id"] == visit]
        assert len(rows) == 1, f"the board shows the visit {len(rows)} times"
        return rows[0]

    def sees_everything(self, patience_s=30):
        """Waits until the server has judged what it received."""
        until = time.monotonic() + patience_s
        while self.get("/v1/desk/inbox")["waiting"]:
            assert time.monotonic() < until, "received work is not judged"
            time.sleep(0.02)

    def _ask(self, method, path, body=None):
        # The server takes a changing request only from its own page: the origin proves it.
        headers = {"Origin": self.server, "Accept": "application/json"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(self.server + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                if answer.headers.get("Set-Cookie"):
                    self.cookie = answer.headers["Set-Cookie"].split(";")[0]
                text = answer.read()
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{method} {path}: {refused.code} {refused.read().decode(errors='replace')}") from None
        return json.loads(text) if text else None


def wait_until_ready(server, process, patience_s=30):
    """Waits until the server answers; fails at once if its process has ended."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            with urllib.request.urlopen(server + "/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError) as error:
            os.kill(process, 0)
            assert time.monotonic() < deadline, f"the server is not ready: {error}"
            time.sleep(0.05)
