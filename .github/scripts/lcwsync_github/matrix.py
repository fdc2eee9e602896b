"""The environments of a matrix."""

import argparse
import json

from github_api import output, text_of


def matrix(arguments: argparse.Namespace) -> int:
    """Make the output `environments` of what `lcwsync environments --format json` lists: a JSON array of names."""
    listed = json.loads(text_of(arguments.body))["environments"]
    kinds = {"tenants": (False,), "sandboxes": (True,), "all": (False, True)}[arguments.which]
    names = [each["name"] for each in listed if each["sandbox"] in kinds]
    if wanted := arguments.environment:
        if wanted not in names:
            print(f"::error title=lcwsync::the project file lists no environment {wanted}, but {', '.join(names)}")
            return 1
        names = [wanted]
    output("environments", json.dumps(names))
    return 0
