"""How long the laws are tried: a short time with every change, a long one by `HYPOTHESIS_PROFILE=long`."""

import os

from hypothesis import HealthCheck, settings

_SHARED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}

settings.register_profile("short", max_examples=12, stateful_step_count=12, derandomize=True, **_SHARED)
settings.register_profile("long", max_examples=600, stateful_step_count=40, print_blob=True, **_SHARED)

CHOSEN = settings.get_profile("long" if os.environ.get("HYPOTHESIS_PROFILE") == "long" else "short")
"""Given to each test by hand: a profile loaded here would change the tests of other directories."""
