"""Publishes what lcwsync rendered: one comment per environment on a pull request, one issue per environment for drift.
Says whether a plan was reviewed, and fetches the journal that the last apply left on another runner.

Standard library only, started as `python3 -I lcwsync_github` by the reusable workflows, which know its place from the
action `script`. Comments and issues are known by a hidden first line and by their author. A comment whose plan is out
of date is folded, and a new one written.

    lcwsync_github matrix   --body FILE --which tenants|sandboxes|all [--environment NAME]
    lcwsync_github comment  --environment NAME --body FILE --digest HEX [--truncated] [--objects "KEY KEY"]
    lcwsync_github fold
    lcwsync_github check    --environment NAME --body FILE --code N --risk RATING [--sarif FILE]
    lcwsync_github reviewed --environment NAME [--digest HEX] [--approvals N] [--team ORG/TEAM]
    lcwsync_github current [--paths FOLDER]
    lcwsync_github outcome  --environment NAME --body FILE [--status success]
    lcwsync_github replan   --environment NAME
    lcwsync_github issue    --environment NAME --body FILE --drift true|false [--kind readiness]
    lcwsync_github webhook  --environment NAME --body FILE
    lcwsync_github journal  --environment NAME --output FILE
"""

import argparse
import http.client
import sys
import urllib.error
import zipfile
from pathlib import Path

# A checkout is compared with git: this leaves nothing in it.
sys.dont_write_bytecode = True

from checks import check  # noqa: E402
from comments import comment, fold_unplanned, replan  # noqa: E402
from github_api import Trouble, limited  # noqa: E402
from matrix import matrix  # noqa: E402
from outcomes import TITLES, issue, journal, outcome, webhook  # noqa: E402
from reviews import current, reviewed  # noqa: E402


def main(words: list[str]) -> int:
    """Exit 0 done, 1 when GitHub refuses or is out of reach, 3 when another plan than this, or none, was reviewed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("current").add_argument("--paths", default="")
    verbs.add_parser("fold")
    listed = verbs.add_parser("matrix")
    listed.add_argument("--body", type=Path, required=True)
    listed.add_argument("--which", choices=("tenants", "sandboxes", "all"), required=True)
    listed.add_argument("--environment", default="")
    for name in ("comment", "check", "reviewed", "outcome", "replan", "issue", "journal", "webhook"):
        verb = verbs.add_parser(name)
        verb.add_argument("--environment", required=True)
        if name in ("comment", "check", "outcome", "issue", "webhook"):
            verb.add_argument("--body", type=Path, required=True)
    verbs.choices["comment"].add_argument("--digest", required=True)
    verbs.choices["comment"].add_argument("--objects", default="")
    verbs.choices["check"].add_argument("--code", type=int, required=True)
    verbs.choices["check"].add_argument("--risk", required=True)
    verbs.choices["check"].add_argument("--sarif", type=Path)
    verbs.choices["reviewed"].add_argument("--digest", default="")
    verbs.choices["reviewed"].add_argument("--approvals", type=int, default=1)
    verbs.choices["reviewed"].add_argument("--team", default="")
    verbs.choices["outcome"].add_argument("--status", default="")
    verbs.choices["journal"].add_argument("--output", type=Path, required=True)
    verbs.choices["comment"].add_argument("--truncated", action="store_true")
    verbs.choices["issue"].add_argument("--drift", choices=("true", "false"), required=True)
    verbs.choices["issue"].add_argument("--kind", choices=tuple(TITLES), default="drift")
    arguments = parser.parse_args(words)
    try:
        match arguments.verb:
            case "comment":
                return comment(arguments)
            case "check":
                return check(arguments)
            case "reviewed":
                return reviewed(arguments)
            case "current":
                return current(arguments)
            case "fold":
                return fold_unplanned()
            case "matrix":
                return matrix(arguments)
            case "outcome":
                return outcome(arguments)
            case "replan":
                return replan(arguments)
            case "journal":
                return journal(arguments)
            case "webhook":
                return webhook(arguments)
            case _:
                return issue(arguments)
    except urllib.error.HTTPError as error:
        why = f"GitHub answered {error.code} for this {arguments.verb}; {_next_step(error)}"
    except Trouble as error:
        why = str(error)
    except (LookupError, TypeError, ValueError, zipfile.BadZipFile) as error:
        why = f"GitHub's answer is not understood ({type(error).__name__})"
    except (OSError, http.client.HTTPException) as error:
        why = f"GitHub cannot be reached ({type(error).__name__}); run the job again"
    print(f"::error title=lcwsync::{why}")
    return 1


def _next_step(error: urllib.error.HTTPError) -> str:
    if error.code == 422:
        return "it refused the content"
    if limited(error):
        return "there were too many requests: run the job again in an hour"
    if error.code >= 500:
        return "run the job again"
    return "does the job grant what the token needs?"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
