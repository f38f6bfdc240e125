"""Where the register knows an institution from: the fact that papers of other rooms name as their source."""

from collections.abc import Iterable

from fengsui.ledger.reading import read_streams
from fengsui.registry.institution_actions import institution_stream
from fengsui.registry.institutions import institution_many
from fengsui.registry.models import TableImport

_SINGLE_ACTS = frozenset({"institution.registered", "institution.changed"})


def institution_sources(ids: Iterable[str]) -> dict[str, str]:
    """Id → the newest import or single act that says what the register has; unknown ids are left out.

    Asks nobody's permission.
    """
    rows = institution_many(ids)
    batches = {row.batch for row in rows.values() if row.batch}
    imports = {row.batch: row for row in TableImport.objects.filter(batch__in=batches).order_by("imported_at")}
    found = {
        key: (imports[row.batch].imported_at, imports[row.batch].pk)
        for key, row in rows.items()
        if row.batch in imports
    }
    streams = read_streams([institution_stream(key) for key in rows])
    for key in rows:
        acts = [fact for fact in streams[institution_stream(key)] if fact.kind in _SINGLE_ACTS]
        if acts and (key not in found or found[key][0] <= acts[-1].recorded_at):
            found[key] = (acts[-1].recorded_at, acts[-1].reference)
    return {key: reference for key, (_, reference) in found.items()}
