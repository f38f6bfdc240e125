"""Reading a page the way a screen reader does: landmarks, headings, labels."""

from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """The elements of a page in order, with their attributes and the elements they stand in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}, tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends; it must be the one that was opened last."""
        if not self.open or self.open[-1] != tag:
            self.unbalanced.append(tag)
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Text."""
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of this name."""
        return [attributes for name, attributes, _ in self.elements if name == tag]

    @property
    def text(self) -> str:
        """All text of the page."""
        return " ".join(" ".join(self.texts).split())

    def faults(self) -> list[str]:
        """What a screen reader would stumble over, and what the content security policy would refuse."""
        found = [f"unbalanced {tag}" for tag in self.unbalanced] + [f"never closed {tag}" for tag in self.open]
        found += self._structure_faults() + self._label_faults()
        ids = [attributes["id"] for _, attributes, _ in self.elements if "id" in attributes]
        found += [f"id {name} twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
        for _, attributes, _ in self.elements:
            for name in ("aria-labelledby", "aria-describedby"):
                found += [
                    f"{name} {target} leads nowhere" for target in attributes.get(name, "").split() if target not in ids
                ]
        for tag, attributes, _ in self.elements:
            if tag == "style" or "style" in attributes or any(name.startswith("on") for name in attributes):
                found.append(f"inline style or script on {tag}")
            if tag == "script" and "src" not in attributes:
                found.append("inline script")
        return found

    def _structure_faults(self) -> list[str]:
        found = []
        if not self.all("html")[0].get("lang"):
            found.append("no language")
        found += [f"{len(self.all(tag))} × {tag}" for tag in ("main", "h1", "title") if len(self.all(tag)) != 1]
        levels = [int(tag[1]) for tag, _, _ in self.elements if tag in {"h1", "h2", "h3", "h4"}]
        # The error summary comes before the page's own heading, as GOV.UK's does.
        steps = pairwise(levels)
        found += [f"heading {deeper} under {level}" for level, deeper in steps if deeper > level + 1]
        return found

    def _label_faults(self) -> list[str]:
        labelled = {attributes.get("for") for attributes in self.all("label")}
        found = []
        for tag, attributes, inside in self.elements:
            if tag in {"input", "select", "textarea"} and attributes.get("type") not in {"hidden", "submit"}:
                named = attributes.get("id") in labelled or "label" in inside or "aria-label" in attributes
                if not named:
                    found.append(f"{tag} {attributes.get('name')} has no label")
            if (
                tag == "form"
                and attributes.get("method", "get").lower() == "post"
                and not attributes.get("action", "/")
            ):
                found.append("a form that posts nowhere")
        return found
