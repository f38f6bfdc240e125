"""Places where a test kills the process group, to prove that an act is whole or absent.

Nothing happens unless ``FENGSUI_FAILPOINT`` names the place (with ``FENGSUI_FAILPOINT_AFTER`` passes before the kill).
"""

import os
import signal

_passed: dict[str, int] = {}


def failpoint(name: str) -> None:
    """Kill the own process group with -9 when the environment asks for it here."""
    if os.environ.get("FENGSUI_FAILPOINT") != name:
        return
    _passed[name] = _passed.get(name, 0) + 1
    if _passed[name] > int(os.environ.get("FENGSUI_FAILPOINT_AFTER", "0")):
        os.killpg(os.getpgrp(), signal.SIGKILL)
