"""The file of an offline form is doubted whole: whatever bytes come in, the answer is a form or a sentence."""

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.response.offline.reading import LARGEST_BYTES, OfflineFault, OfflineForm, moment_of, read_form
from tests.response.offline.filled import OFFICES, TEXTS, call, saved

WHOLE: dict[str, Any] = {
    "form": "first_notice",
    "mark": "mark",
    "world": "test",
    "filled_by": "锡安",
    "saved_at": "2026-03-02T09:05",
    "texts": TEXTS,
    "figures": {"lender_count": {"value": "3", "unit": "", "verification": "verified"}},
    "figures_as_of": "",
    "figures_source": "",
    "approved_by": "",
    "approved_at": "",
    "calls": [call(OFFICES[0])],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def sentence_or_form(content: bytes) -> OfflineForm | str:
    """What reading gives; anything but a form or an OfflineFault fails the test that asked."""
    try:
        return read_form(content)
    except OfflineFault as fault:
        sentence = str(fault)
    assert sentence.endswith("。")
    return sentence


def test_a_whole_file_is_read() -> None:
    """What the form saves comes back as it was typed."""
    form = sentence_or_form(saved(WHOLE))
    assert isinstance(form, OfflineForm)
    assert form.texts == TEXTS
    assert form.calls[0].received_at == "2026-03-02T09:03"


@given(st.binary(max_size=400))
def test_any_bytes_give_a_sentence(content: bytes) -> None:
    """No bytes make it raise anything else."""
    assert isinstance(sentence_or_form(content), str)


@given(st.dictionaries(st.sampled_from([*WHOLE, "surplus"]), JSON, max_size=4))
def test_any_content_gives_a_form_or_a_sentence(changes: dict[str, Any]) -> None:
    """A file with a good hash and any JSON for any field: never an exception of another kind."""
    text = json.dumps({**WHOLE, **changes}, ensure_ascii=True)
    envelope = {"fengsui": "offline-form", "format": 1, "body": text, "sha256": sha256(text.encode()).hexdigest()}
    sentence_or_form(json.dumps(envelope).encode())


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=0, max_value=255))
def test_a_changed_byte_is_noticed(place: int, byte: int) -> None:
    """Wherever one byte of the file is changed, the form read is the same or none is."""
    content = bytearray(saved(WHOLE))
    content[place % len(content)] = byte
    read = sentence_or_form(bytes(content))
    assert isinstance(read, str) or read == read_form(saved(WHOLE))


@given(st.text(max_size=20))
def test_any_moment_is_one_or_a_sentence(typed: str) -> None:
    """A typed moment becomes UTC, nothing, or a sentence."""
    try:
        moment = moment_of(typed)
    except OfflineFault:
        return
    assert (moment is None) == (typed == "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b" " * (LARGEST_BYTES + 1), "最大 64 KB"),
        (b"<!DOCTYPE html><html>", "离线首报表本身"),
        (b"PK\x03\x04", "不是离线首报表存下的"),
        (b"[" * 60_000, "读不出来"),
        (b'{"fengsui": "offline-form"', "读不出来"),
        (b"\xff\xfe\x00", "读不出来"),
        (saved({**WHOLE, "texts": {f"f{n}": "" for n in range(100)}}), "比离线首报表的多"),
        (saved({**WHOLE, "texts": {"course": "a\0b"}}), "空字符"),
        (saved({**WHOLE, "approved_at": "2026-02-30T10:00"}), "2026-02-30 10:00"),
        (saved({**WHOLE, "approved_at": "0001-01-01T00:00"}), "年份不对"),
        (saved(WHOLE).replace(b"0990", b"0991"), "校验值不符"),
    ],
)
def test_what_people_upload_by_mistake(content: bytes, said: str) -> None:
    """The empty page, a Word file, half a file, a changed one: each has words of its own."""
    told = sentence_or_form(content)
    assert isinstance(told, str)
    assert said in told
