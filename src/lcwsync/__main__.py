"""`python -m lcwsync`, and the program `lcwsync`."""

import gc
import sys

from lcwsync.cli import main


def program() -> int:
    """Run one command for a process that ends with it, and return its exit code."""
    # A command lives for seconds and drops what it reads by counting references: searching everything for cycles again
    # and again finds nothing, and takes a tenth of a plan. A plan holds fewer objects than this.
    gc.set_threshold(300_000, 20, 100)
    code = main()
    # The interpreter searches everything for cycles of references once more before it ends: a tenth of a short run.
    gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(program())
