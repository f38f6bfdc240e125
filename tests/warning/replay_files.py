"""Invented incidents and registries for replays. No name in them is anybody's."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

INCIDENTS = "name,date,type,region,online,source,outstanding_wan,people"
REGISTRY = "name,register_location,register_time,status"
OPENED = date(2016, 1, 1)


def incidents_file(rows: Iterable[str]) -> bytes:
    """Lines under the headings of the incidents file."""
    return "\n".join([INCIDENTS, *rows]).encode()


def incident(name: str, day: str, place: str = "安徽省合肥市", kind: str = "失联", source: str = "甲") -> str:
    """One line of the incidents file."""
    return f"{name},{day},{kind},{place},2016-01-01,{source},,"


def registry_file(rows: Iterable[tuple[str, str]], opened: date = OPENED) -> bytes:
    """Name and place of each platform, all registered on one day."""
    return "\n".join([REGISTRY, *(f"{name},{place},{opened.isoformat()},normal" for name, place in rows)]).encode()


def platforms(count: int, place: str = "安徽|合肥", prefix: str = "甲") -> list[tuple[str, str]]:
    """So many platforms of one place: 甲0, 甲1, …"""
    return [(f"{prefix}{number}", place) for number in range(count)]


def failing(names: Sequence[str], first: date, apart: int = 0, place: str = "安徽省合肥市") -> list[str]:
    """One line for each name, so many days apart."""
    days = (first + timedelta(days=apart * number) for number in range(len(names)))
    return [incident(name, day.isoformat(), place) for name, day in zip(names, days, strict=True)]
