"""What the reader of a replay may choose: which institutions make the population, which failures count. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

PopulationRule = Literal["registry-and-incidents", "registry", "known-fate", "incidents"]

POPULATION_RULES: Final[Mapping[PopulationRule, str]] = {
    "registry-and-incidents": (
        "登记表与爆雷表合并：机构自登记（上线）之日起在营，至爆雷之日止；登记表中没有爆雷日期的一直在营；"
        "登记表中没有的爆雷机构按其上线日期补入"
    ),
    "registry": "只算登记表：机构自登记之日起在营，至爆雷之日止；登记表中没有的爆雷机构不计",
    "known-fate": "同“登记表与爆雷表合并”，但已知出事而没有日期的机构不计入在营",
    "incidents": "只算爆雷表：只有后来爆雷的机构在营，没有幸存者；在营家数偏少，占比偏高",
}
DEFAULT_POPULATION: Final[PopulationRule] = "registry-and-incidents"


@dataclass(frozen=True, slots=True)
class Selection:
    """What the reader wants counted. ``without_types``: failures of these types end a life but are no blow-ups."""

    population: PopulationRule = DEFAULT_POPULATION
    without_batch_days: bool = False
    without_types: frozenset[str] = frozenset()
