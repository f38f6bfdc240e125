"""办理: one way to act. Access → append → project → react, in one transaction; and the runner of clocks."""
