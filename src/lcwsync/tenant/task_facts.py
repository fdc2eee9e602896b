"""Reads of the objects that a workflow's tasks name, with what decides whether a task can serve them.

Only what the tasks need is read: mostly one batch for the groups. What is refused stays unread.
"""

from collections.abc import Iterable, Mapping
from itertools import chain

from lcwsync.model.catalogue import by_id
from lcwsync.model.extension import LaunchAndWait
from lcwsync.model.mails import copies, recipient
from lcwsync.model.person import UNREAD, NotRead
from lcwsync.model.references import Ref, RefKind
from lcwsync.model.tap_policy import TapPolicy
from lcwsync.model.task_effects import ON_ACCOUNTS
from lcwsync.model.task_facts import CHANGES_THE_PERSON, TenantFacts
from lcwsync.model.traversal import refs_in
from lcwsync.model.workflow import Task, Workflow
from lcwsync.tenant.port import Tenant
from lcwsync.tenant.tolerant import TolerantReader
from lcwsync.tenant.wire.group import group_facts


def read_task_facts(workflows: Iterable[Workflow], policy: TapPolicy | None, tenant: Tenant) -> TenantFacts:
    """The facts about everything that enabled tasks of these workflows name. `policy` None: it could not be read.

    Raises GraphFailure only when the tenant is out of reach or the sign-in is not accepted.
    """
    tasks = [task for workflow in workflows for task in workflow.tasks or () if task.is_enabled is not False]
    reader = TolerantReader()
    keys = {definition.key for task in tasks if (definition := by_id(task.definition_id))}
    groups = _ids(tasks, RefKind.GROUP, RefKind.TEAM)
    people = sorted({ref.id for task in tasks for ref in _addressed(task) if ref.id})
    packages = _ids(tasks, RefKind.ACCESS_PACKAGE)
    found = reader.read("groups", lambda: tenant.people.groups_of_tasks(groups)) if groups else {}
    mails = reader.read("recipients", lambda: tenant.people.have_mail(people)) if people else {}
    return TenantFacts(
        policy=policy,
        groups={}
        if found is UNREAD
        else {id_: None if group is None else group_facts(group) for id_, group in found.items()},
        free_licences=reader.read("licences", tenant.people.free_licences) if "assignLicenses" in keys else UNREAD,
        extensions=_extensions(reader, tenant) if "runCustomTaskExtension" in keys else UNREAD,
        packages=_packages(reader, tenant, packages) if packages else UNREAD,
        mailable={} if mails is UNREAD else mails,
        administrators_with_mail=reader.read("administrators", tenant.people.administrators_with_mail)
        if any(_copies_administrators(task) for task in tasks)
        else UNREAD,
        restricted=reader.read("administrative units", tenant.people.restricted_members)
        if keys & CHANGES_THE_PERSON
        else UNREAD,
        role_groups=reader.read("role groups", tenant.people.role_groups)
        if not keys.isdisjoint(ON_ACCOUNTS)
        else UNREAD,
    )


def _copies_administrators(task: Task) -> bool:
    """Whether copies of a mail to administrators are sent: only then it matters whether one can be reached."""
    definition = by_id(task.definition_id)
    return definition is not None and definition.mails == "administrators" and bool(task.arguments.get("cc"))


def _addressed(task: Task) -> tuple[Ref, ...]:
    to = recipient(task)
    return (*copies(task), *([to] if isinstance(to, Ref) else []))


def _ids(tasks: Iterable[Task], *kinds: RefKind) -> list[str]:
    refs = chain.from_iterable(refs_in(task) for task in tasks)
    return list(dict.fromkeys(ref.id for ref in refs if ref.kind in kinds and ref.id))


def _extensions(reader: TolerantReader, tenant: Tenant) -> Mapping[str, bool] | NotRead:
    found = reader.read("custom task extensions", tenant.extensions)
    if found is UNREAD:
        return UNREAD
    return {live.id: isinstance(live.extension.callback, LaunchAndWait) for live in found}


def _packages(reader: TolerantReader, tenant: Tenant, ids: list[str]) -> Mapping[str, frozenset[str]] | NotRead:
    found = reader.read("access packages", lambda: tenant.assignment_policies(ids))
    if found is UNREAD:
        return UNREAD
    return {package: frozenset(ref.id for ref in policies if ref.id) for package, policies in found.items()}
