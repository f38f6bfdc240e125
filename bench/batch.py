"""A hundred letters from one signature: numbered, made out, set as PDF, DOCX and text, each a paper of the ledger.

Beside it LibreOffice, for scale: the same hundred DOCX to PDF, in one run. It makes no numbers and no records.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

LETTERS = 100
BODY = "\n".join(f"{place}. 请报送本地涉网络借贷风险事件的联络人、值班电话和已采取的措施。" for place in range(1, 9))


def main() -> None:
    """Print how many papers a second, and how long the slowest took."""
    with tempfile.TemporaryDirectory(prefix="fengsui-bench-") as home:
        os.environ["FENGSUI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengsui.settings"
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        _measure(Path(home))


def _measure(home: Path) -> None:
    from fengsui.conduct import timekeeping  # noqa: PLC0415
    from fengsui.documents.letters import actions, copies  # noqa: PLC0415
    from tests.plan_2019_75.evening import Evening, staffed_province  # noqa: PLC0415

    with staffed_province(home) as people:
        key, clerk = Evening(people).key, people["wendian"]
        begun = actions.begin_letter(actor=clerk, form="coordination_letter", separate=True, idempotency_key=key())
        units = "\n".join(f"示例县第{place:03d}工作专班" for place in range(1, LETTERS + 1))
        texts = {"title": "关于报送联络人的函", "recipients": units, "body": BODY}
        letter = begun.fact.stream
        signed = actions.submit_letter(actor=clerk, letter=letter, texts=texts, idempotency_key=key()).fact
        head, duty = people["zuzhang"], people["zhiban"]
        actions.sign_letter(actor=head, paper=signed.reference, seen_hash=signed.hash, idempotency_key=key())
        copies.order_copies(actor=duty, letter=letter, channel="公文交换", idempotency_key=key())
        took = []
        began = time.perf_counter()
        while True:
            one = time.perf_counter()
            if not copies.make_copies(timekeeping.system_now(), limit=1):
                break
            took.append(time.perf_counter() - one)
        seconds = time.perf_counter() - began
        progress = copies.progress_of(actor=duty, letter=letter)
        assert progress.made == LETTERS
        print("| a letter to 100 units | papers | s | papers/s | slowest, s |")
        print("|---|---|---|---|---|", flush=True)
        print(
            f"| fengsui: number, PDF, DOCX, text, record | {LETTERS} | {seconds:.1f} | {LETTERS / seconds:.1f} |",
            end="",
        )
        print(f" {max(took):.2f} |", flush=True)
        _peer([row["id"] for row in progress.rows], home)


def _peer(letters: list[str], home: Path) -> None:
    """LibreOffice on the same papers."""
    from fengsui.documents.files import read_file  # noqa: PLC0415
    from fengsui.documents.queries import papers_of  # noqa: PLC0415

    program = shutil.which("soffice")
    if program is None:
        print("| LibreOffice: DOCX to PDF | not installed | | | |")
        return
    folder = home / "peer"
    folder.mkdir()
    for place, letter in enumerate(letters):
        content = read_file(stream=letter, digest=papers_of(letter)[0]["docx"])
        (folder / f"{place:03d}.docx").write_bytes(content)
    began = time.perf_counter()
    command = [program, f"-env:UserInstallation=file://{home}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run(  # noqa: S603 (the program that was found, on files of our own)
        [*command, "--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))],
        check=True,
        capture_output=True,
        timeout=600,
    )
    seconds = time.perf_counter() - began
    made = len(list(folder.glob("*.pdf")))
    print(f"| LibreOffice: DOCX to PDF | {made} | {seconds:.1f} | {made / seconds:.1f} | |")


if __name__ == "__main__":
    main()
