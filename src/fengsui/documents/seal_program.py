"""The office's own program that puts an electronic seal on a PDF: a PDF on its standard input, the sealed one back.

Which program is in ``FENGSUI_SEAL_COMMAND``; none is called through a shell. It has a minute and may give back so much
and no more; whatever else it does, nothing is kept but a PDF that says the same on as many pages.
"""

import os
import selectors
import shlex
import signal
import subprocess
import time
from contextlib import suppress
from io import BytesIO
from typing import IO

from django.conf import settings

from fengsui.conduct.acting import Refused

SECONDS = 60
LARGEST_BYTES = 20 * 1024 * 1024
_PIECE = 64 * 1024
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
"""What the program is told of its surroundings: never this installation's own settings, which hold passwords."""
_NOTHING_WRITTEN = "公文没有变动，可以再试，也可以打印盖章后登记扫描件。"
_TOO_LONG = f"印章程序没有在限定的时间里办完，已停掉。{_NOTHING_WRITTEN}"
_TOO_LARGE = f"印章程序交回的文件超过 {LARGEST_BYTES // (1024 * 1024)} MB，没有收。{_NOTHING_WRITTEN}"


def seal_command() -> tuple[str, ...]:
    """The program and its arguments; empty where none is set up."""
    try:
        return tuple(shlex.split(settings.SEAL_COMMAND))
    except ValueError:  # a quotation mark without its other: no program has that name, and the page says so
        return (settings.SEAL_COMMAND,)


def sealed_by_program(pdf: bytes) -> tuple[bytes, int]:
    """(sealed PDF, pages). Raises Refused where the program is missing, fails, hangs or gives back something else."""
    command = seal_command()
    if not command:
        msg = "电子印章未接入：打印盖章后登记扫描件"
        raise Refused(msg)
    sealed = _run(command, pdf)
    return sealed, _checked(pdf, sealed)


def _run(command: tuple[str, ...], pdf: bytes) -> bytes:
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        process = subprocess.Popen(  # noqa: S603 (the operator's own setting, no shell)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        msg = f"印章程序启动不了（{error.strerror}）。请系统管理员检查 FENGSUI_SEAL_COMMAND。{_NOTHING_WRITTEN}"
        raise Refused(msg) from error
    try:
        given = _exchange(process, pdf, time.monotonic() + SECONDS)
    finally:
        _end(process)
    if process.returncode != 0:
        msg = f"印章程序报错（退出码 {process.returncode}）。{_NOTHING_WRITTEN}"
        raise Refused(msg)
    return given


def _exchange(process: "subprocess.Popen[bytes]", pdf: bytes, until: float) -> bytes:
    """Write and read at once, so that neither side waits for the other; no longer and no more than allowed."""
    given, sent = bytearray(), 0
    assert process.stdin is not None
    assert process.stdout is not None
    with selectors.DefaultSelector() as waiting:
        for pipe, event in ((process.stdin, selectors.EVENT_WRITE), (process.stdout, selectors.EVENT_READ)):
            os.set_blocking(pipe.fileno(), False)
            waiting.register(pipe, event)
        while waiting.get_map():
            ready = waiting.select(max(0.0, until - time.monotonic()))
            if not ready:
                raise Refused(_TOO_LONG)
            for key, _ in ready:
                if key.fileobj is process.stdin:
                    sent = _write(process.stdin.fileno(), pdf, sent)
                    if sent >= len(pdf):
                        waiting.unregister(process.stdin)
                        _close(process.stdin)
                    continue
                piece = os.read(process.stdout.fileno(), _PIECE)
                given += piece
                if len(given) > LARGEST_BYTES:
                    raise Refused(_TOO_LARGE)
                if not piece:
                    waiting.unregister(process.stdout)
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise Refused(_TOO_LONG) from error
    return bytes(given)


def _write(pipe: int, content: bytes, sent: int) -> int:
    """How much is written by now; all of it, where the program no longer reads."""
    try:
        return sent + os.write(pipe, content[sent : sent + _PIECE])
    except BlockingIOError:
        return sent
    except BrokenPipeError:
        return len(content)


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Whatever the program started goes with it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            _close(pipe)
    process.wait()


def _checked(pdf: bytes, sealed: bytes) -> int:
    """How many pages the sealed PDF has. Raises Refused unless it is a PDF that says the same on as many pages."""
    if not sealed.startswith(b"%PDF-"):
        msg = f"印章程序交回的不是 PDF，没有收。{_NOTHING_WRITTEN}"
        raise Refused(msg)
    try:
        after = _pages(sealed)
    except Exception as error:
        msg = f"印章程序交回的 PDF 打不开，没有收。{_NOTHING_WRITTEN}"
        raise Refused(msg) from error
    before = _pages(pdf)
    if len(after) != len(before):
        msg = f"印章程序交回的 PDF 有 {len(after)} 页，公文是 {len(before)} 页，没有收。{_NOTHING_WRITTEN}"
        raise Refused(msg)
    changed = [number for number, (one, other) in enumerate(zip(before, after, strict=True), 1) if one != other]
    if changed:
        msg = f"印章程序交回的 PDF 第 {changed[0]} 页的文字与公文不同，没有收。{_NOTHING_WRITTEN}"
        raise Refused(msg)
    return len(after)


def _pages(pdf: bytes) -> list[str]:
    """The text of each page, without spaces."""
    from pypdf import PdfReader  # noqa: PLC0415 (0.1 s; only a seal needs it)

    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]
