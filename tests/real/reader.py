"""The lexicon reader on texts labelled by hand: links, kinds, events, stance, negative; and on the contest's mark."""

import csv
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import django

django.setup()

from fengsui.monitoring.facts import InstitutionRead  # noqa: E402
from fengsui.monitoring.reading.characters import folded  # noqa: E402
from fengsui.monitoring.reading.lexicon_reader import LexiconReader  # noqa: E402
from fengsui.monitoring.reading.model import TextRead  # noqa: E402
from fengsui.monitoring.reading.names import NameIndex  # noqa: E402
from fengsui.plan import Lexicon  # noqa: E402
from fengsui.plan.source import read_source, validated  # noqa: E402
from tests.clauses import NATIONAL  # noqa: E402

KINDS = tuple(f"K{number}" for number in range(1, 10))
EVENTS = tuple(f"E{number}" for number in range(1, 7))
STANCES = ("report", "denial", "clarification", "advertising", "question", "education", "statistics")
LEAST_NEGATIVE = 0.84  # F1 that the check holds the reader to
LEAST_LINKED = 0.97

Row = Mapping[str, str]


@dataclass(slots=True)
class Score:
    """Counts of right, wrong and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, *, gold: bool, read: bool) -> None:
        """Count one judgement."""
        self.right += gold and read
        self.wrong += read and not gold
        self.missed += gold and not read

    @property
    def precision(self) -> float:
        """Of what was read, how much is so."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of what is so, how much was read."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        return f"{self.right + self.missed:>5}  {self.precision:.2f}  {self.recall:.2f}  {self.f1:.2f}"


Pair = tuple[Row, InstitutionRead | None]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a labelled file."""
    csv.field_size_limit(2**24)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def names_of(data: Path, named: Iterable[str]) -> NameIndex:
    """An index of the platforms' names and of those the labels name; a name in small letters is its own institution."""
    names: dict[str, list[str]] = {}
    for name in named:
        if len(name.strip()) > 1:
            names.setdefault(folded(name.strip()), []).append(name.strip())
    for platform in json.loads((data / "names/platform_names.json").read_text(encoding="utf-8")):
        own = names.setdefault(folded(platform["name"]), [])
        own.append(platform["name"])
        if platform["oldname"] and folded(platform["oldname"]) not in names:
            own.append(platform["oldname"])
    return NameIndex.of(names.items())


def half(institution: str) -> int:
    """Which half of the institutions: words were first looked for in the texts about half 0 only."""
    return int(hashlib.sha256(institution.lower().encode()).hexdigest(), 16) % 2


def pairs(rows: Sequence[Row], reader: LexiconReader) -> list[Pair]:
    """Each labelled row that names an institution, with what was read of it; None where it was not linked."""
    reads: dict[str, dict[str, InstitutionRead]] = {}
    for row in rows:
        if row["id"] not in reads:
            found = reader.read(row["title"], row["text"]).institutions
            reads[row["id"]] = {read.institution: read for read in found}
    return [
        (row, reads[row["id"]].get(folded(row["institution"].strip()))) for row in rows if row["institution"].strip()
    ]


def keyword_pairs(rows: Sequence[Row], lexicon: Lexicon, reader: LexiconReader) -> list[Pair]:
    """The plain method: every word of the lexicon anywhere in the text counts for everybody named in it."""
    words = {
        (folded(word), code)
        for entry in lexicon.entries
        for word in entry.words
        for code in (*entry.kinds, *entry.events)
    }
    plain: list[Pair] = []
    for row, read in pairs(rows, reader):
        text = folded(f"{row['title']}\n{row['text']}")
        codes = {code for word, code in words if word in text}
        told = read and InstitutionRead(
            institution=read.institution,
            kinds=tuple(sorted(codes & set(KINDS))),
            events=tuple(sorted(codes & set(EVENTS))),
            negative=bool(codes),
        )
        plain.append((row, told))
    return plain


def score_of(judged: Iterable[Pair], gold: Callable[[Row], bool], read: Callable[[InstitutionRead], bool]) -> Score:
    """Count over rows; an institution that was not linked was not read."""
    score = Score()
    for row, found in judged:
        score.add(gold=gold(row), read=found is not None and read(found))
    return score


