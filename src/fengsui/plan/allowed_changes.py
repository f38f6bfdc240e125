"""Which way one key of an element may change between a base and the plan laid over it (clause 0.6).

A direction looks at the old and the new value and answers with a fault, in words with its remedy, or with None. What
has no direction is fixed: a key that this program gets later cannot be relaxed by having been forgotten here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengsui.plan.sensitivity import at_least_as_sensitive


@dataclass(frozen=True)
class Fault:
    """Why a change is no tightening, what to write instead, and where inside the element, where it is inside one."""

    why: str
    remedy: str
    inside: tuple[str | int, ...] = ()


Direction = Callable[[Any, Any], Fault | None]
LEAVE_OUT = "删去这一行，照国家预案"


def fixed(_old: Any, _new: Any) -> Fault | None:
    """Nothing may change."""
    return Fault("这一项不能改", LEAVE_OUT)


def free(_old: Any, _new: Any) -> Fault | None:
    """Anything may change."""
    return None


def once(old: Any, _new: Any) -> Fault | None:
    """May be filled where the base leaves it empty."""
    return Fault("国家预案已经写明，不能改", LEAVE_OUT) if old else None


def only_more(old: Iterable[Any], new: Iterable[Any]) -> Fault | None:
    """A list that may only grow."""
    lost = sorted({str(item) for item in old} - {str(item) for item in new})
    return Fault(f"少了 {'、'.join(lost)}，只能增加", f"把 {'、'.join(lost)} 写回去，再加自己的") if lost else None


def only_fewer(old: Iterable[Any], new: Iterable[Any]) -> Fault | None:
    """A list that may only shrink, and never to nothing: who may do something."""
    added = sorted({str(item) for item in new} - {str(item) for item in old})
    if added:
        return Fault(f"多了 {'、'.join(added)}，只能收窄", f"去掉 {'、'.join(added)}")
    return None if tuple(new) or not tuple(old) else Fault("收窄到没有人，条款就落空了", "至少留一个")


def never_emptied(old: Iterable[Any], new: Iterable[Any]) -> Fault | None:
    """A list that may be replaced: who answers for something. Nothing is nobody's."""
    return Fault("责任人不能空着", "写明由谁负责") if tuple(old) and not tuple(new) else None


def longer_text(old: str, new: str) -> Fault | None:
    """Words that may be added to."""
    return None if old in new else Fault("改动了国家预案的文字，只能在后面补充", f"保留原文“{old}”，补充写在后面")


def stays_on(old: Any, _new: Any) -> Fault | None:
    """What holds in the base goes on holding."""
    return Fault("国家预案要求的不能取消", LEAVE_OUT) if old else None


def stays_off(old: Any, _new: Any) -> Fault | None:
    """What the base does not allow stays forbidden."""
    return None if old else Fault("国家预案不允许的不能放开", LEAVE_OUT)


def only_up(old: int, new: int) -> Fault | None:
    """A number that may only rise."""
    return Fault(f"{new} 低于国家预案的 {old}", f"写 {old} 或者更大的数") if new < old else None


def only_down(old: int, new: int) -> Fault | None:
    """A number that may only fall."""
    return Fault(f"{new} 高于国家预案的 {old}", f"写 {old} 或者更小的数") if new > old else None


def not_later(old: date | None, new: date | None) -> Fault | None:
    """A day from which something holds: None is since ever."""
    if new is None or (old is not None and new <= old):
        return None
    return Fault("生效日期不能推后", LEAVE_OUT)


def not_earlier(old: date | None, new: date | None) -> Fault | None:
    """A day until which something holds: None is for ever."""
    if new is None or (old is not None and new >= old):
        return None
    return Fault("失效日期不能提前：国家预案的内容不能由省里停用", LEAVE_OUT)


RESPONSE_LEVELS = ("一级", "二级", "三级", "四级")
"""The levels of response of 应对法 art. 71, the gravest first."""


def graver_response(old: str, new: str) -> Fault | None:
    """A grade may call for a graver response."""
    if {old, new} <= {*RESPONSE_LEVELS} and RESPONSE_LEVELS.index(new) <= RESPONSE_LEVELS.index(old):
        return None
    return Fault(f"响应级别不能低于国家预案的{old}", "写国家预案的级别或者更高的，如 一级")


def more_closed(_old: str, new: str) -> Fault | None:
    """公开 may become 内部."""
    return Fault("内部的不能改成公开", "写 内部") if new == "公开" else None


_MODALITY: Mapping[str, int] = {"exemption": 0, "option": 1, "duty": 2}


def more_binding(old: str, new: str) -> Fault | None:
    """无需 may become 可以, 可以 may become 应当."""
    if _MODALITY[new] >= _MODALITY[old]:
        return None
    return Fault("应当做的不能改成可以做、不必做", LEAVE_OUT)


def more_sensitive(old: str | None, new: str | None) -> Fault | None:
    """A rule that may only be true more often; None in the base: there was none."""
    if old is None or (new is not None and at_least_as_sensitive(old, new)):
        return None
    return Fault(
        "看不出改过的规则在原规则成立时都成立",
        f"原样保留“{old.strip()}”，只把数字往灵敏的方向改，或者在后面加 or …；要变松的不行",
    )


_EFFECT_ONWARD = frozenset({("review", "grade")})


def stronger_effect(old: str, new: str) -> Fault | None:
    """A review may become a grade; a report stays one, because somebody waits for it."""
    return None if (old, new) in _EFFECT_ONWARD else Fault("规则的效果不能减弱", LEAVE_OUT)
