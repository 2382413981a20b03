"""What holds for every test: a busy machine makes none of them fail, and CI draws the same examples twice.

The long runs (`make test-slow`) draw new ones each time, in CI too: they search for what nobody has met.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SAME = "CI" in os.environ and "TOWER_RANDOM" not in os.environ

settings.register_profile("tower", deadline=None, derandomize=SAME, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tower")
