"""``python -m tests.real --data FOLDER``: every check on real data, each in a home of its own."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKS = (
    "tests.real.platforms",
    "tests.real.failure_of_july_2018",
    "tests.real.texts",
    "tests.real.indicators",
    "tests.real.reader",
    "tests.real.replay",
)


def main() -> int:
    """Run every check in a fresh process and a fresh home; 1 when one fails."""
    parser = argparse.ArgumentParser(prog="make real")
    parser.add_argument("--data", required=True, type=Path, help="folder with panel/ and failures/")
    options = parser.parse_args()
    if not (options.data / "panel").is_dir():
        print(f"{options.data} has no folder panel/: give the folder of the data sets", file=sys.stderr)
        return 2
    failed = []
    for check in CHECKS:
        print(f"\n== {check}", flush=True)
        with tempfile.TemporaryDirectory(prefix="fengsui-real-") as home:
            environment = {**os.environ, "FENGSUI_HOME": home, "DJANGO_SETTINGS_MODULE": "fengsui.settings"}
            command = [sys.executable, "-m", check, str(options.data.resolve())]
            if subprocess.run(command, env=environment, check=False).returncode:
                failed.append(check)
    print(f"\n{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
