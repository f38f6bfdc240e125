"""底账: the append-only, hash-chained truth. Everything a page shows is a view of facts kept here."""
