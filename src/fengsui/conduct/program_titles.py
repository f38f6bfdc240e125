"""What the program calls the things that plans name by an id: fact kinds, figures, permissions, provisions."""

from fengsui.conduct.house import house


def program_titles() -> dict[str, str]:
    """Title by id, as pages show it."""
    titles = {figure.name: figure.label for figure in house.figures.values()}
    titles |= {name: kind.title for name, kind in house.kinds.items()}
    titles |= {rule.permission: rule.title for rule in house.rules.values()}
    return {name: str(title) for name, title in titles.items()}
