"""One access check: whom an officer of a place serves, and what a refusal says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.conduct.access import SEPARATELY_PLANNED, AccessDenied, Actor, covers, may, require
from fengsui.registry.regions import built_in_regions

codes = st.sampled_from(sorted(built_in_regions().codes() if hasattr(built_in_regions(), "codes") else ()))
