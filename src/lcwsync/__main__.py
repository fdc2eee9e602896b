"""`python -m lcwsync`."""

import sys

from lcwsync.cli import main

sys.exit(main())
