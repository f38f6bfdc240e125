"""The command desk: handing over, calls, decisions of the leading group, joint meetings, the shared picture."""
