"""A small browser-like client: one connection, cookies, sign-in. Used by benches and by tests that kill the server."""

import http.client
import re
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """One signed-in officer on one kept connection."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._connection = http.client.HTTPConnection(host, port, timeout=60)
        self._cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        """(status, body) of a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """(status, where it redirects to or the body) of a sent form."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **form}))

    def sign_in(self, login: str, password: str) -> None:
        """Raises RuntimeError when the sign-in page does not let the officer in."""
        self.get("/sign-in")
        status, where = self.post("/sign-in", {"username": login, "password": password})
        if status not in {302, 303}:
            msg = f"sign-in answered {status}: {where[:200]}"
            raise RuntimeError(msg)

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers["Referer"] = f"http://{self._host}:{self._port}{path}"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.split(";")[0].partition("=")
            self._cookies[name] = value
        found = _TOKEN.search(text)
        if found:
            self.token = found.group(1)
        return answer.status, answer.headers.get("Location") or text
