"""What may come in of a text, and in what shape. Pure: ``now`` is an argument.

State secrets are turned away (N10), personal numbers blotted out (N2, 个保法 art. 6), addresses stripped of names.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from fengsui.conduct.shapes import refuse_state_secrets
from fengsui.monitoring.texts.columns import names_person
from fengsui.monitoring.texts.masking import MASK, mask_numbers
from fengsui.monitoring.texts.moments import read_moment
from fengsui.monitoring.texts.raw_texts import RawTexts
from fengsui.registry.raw_tables import FILE_ROW

LONGEST_ADDRESS: Final = 2000
LONGEST_TITLE: Final = 400
_UNSEEN: Final = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, and marks that turn or hide what stands beside them."""
_SOMEBODYS_PAGE: Final = re.compile(
    r"(/(?:u|uid|users?|people|person|profiles?|authors?|members?|accounts?)/)[^/]+|/(?:@|~|%40|%7E)[^/]+",
    re.IGNORECASE,
)
"""Part of an address that names who wrote: what stands behind such a word, or begins with such a sign."""
_OWNERS_FIRST: Final = ("weibo.com", "weibo.cn", "xueqiu.com")
"""Sites whose addresses begin with the number of the account that wrote."""
_OWNER: Final = re.compile(r"^/\d{5,}(?=/|$)")
_QUOTED_MASK: Final = quote(MASK)
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_SHORT: Final = 30  # characters below which the title is part of what makes a text the same
_AHEAD: Final = timedelta(days=1)
_FORBIDDEN_MARK: Final = "带有国家秘密标志。国家秘密不得进入本系统：请从文件里删去这一行，按涉密渠道报送，并报告保密员"


@dataclass(frozen=True, slots=True)
class AdmittedText:
    """A text that may come in. ``content_key``: the same for texts that say the same words, empty for no words."""

    row_number: int
    title: str
    text: str
    published_at: datetime | None
    address: str
    content_key: str

    @property
    def length(self) -> int:
        """Characters of title and text."""
        return len(self.title) + len(self.text)


def admit(texts: RawTexts, now: datetime) -> tuple[list[AdmittedText], int]:
    """The texts that may come in, and how many personal numbers were blotted out; findings go to ``texts``."""
    admitted: list[AdmittedText] = []
    masked = undated = 0
    for raw in texts.rows:
        title, in_title = mask_numbers(" ".join(_visible(raw.title).split()))
        text, in_text = mask_numbers(_visible(raw.text).strip())
        if not title and not text:
            texts.find(raw.row_number, "warning", "标题和正文都是空的，只计数")
        if len(title) > LONGEST_TITLE:  # a table without headings of its own: what stands there is the text
            title, text = "", f"{title}\n{text}".strip()
        if problem := _secret(f"{title}\n{text}"):
            texts.find(raw.row_number, "error", problem)
            continue
        published_at = read_moment(raw.published) if raw.published.strip() else None
        if published_at is not None and published_at > now + _AHEAD:
            published_at = None
        undated += bool(raw.published.strip()) and published_at is None
        admitted.append(
            AdmittedText(
                raw.row_number, title, text, published_at, clean_address(raw.address), content_key(title, text)
            )
        )
        masked += in_title + in_text
    _say_undated(texts, undated)
    if admitted and not any(text.length for text in admitted):
        texts.find(FILE_ROW, "error", "没有一条有标题或正文")
    return admitted, masked


def _say_undated(texts: RawTexts, undated: int) -> None:
    if undated:
        texts.find(1, "warning", f"{undated} 条的发布时间读不出或在将来，按导入时间计")
    elif texts.rows and "published_at" not in texts.read_columns:
        texts.find(1, "warning", "没有“发布时间”列，各条按导入时间计")


def _secret(text: str) -> str:
    try:
        refuse_state_secrets(text)
    except ValueError:
        return "含有看不见的空字符" if "\0" in text else _FORBIDDEN_MARK
    return ""


def _visible(text: str) -> str:
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def content_key(title: str, text: str) -> str:
    """Sixteen hexadecimal digits, the same for the same words whatever their width, case, spaces and punctuation.

    Empty where there are no words: of nothing, nothing is the same.
    """
    words = _words(text)
    if len(words) < _SHORT:
        words = _words(title) + words
    if not words:
        return ""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).lower())


def clean_address(text: str) -> str:
    """A web address without the parts that name people; empty for anything that isn't one, or is too long."""
    try:
        parts = urlsplit(_visible(text).replace("\0", "").strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return ""
        host = (f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname) + (
            f":{parts.port}" if parts.port else ""
        )
    except ValueError:
        return ""
    query = urlencode(
        [
            (name, mask_numbers(value)[0])
            for name, value in parse_qsl(parts.query)
            if not names_person(name) and "@" not in value
        ]
    )
    path = _without_owner(parts.hostname, parts.path)
    address, _ = mask_numbers(urlunsplit((parts.scheme, host, path, query.replace(_QUOTED_MASK, MASK), "")))
    return address if len(address) <= LONGEST_ADDRESS else ""


def _without_owner(host: str, path: str) -> str:
    """The path without the account that wrote (N2), where it is known how the site names it, and without numbers."""
    if host.endswith(_OWNERS_FIRST):
        path = _OWNER.sub(f"/{MASK}", path)
    path = _SOMEBODYS_PAGE.sub(lambda found: f"{found[1] or '/'}{MASK}", path)
    plain, numbers = mask_numbers(unquote(path))
    return quote(plain, safe="/:@!$&'()*+,;=~%").replace(_QUOTED_MASK, MASK) if numbers else path
