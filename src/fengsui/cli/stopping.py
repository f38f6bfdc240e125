"""Ending a command with words and an exit code."""

FOUND, USAGE, BAD_INPUT = 1, 2, 3


class Stop(Exception):
    """The command ends here; the message is for the operator."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code
