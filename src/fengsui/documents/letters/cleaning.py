"""What was pasted from Word or WPS becomes plain paragraphs: only its text is kept, nothing of it is ever run. Pure."""

import html
import re

_HIDDEN = re.compile(r"<(script|style|xml|head|title|o:p)\b|<!--|<\?", re.IGNORECASE)
_ENDS = {
    **{
        name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "xml", "head", "title", "o:p")
    },
    "<!--": re.compile("-->"),
    "<?": re.compile(r"\?>"),
}
_BREAK = re.compile(r"<(?:br|/p|/div|/h[1-6]|/li|/tr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_IS_HTML = re.compile(
    r"</?(?:p|div|span|br|table|html|body|b|o:p|h[1-6]|ul|ol|li|style|script|meta|font)\b", re.IGNORECASE
)
_FIELD = re.compile(
    r'\b(?:HYPERLINK|PAGEREF|TOC|MERGEFORMAT)\s+(?:\\[a-z]\s+)?"[^"\n]*"(?:\s*\\[a-z]+(?:\s+"[^"\n]*")?)*\s*'
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc\x00-\x08\x0e-\x1f\x7f]")
_SPACE = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BULLET = re.compile("^[\uf000-\uf8ff•·●○■□◆◇▪▫➢※✓]\\s*")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff，。；：、！？（）《》“”〔〕"
_HAN_SPACE = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}0-9A-Za-z])|(?<=[0-9A-Za-z]) +(?=[{_HAN}])")
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HALF_STOP = re.compile(f"(?<=[{_HAN}])[,;:?!](?=[{_HAN}\n]|$)")
_PAREN = re.compile(f"\\((?=[{_HAN}])([^()\n]*)\\)")
_NUMBERED = re.compile(r"^(\d{1,2})[.．、]\s*(?=\D)")
_YEAR = re.compile(r"[\[【［〈(（](20\d\d)[\]】］〉)）](?=\s*\d+\s*号)")
_RTF_BYTES = re.compile(r"(?:\\'[0-9a-fA-F]{2})+")
_RTF_UNICODE = re.compile(r"\\u(-?\d+) ?\??")
_RTF_GROUP = re.compile(
    r"\{\\\*?\\?(?:fonttbl|colortbl|stylesheet|info|pict|object|generator|themedata)\b[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
)
_RTF_WORD = re.compile(r"\\[a-zA-Z]+-?\d* ?")
LONGEST = 20_000
_MOST_LAYERS = 20


def clean_paste(pasted: str) -> str:
    """Paragraphs separated by one line feed, without indentation, marks, unseen characters or empty lines."""
    text = pasted[: 20 * LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    for _ in range(_MOST_LAYERS):  # what was taken away may have hidden more of its sort
        before, text = text, _cleaned(text)
        if text == before:
            break
    return text


def _cleaned(text: str) -> str:
    if text.lstrip().startswith("{\\rtf"):
        text = _from_rtf(text)
    elif _IS_HTML.search(text):
        text = _from_html(text)
    text = _UNSEEN.sub("", _FIELD.sub("", text)).translate(_WIDE)
    lines = (_line(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _line(line: str) -> str:
    line = _BULLET.sub("", _SPACE.sub(" ", line).strip())
    line = _HAN_SPACE.sub("", _PAREN.sub(r"（\1）", _YEAR.sub(r"〔\1〕", line)))
    line = _HALF_STOP.sub(lambda found: _FULL[found[0]], line)
    return _NUMBERED.sub(r"\1. ", line)


def _from_html(text: str) -> str:
    unwrapped = _without_hidden(text).replace("\n", " ")
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", unwrapped)))


def _without_hidden(text: str) -> str:
    """Without scripts, styles and comments, each to its end; looked through once, however many never end."""
    kept, done, start = [], 0, 0
    endless: set[str] = set()
    while (begins := _HIDDEN.search(text, start)) is not None:
        sort = (begins[1] or begins[0]).lower()
        ends = None if sort in endless else _ENDS[sort].search(text, begins.end())
        if ends is None:
            endless.add(sort)
            start = begins.end()
        else:
            kept.append(text[done : begins.start()])
            done = start = ends.end()
    return "".join(kept) + text[done:]


def _from_rtf(text: str) -> str:
    """The words of a rich text: Chinese is written as bytes of GBK or as code numbers."""
    text = _RTF_GROUP.sub("", text).replace("\n", "")
    text = _RTF_UNICODE.sub(lambda found: chr(int(found[1]) % 65536), text)
    text = _RTF_BYTES.sub(_gbk, text)
    text = re.sub(r"\\(?:par|line)\b ?", "\n", text)
    return re.sub("[\ud800-\udfff]", "", _RTF_WORD.sub("", text).replace("{", "").replace("}", ""))


def _gbk(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("\\'", "")).decode("gbk", errors="ignore")


def clean_lines(typed: str) -> tuple[str, ...]:
    """One name a line: cleaned, without repeats and without the separators that end a line of names."""
    lines = (line.strip("、，；。: ：") for line in clean_paste(typed).split("\n"))
    return tuple(dict.fromkeys(line for line in lines if line))
