"""The test suite, in the project's own environment. Arguments go to pytest."""

import sys

from environment import WHOLE_SUITE, prepare, run

if __name__ == "__main__":
    prepare("dev")
    run("python", "scripts/templates.py")
    run("python", "-m", "pytest", *(sys.argv[1:] or WHOLE_SUITE))