def scores(judged: Sequence[Pair]) -> Iterator[tuple[str, Score]]:
    """Kinds, events, negative, stances."""
    for code in (*KINDS, *EVENTS):
        column = "kinds" if code[0] == "K" else "event_kinds"
        yield (
            code,
            score_of(
                judged,
                lambda row, code=code, column=column: code in row[column].split(";"),  # type: ignore[misc]
                lambda read, code=code: code in (*read.kinds, *read.events),  # type: ignore[misc]
            ),
        )
    yield "negative", score_of(judged, lambda row: row["negative"] == "1", lambda read: read.negative)
    for stance in STANCES:
        yield (
            stance,
            score_of(
                judged,
                lambda row, stance=stance: row["stance"] == stance,  # type: ignore[misc]
                lambda read, stance=stance: read.stance == stance,  # type: ignore[misc]
            ),
        )


def report(title: str, judged: Sequence[Pair]) -> dict[str, Score]:
    """Print the table of one set of rows."""
    linked = sum(read is not None for _, read in judged)
    agreed = sum(read is not None and read.stance == row["stance"] for row, read in judged)
    print(f"\n{title}: {len(judged)} rows, linked {linked / len(judged):.3f}, stance right {agreed / len(judged):.3f}")
    print(f"{'':>14}    n  prec  rec   F1")
    found = dict(scores(judged))
    for name, score in found.items():
        if name not in STANCES or score.right + score.missed + score.wrong:
            print(f"{name:>14}{score}")
    return found


def contest(data: Path, lexicon: Lexicon) -> tuple[Score, Score]:
    """On the contest's labels: whether a text is negative, and of which of its entities."""
    rows = rows_of(data / "negative_information/labelled.csv")
    reader = LexiconReader(names_of(data, (name for row in rows for name in row["entity"].split(";"))), lexicon)
    started = time.monotonic()
    reads = [reader.read(row["title"], row["text"]) for row in rows]
    print(f"\ncontest texts: {len(rows)} read in {time.monotonic() - started:.1f} s")
    whole, entities = Score(), Score()
    for row, read in zip(rows, reads, strict=True):
        whole.add(gold=row["negative"] == "1", read=_says_adverse(read))
        _add_entities(entities, row, read)
    return whole, entities


def _says_adverse(read: TextRead) -> bool:
    if read.institutions:
        return any(found.negative for found in read.institutions)
    return bool(set(read.kinds) - {"K1"})


def _add_entities(score: Score, row: Row, read: TextRead) -> None:
    """An entity is judged by whoever was linked where it stands: 甲 and 甲网 are one place in a text."""
    text = folded(f"{row['title']}\n{row['text']}" if row["title"] else row["text"])
    key = {folded(name.strip()) for name in row["key_entity"].split(";")}
    for name in {folded(name.strip()) for name in row["entity"].split(";")} - {""}:
        start = text.find(name)
        if start < 0 or len(name) < 2:
            continue
        places = [start]
        while (start := text.find(name, start + 1)) >= 0:
            places.append(start)
        score.add(gold=name in key, read=any(_negative_at(found, places, len(name)) for found in read.institutions))


def _negative_at(found: InstitutionRead, places: Sequence[int], length: int) -> bool:
    return found.negative and any(
        start < place + length and place < end for start, end in found.spans for place in places
    )


def main() -> int:
    """Measure; 1 where linking or the negative mark falls below what the pages promise."""
    data = Path(sys.argv[1])
    lexicon = validated(read_source(NATIONAL / "lexicon.yaml", "lexicon.yaml"), Lexicon)
    rows = rows_of(data / "risk_kinds/dev.csv")
    reader = LexiconReader(names_of(data, (row["institution"] for row in rows)), lexicon)
    print(f"{reader.version}; {len(rows)} rows")
    judged = pairs(rows, reader)
    for which in (0, 1):
        report(f"institutions of half {which}", [pair for pair in judged if half(pair[0]["institution"]) == which])
    found = report("all", judged)
    deaf = lexicon.model_copy(update={"marks": (), "negations": (), "hearsay": ()})
    without = LexiconReader(names_of(data, (row["institution"] for row in rows)), deaf)
    report("the same without negation, denial, hearsay and stance", pairs(rows, without))
    report("the words anywhere in the text, for everybody named", keyword_pairs(rows, lexicon, reader))
    whole, entities = contest(data, lexicon)
    print(f"negative text     {whole}\nnegative entity   {entities}")
    linked = sum(read is not None for _, read in judged) / len(judged)
    good = found["negative"].f1 >= LEAST_NEGATIVE and linked >= LEAST_LINKED
    print("as promised" if good else "BELOW WHAT THE DOCS SAY")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
