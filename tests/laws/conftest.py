"""How long the laws are tried: a short time with every change, a long one by `HYPOTHESIS_PROFILE=long`."""

import os

from hypothesis import HealthCheck, settings

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

settings.register_profile("short", _PATIENT, max_examples=25, stateful_step_count=15, derandomize=True)
settings.register_profile("long", _PATIENT, max_examples=400, stateful_step_count=40, print_blob=True)

CHOSEN = settings.get_profile("long" if os.environ.get("HYPOTHESIS_PROFILE") == "long" else "short")
"""Given to each test by hand: a profile loaded here would change the tests of other directories."""
