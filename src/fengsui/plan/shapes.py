"""Which shape stands at which place of a plan file, read from the shapes themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel


def shape_at(shape: Any, path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The shape that a file of `shape` has at a path; None where there is a plain value or no such place."""
    if not path:
        return shape_within(shape)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        field = shape.model_fields.get(str(path[0]))
        return None if field is None else shape_at(field.annotation, path[1:])
    origin = get_origin(shape)
    if origin is tuple or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return shape_at(get_args(shape)[-1 if origin is not tuple else 0], path[1:])
    found = (shape_at(argument, path) for argument in _choices(shape))
    return next((inner for inner in found if inner is not None), None)


def shape_within(annotation: Any) -> type[BaseModel] | None:
    """The shape itself, or the one that an optional value has; None for a plain value and for collections."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in _choices(annotation) if (found := shape_within(argument))), None)


def _choices(annotation: Any) -> tuple[Any, ...]:
    """What a value of `X | Y` may be; nothing for all other types."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else ()


def shapes_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every shape that a value of this type may hold, the outermost first; one twice where it stands twice."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from shapes_in(field.annotation)
    else:
        for argument in get_args(annotation):
            yield from shapes_in(argument)
