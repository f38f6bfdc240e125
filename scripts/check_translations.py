"""Checks gettext catalogues: each .po file given compiles, is complete, and matches the .mo file beside it.

    python scripts/check_translations.py src/fengsui/locale/en/LC_MESSAGES/django.po …

The .mo files are committed, so that serving needs no gettext tools. Exit 0: all well; 1: a fault, printed.
"""

import gettext
import subprocess
import sys
import tempfile
from pathlib import Path


def messages(path: Path) -> dict[object, str]:
    """Read the translations of a compiled catalogue, without its header (which holds dates)."""
    with path.open("rb") as file:
        # The stub keeps the catalogue to itself; the standard library has no public way to list it.
        catalogue: dict[object, str] = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    catalogue.pop("", None)
    return catalogue


def faults(source: Path) -> list[str]:
    """Return what is wrong with one .po file, in words; an empty list when nothing is."""
    compiled = source.with_suffix(".mo")
    if not compiled.exists():
        return [f"{compiled} is missing: run `make messages`"]
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.mo"
        outcome = subprocess.run(  # noqa: S603 - a fixed program; the path is one of ours
            ["msgfmt", "--check", "--statistics", f"--output-file={fresh}", str(source)],  # noqa: S607 - wherever gettext is
            capture_output=True,
            text=True,
            check=False,
        )
        if outcome.returncode:
            return [f"{source} does not compile:\n{outcome.stderr}"]
        found = []
        if "untranslated" in outcome.stderr or "fuzzy" in outcome.stderr:
            found.append(f"{source} is not complete: {outcome.stderr.strip()}")
        if messages(fresh) != messages(compiled):
            found.append(f"{compiled} is older than {source.name}: run `make messages`")
        return found


def main() -> int:
    """Check the catalogues named on the command line."""
    found = [fault for name in sys.argv[1:] for fault in faults(Path(name))]
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
