"""Who may propose, review, adopt and file a version of the plan, and hand out copies of it (0.1, 0.6, 1.5.d, P.5)."""

from fengsui.conduct.house import AccessRule

RULES = (
    AccessRule("plan.propose", frozenset({"R1", "R2", "R3", "R7"}), "提出预案版本、登记征求意见"),
    AccessRule("plan.review", frozenset({"R2", "R3", "R7", "R14"}), "对预案版本作法律审查"),
    AccessRule("plan.adopt", frozenset({"R1", "R2"}), "签字采用预案版本"),
    AccessRule("plan.file", frozenset({"R3", "R7", "R15"}), "登记预案备案"),
    AccessRule("plan.note_revision", frozenset({"R1", "R2", "R3", "R7", "R14"}), "登记预案修订事由"),
    AccessRule("plan.hand_out", frozenset({"R1", "R3", "R7", "R15"}), "发出预案副本"),
)
