"""Files that the project file includes: environments of a customer, say, in a file with owners of its own.

They lie below the configuration directory, as everything that is read, and include nothing themselves.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from lcwsync.config.form.check import Checked, Checker
from lcwsync.config.form.checked import named
from lcwsync.config.kinds.environment import ENVIRONMENTS_FILE, Written, inside
from lcwsync.config.yaml.nodes import Document, YamlList, YamlScalar
from lcwsync.values.codes.finding import finding
from lcwsync.values.findings import Finding


def included_of(
    project: Document, patterns: Sequence[str], others: Sequence[Document], findings: list[Finding]
) -> tuple[Document, ...]:
    """The documents among `others` whose file a pattern of `include` names, in the order of the files.

    A pattern that names none of them is reported, and so is a document that no pattern names.
    """
    base = project.file.rpartition("/")[0]
    names = {each.file: each.file.removeprefix(f"{base}/") if base else each.file for each in others}
    listed = inside(project.root, "include")
    items = listed.value.items if listed and isinstance(listed.value, YamlList) else ()
    places = {item.value: project.place(item) for item in reversed(items) if isinstance(item, YamlScalar)}
    for pattern in patterns:
        if not any(_matches(name, pattern) for name in names.values()):
            message = f'no file "{pattern[:60]}" below {base or "."} has a document with kind: Environments'
            findings.append(finding("PRJ010", places[pattern], message, "add the file, or remove the entry"))
    included = []
    for each in others:
        if any(_matches(names[each.file], pattern) for pattern in patterns):
            included.append(each)
        else:
            hint = f"write include: [{names[each.file]}] in {project.file}"
            place = each.place(each.root)
            findings.append(finding("PRJ011", place, "the project file does not include these environments", hint))
    return tuple(included)


def included_environments(
    project: Document, included: Sequence[Document], findings: list[Finding]
) -> Mapping[str, Checked]:
    """The checked environments of the included documents; a name that is declared before is reported and left out."""
    found: dict[str, Checked] = {}
    before = [project]
    for document in included:
        checker = Checker(document.file, findings)
        checked = checker.fields(document.root, ENVIRONMENTS_FILE, "the file", besides=("kind",)) or {}
        for name, values in named(checked, "environments").items():
            first = Written(tuple(before)).key(name)
            here = Written((document,)).key(name)
            if first and here:
                message = f"the environment {name} is declared twice"
                findings.append(finding("PRJ012", here, message, "remove one", related=(first,)))
            else:
                found[name] = values
        before.append(document)
    return found


def _matches(name: str, pattern: str) -> bool:
    """Whether a file is meant; `*` and `?` stand for characters of one part of the path."""
    parts, wanted = name.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
