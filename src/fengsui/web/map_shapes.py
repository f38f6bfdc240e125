"""The map of provinces: the built-in one, or the operator's own (``FENGSUI_MAP``), looked at before it is drawn."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

BUILT_IN = Path(__file__).parent / "static" / "map" / "china.json"
LARGEST_MAP = 20 * 1024 * 1024
_FORMS = frozenset({"Polygon", "MultiPolygon"})


class BrokenMap(Exception):
    """The map can't be drawn; the message says why in the user's words."""


@dataclass(frozen=True, slots=True)
class MapShapes:
    """A map that can be drawn. ``codes``: GB/T 2260 codes of its shapes. ``own``: the operator's."""

    content: bytes
    codes: frozenset[str]
    own: bool


def map_shapes() -> MapShapes:
    """The map in use. Raises BrokenMap for a file that is missing, too large or no GeoJSON with codes and names."""
    own = str(settings.MAP)
    path = Path(own) if own else BUILT_IN
    try:
        found = path.stat()
    except OSError as error:
        raise BrokenMap(gettext("地图文件打不开，请系统管理员检查 FENGSUI_MAP")) from error
    if found.st_size > LARGEST_MAP:
        raise BrokenMap(gettext("地图文件超过 20 MB，请换一份简化的"))
    return _read(path, found.st_mtime_ns, own=bool(own))


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int, *, own: bool) -> MapShapes:
    try:
        content = path.read_bytes()
        codes = frozenset(_code(feature) for feature in _features(json.loads(content)))
    except OSError as error:
        raise BrokenMap(gettext("地图文件打不开，请系统管理员检查 FENGSUI_MAP")) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenMap(
            gettext("地图文件不是 GeoJSON，或者缺少地区代码（adcode 或 id）和名称（name），请系统管理员更换")
        ) from error
    return MapShapes(content, codes, own)


def _features(shapes: Any) -> list[Any]:
    if shapes["type"] != "FeatureCollection" or not shapes["features"]:
        raise ValueError(shapes["type"])
    return list(shapes["features"])


def _code(feature: Any) -> str:
    """The code of a shape that has a name and a form that can be drawn."""
    properties = feature["properties"]
    code = str(properties.get("adcode") or properties.get("id"))
    if not code.isdigit() or not properties["name"] or feature["geometry"]["type"] not in _FORMS:
        raise ValueError(code)
    return code
