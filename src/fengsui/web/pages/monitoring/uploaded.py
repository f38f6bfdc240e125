"""An uploaded file between preview and import, with what the officer said of it: sealed, a day at most."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from fengsui.registry import uploads


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file, or what a feed's address gave, with who told it and by which channel."""

    source: str
    channel: str
    filename: str
    content: bytes

    def keep(self, table: str, officer: str) -> str:
        """Keep it; returns the name by which the same officer finds it again, 64 hexadecimal digits."""
        said = {name: value for name, value in asdict(self).items() if name != "content"}
        return uploads.keep(table, officer, json.dumps(said).encode() + b"\n" + self.content)

    @classmethod
    def find(cls, table: str, officer: str, key: str) -> Self | None:
        """What was kept; None when it was imported, is older than a day, or is another officer's."""
        kept = uploads.find(table, officer, key)
        if kept is None:
            return None
        said, _, content = kept.partition(b"\n")
        return cls(**json.loads(said), content=content)
