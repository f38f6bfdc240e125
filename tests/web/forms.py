"""Filling in a form as a browser does: what the page offers, changed where the officer types."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from tests.web.markup import Page


class _Forms(HTMLParser):
    """Every form that posts, as a list of (name, value) in order, with its buttons apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None
        self._area = self._select = ""
        self._offered: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form or one of its fields."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and attributes.get("method") == "post":
            self._form = {"action": attributes.get("action", ""), "fields": {}, "buttons": []}
            self.forms.append(self._form)
        if self._form is None:
            return
        name = attributes.get("name", "")
        if tag == "input" and name:
            kind = attributes.get("type", "text")
            if kind in {"radio", "checkbox"} and "checked" not in attributes:
                self._form["fields"].setdefault(name, [])
            else:
                self._form["fields"].setdefault(name, []).append(attributes.get("value", "on"))
        elif tag == "textarea":
            self._area = name
            self._form["fields"][name] = [""]
        elif tag == "select":
            self._select, self._offered = name, []
        elif tag == "option" and self._select:
            self._offered.append((attributes.get("value", ""), "selected" in attributes))
        elif tag == "button" and name:
            self._form["buttons"].append((name, attributes.get("value", "")))

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._form is not None and self._area:
            self._form["fields"][self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        """A field or the form ends."""
        if self._form is None:
            return
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            chosen = [value for value, selected in self._offered if selected] or [
                value for value, _ in self._offered[:1]
            ]
            self._form["fields"][self._select] = chosen
            self._select = ""
        elif tag == "form":
            self._form = None


def fill_in(client: Client, address: str, *, having: str = "idempotency_key", **typed: Any) -> Any:
    """Open ``address``, change ``typed`` in the form that has the field ``having`` and post it.

    A key with two underscores stands for one with a hyphen (``known__time`` is the field known-time).
    """
    shown = client.get(address)
    assert shown.status_code == 200, (address, shown.status_code)
    html = shown.content.decode()
    assert Page(html).faults() == []
    changes = {name.replace("__", "-"): value for name, value in typed.items()}
    names = {having, *changes}
    for form in reversed(_Forms(html).forms):
        offered = set(form["fields"]) | {name for name, _ in form["buttons"]}
        if names <= offered:
            data = {name: values for name, values in form["fields"].items() if values}
            return client.post(form["action"] or address, {**data, **changes})
    message = f"no form of {address} has {sorted(names)}"
    raise AssertionError(message)


def errors_of(answer: Any) -> str:
    """What the error summary says; empty without one."""
    html = answer.content.decode()
    start = html.find('class="error-summary"')
    return Page(html[html.rfind("<", 0, start) : html.find("</section>", start) + 10]).text if start >= 0 else ""
