"""What a log line may hold: never the token of an answer link, which is all that its holder has to show."""

import logging
import re

_TOKEN = re.compile(r"(?<=answer/)[^\s/?#'\"]+")


class WithoutTokens(logging.Formatter):
    """Writes a record as a line, and for the token of an address an ellipsis."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole line, a traceback included."""
        return _TOKEN.sub("…", super().format(record))
