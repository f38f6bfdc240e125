"""``python -m bench [name …]``: run the benches, print their tables."""

import sys

from bench import batch, clocks, hostile, opening, papers, plan_check

BENCHES = {
    "opening": opening.main,
    "clocks": clocks.main,
    "hostile": hostile.main,
    "plan-check": plan_check.main,
    "papers": papers.main,
    "batch": batch.main,
}


def main() -> int:
    """Run the named benches, or all."""
    names = sys.argv[1:] or list(BENCHES)
    for name in names:
        if name not in BENCHES:
            print(f"no bench {name}; there are: {', '.join(BENCHES)}", file=sys.stderr)
            return 2
        print(f"\n## {name}\n", flush=True)
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
