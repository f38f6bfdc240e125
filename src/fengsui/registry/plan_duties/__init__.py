"""Who carries out the plan's clauses here: the checklist (0.7), the records of practices, evidence clause by clause."""
