"""How a proposed version differs from the one in force, a sentence for each element."""

from fengsui.conduct.program_titles import program_titles
from fengsui.plan import Plan
from fengsui.plan.differences import Change, differences

MOST_SENTENCES, LONGEST_SENTENCE = 100, 200


def changes_between(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Every difference, with fact kinds, figures and permissions by the names people know them by."""
    return differences(old.written, new.written, program_titles())


def changed_elements(old: Plan, new: Plan) -> tuple[str, ...]:
    """The differences as a fact keeps them: shortened, the rest counted."""
    found = [change.sentence[:LONGEST_SENTENCE] for change in changes_between(old, new)]
    left = len(found) - MOST_SENTENCES
    return (*found[:MOST_SENTENCES], *((f"另有 {left} 处，见两个版本的比较",) if left > 0 else ()))
