"""``fengsui plan``: what each of its steps does.

Apart from the other commands: whoever writes a plan checks it after every change, and should not wait until the
program has read what only acts and the server need.
"""

import argparse
from collections.abc import Callable

from fengsui.cli import plan_covering
from fengsui.cli.plan_checking import check_plan, print_schema
from fengsui.cli.plan_diffing import diff_plans


def run(options: argparse.Namespace) -> int:
    """Dispatch to the step."""
    return _STEPS[options.step](options)


_STEPS: dict[str, Callable[[argparse.Namespace], int]] = {
    "check": check_plan,
    "schema": print_schema,
    "diff": diff_plans,
    "coverage": plan_covering.plan_coverage,
}
