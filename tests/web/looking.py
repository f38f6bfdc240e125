"""Looking at pages: a signed-in browser, a page's HTML, what its script draws from."""

import json
import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client


def browser(login: str) -> Client:
    """A browser in which the officer of this login has signed in."""
    client = Client()
    user, _ = User.objects.get_or_create(username=login)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str) -> str:
    """The page's HTML."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def data_of(html: str, name: str) -> dict[str, Any]:
    """What the page's script draws a chart from."""
    found = re.search(rf'<script id="{name}-data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found is not None, name
    data: dict[str, Any] = json.loads(found[1])
    return data
