"""Orders and 督办, the tree of tasks, evidence, handover of work, the staffing and the case file of an event."""
