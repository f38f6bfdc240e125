"""What counts as an e-mail address, where one is typed and where one is written to. Pure."""

import re

_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""Narrower than RFC 5322 on purpose: no ``%``, ``&``, ``=``, blank or quote can turn an address into an instruction."""


def is_email_address(text: str) -> bool:
    """Whether the whole text is one plain address."""
    return _ADDRESS.fullmatch(text) is not None
