"""Mails: recipients, placeholders, formatting, length.

https://learn.microsoft.com/entra/id-governance/customize-workflow-email
"""

import re
from collections.abc import Iterator

from lcwsync.config.rules.view import TaskView, View
from lcwsync.model.catalogue import placeholders, placeholders_in
from lcwsync.model.task_effects import copies_sponsors
from lcwsync.values.findings import Finding
from lcwsync.values.nearest import nearest

SUBJECT, BODY = "customSubject", "customBody"
GRAPH = "user."
"""Placeholders of the newer family start with this."""


def mail_findings(view: View) -> Iterator[Finding]:
    """Everything about the texts of single mails."""
    for workflow in view.workflows:
        for task in workflow.tasks:
            names = [
                name
                for argument in (SUBJECT, BODY)
                if (text := task.text(argument)) is not None
                for name in placeholders_in(text)
            ]
            yield from _families(task, names)
            for argument in (SUBJECT, BODY):
                text = task.text(argument)
                if text is not None:
                    yield from _length(task, argument, text)
                    yield from _placeholders(task, argument, text)
                    yield from _formatting(task, argument, text)
            yield from _pass_in_text(task)
            yield from _recipients(task)


def _recipients(task: TaskView) -> Iterator[Finding]:
    if copies_sponsors(task.task):
        message = "a mail to the sponsors cannot be copied to others"
        yield task.find("LCW025", "arguments", "cc", message=message, hint="remove cc, or name another recipient in to")


def _length(task: TaskView, argument: str, text: str) -> Iterator[Finding]:
    known = task.definition.argument(argument) if task.definition else None
    advised = known.advised_length if known else None
    if advised is not None and len(text) > advised:
        message = f"{argument} has {len(text)} characters; more than {advised} are not known to work"
        yield task.find("LCW016", "arguments", argument, message=message)


def _placeholders(task: TaskView, argument: str, text: str) -> Iterator[Finding]:
    known = placeholders()
    allowed = (*known.flat, *(GRAPH + name for name in known.graph))
    for name in dict.fromkeys(placeholders_in(text)):
        if name in known.pass_only and not task.creates_pass:
            message = f"{{{{{name}}}}} is filled only by the task that generates the pass"
            yield task.find("TAP010", "arguments", argument, message=message, hint="remove it")
        elif name not in allowed and not name.startswith(tuple(GRAPH + prefix for prefix in known.graph_prefixes)):
            meant = _MEANT.get(name.rpartition(".")[2].casefold())
            near = GRAPH + meant if meant else nearest(name, allowed)
            hint = f"did you mean {{{{{near}}}}}?" if near else "`lcwsync placeholders` lists them"
            message = f"{argument} has the unknown placeholder {{{{{name[:60]}}}}}"
            yield task.find("LCW017", "arguments", argument, message=message, hint=hint)
    if "{{" in _COMPLETE.sub("", text):
        message = f"{argument} has a placeholder without its end"
        yield task.find("LCW017", "arguments", argument, message=message, hint="write {{name}}")
    for single in re.finditer(r"(?<!\{)\{([\w.]+)\}(?!\})", text):
        if single[1] in allowed:
            message = f"{argument} has {single[0]}, which is sent as it stands"
            yield task.find("LCW017", "arguments", argument, message=message, hint=f"write {{{{{single[1]}}}}}")


_MEANT = {"firstname": "givenName", "lastname": "surname", "name": "displayName", "upn": "userPrincipalName"}
"""The words of other systems."""

_COMPLETE = re.compile(r"\{\{[^{}]*\}\}")

_IN_BOTH = frozenset({"temporaryAccessPass", "managerDisplayName", "managerEmail"})
"""The newer family kept these names."""


def _families(task: TaskView, names: list[str]) -> Iterator[Finding]:
    known = placeholders()
    older = next((name for name in names if name in known.flat - _IN_BOTH), None)
    newer = next((name for name in names if name.startswith(GRAPH)), None)
    if older and newer:
        message = f"{{{{{older}}}}} and {{{{{newer}}}}} are of two generations"
        argument = BODY if task.text(BODY) else SUBJECT
        yield task.find("LCW018", "arguments", argument, message=message, hint="use one kind in a mail")


_TAG = re.compile(r"<\s*(?:/\s*)?([A-Za-z][A-Za-z0-9]*)([^<>]*)>")
_LINK = re.compile(r"""\s*href\s*=\s*(["'])https?://[^"'\s]+\1\s*""", re.IGNORECASE)


def _formatting(task: TaskView, argument: str, text: str) -> Iterator[Finding]:
    for tag in _TAG.finditer(text):
        name, attributes = tag[1].lower(), tag[2]
        is_link = name == "a" and (tag[0].lstrip("< ").startswith("/") or _LINK.fullmatch(attributes) is not None)
        if not is_link and (name not in ("b", "i", "u") or attributes.strip()):
            message = f"{argument} holds {tag[0][:60]}, which mails cannot have"
            hint = 'only <b>, <i>, <u> and <a href="https://..."> are possible'
            yield task.find("LCW019", "arguments", argument, message=message, hint=hint)
            return


def _pass_in_text(task: TaskView) -> Iterator[Finding]:
    if not task.creates_pass:
        return
    subject, body = task.text(SUBJECT), task.text(BODY)
    wanted = placeholders().pass_only
    if body is not None and not wanted & set(placeholders_in(body)):
        message = "customBody does not contain {{temporaryAccessPass}}: the manager would get a mail without the pass"
        yield task.find("TAP009", "arguments", BODY, message=message, hint="add it, or remove customBody")
    if subject is not None and wanted & set(placeholders_in(subject)):
        message = "the subject of the mail contains the pass"
        yield task.find("TAP011", "arguments", SUBJECT, message=message, hint="keep it in the body")
