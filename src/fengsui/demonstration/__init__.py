"""演示: an invented province with an event in progress. Every name, number and code in it is made up (演示数据)."""

from fengsui.demonstration.building import is_unfinished, reset, sign_ins_in_words

__all__ = ["is_unfinished", "reset", "sign_ins_in_words"]
