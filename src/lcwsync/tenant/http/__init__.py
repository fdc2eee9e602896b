"""HTTP with Graph: one client, batches, retries, limits."""

import sys

# httpx imports its own command line where click and rich are installed; None makes it do without, as it does elsewhere.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
