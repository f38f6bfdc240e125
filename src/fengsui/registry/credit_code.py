"""统一社会信用代码 (GB 32100-2015): is the code written correctly?

A finding warns and never blocks: lawful codes of the early pilot exist whose check character does
not follow the published formula, so that an officer may keep what the licence says.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

CODE_LENGTH: Final = 18
# GB 32100-2015 leaves out I, O, S, V, Z because they are taken for 1, 0, 5, U, 2.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = tuple(pow(3, position, 31) for position in range(CODE_LENGTH - 1))
# The inner organisation code (GB 11714) keeps its own, older alphabet, weights and modulus.
ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_MISTAKEN_LETTERS: Final = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}
_KEEP_ADVICE: Final = "请对照营业执照；执照确为如此的（早期试点编码）可以保留"


@dataclass(frozen=True, slots=True)
class CreditCodeFinding:
    """What was read: the normalised code, whether every check passed, and what to do if not (Chinese)."""

    normalised: str
    valid: bool
    problem: str | None


def normalise_credit_code(text: str) -> str:
    """Half-width, upper case, without blanks, hyphens and the apostrophe spreadsheets put before digits."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        character
        for character in folded
        if not character.isspace() and character not in "-'‘’_" and unicodedata.category(character) != "Cf"
    )


def organisation_check_character(body: str) -> str:
    """Check character of an organisation code (GB 11714) for its eight-character body."""
    total = sum(
        ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def credit_check_character(first_seventeen: str) -> str:
    """Check character (18th) of a credit code for its first seventeen characters."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def compose_credit_code(authority_and_kind: str, region_code: str, organisation_body: str) -> str:
    """Build a code that passes every check, for invented demonstration data.

    Two characters (such as 91), six digits of the registering region, eight of the organisation.
    """
    first = f"{authority_and_kind}{region_code}{organisation_body}"
    first += organisation_check_character(organisation_body)
    return first + credit_check_character(first)


def check_credit_code(text: str) -> CreditCodeFinding:
    """Check one credit code; never raises, whatever the text."""
    code = normalise_credit_code(text)
    problem = _shape_problem(code) or _check_problem(code)
    return CreditCodeFinding(normalised=code, valid=problem is None, problem=problem)


def _shape_problem(code: str) -> str | None:
    if not code:
        return "未填写统一社会信用代码，请按营业执照补填"
    if "E+" in code:
        return "统一社会信用代码被表格软件改成了科学计数法，请把该列设为“文本”后重填"
    if len(code) != CODE_LENGTH:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请核对营业执照"
    for position, character in enumerate(code, start=1):
        if character in ALPHABET:
            continue
        likely = _MISTAKEN_LETTERS.get(character)
        hint = f"，是否应为 {likely}？请核对" if likely else "，请核对"
        return f"第 {position} 位“{character}”不是统一社会信用代码可用的字符{hint}"
    if not code[2:8].isdigit():
        return "第 3 至 8 位应为登记机关行政区划代码（六位数字），请核对"
    return None


def _check_problem(code: str) -> str | None:
    expected = credit_check_character(code[:17])
    if code[17] != expected:
        return f"末位校验码不符（按前 17 位应为 {expected}，现为 {code[17]}）。{_KEEP_ADVICE}"
    inner = organisation_check_character(code[8:16])
    if code[16] != inner:
        return f"第 17 位（组织机构代码校验码）不符（应为 {inner}，现为 {code[16]}）。{_KEEP_ADVICE}"
    return None
