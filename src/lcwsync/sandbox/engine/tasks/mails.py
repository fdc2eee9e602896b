"""Tasks that mail. What is sent lands in the outbox of the sandbox, where a person can read it.

Recipients, copies and custom texts: https://learn.microsoft.com/entra/id-governance/customize-workflow-email.
"""

from collections.abc import Sequence

from lcwsync.sandbox.clock import timestamp
from lcwsync.sandbox.directory.objects import ids
from lcwsync.sandbox.directory.users import manager_of
from lcwsync.sandbox.engine.placeholders import fill
from lcwsync.sandbox.engine.tasks.call import Call, Done, TaskFailed
from lcwsync.sandbox.lifecycle.task_definitions import definition_of
from lcwsync.sandbox.store import JsonObject

OUTBOX = "outbox"

_ADMINISTRATORS = frozenset({"62e90394-69f5-4237-9190-012177145e10", "59d46f88-662b-457b-bceb-5c3809e5908f"})
"""Global Administrator and Lifecycle Workflows Administrator."""

_WORDS = {"user": "user", "managers": "manager", "sponsors": "sponsors"}
"""The words of `to`, each with whom it means."""

TEXTS = {
    "sendWelcomeEmail": (
        "Welcome, {{userGivenName}}",
        "Hello {{userDisplayName}},\n\nwelcome. Your account is {{userPrincipalName}}.",
    ),
    "sendOnboardingReminderEmail": (
        "{{userDisplayName}} starts soon",
        "Hello {{managerDisplayName}},\n\n{{userDisplayName}} starts on {{userEmployeeHireDate}}. Please prepare.",
    ),
    "generateTapAndEmailManager": (
        "Temporary Access Pass for {{userDisplayName}}",
        "Hello {{managerDisplayName}},\n\nthe pass of {{userDisplayName}}: {{temporaryAccessPass}}\n\nKeep it safe.",
    ),
    "notifyManagerOfMove": (
        "{{userDisplayName}} has moved",
        "Hello {{managerDisplayName}},\n\nthe position of {{userDisplayName}} has changed.",
    ),
    "emailManagerAboutSponsorship": (
        "Sponsorships of {{userDisplayName}}",
        "Hello {{managerDisplayName}},\n\nthe sponsorships of {{userDisplayName}} change.",
    ),
    "emailBeforeLastDay": (
        "The last day of {{userDisplayName}} is near",
        "Hello {{managerDisplayName}},\n\n{{userDisplayName}} leaves on {{userEmployeeLeaveDateTime}}.",
    ),
    "emailOnLastDay": (
        "Today is the last day of {{userDisplayName}}",
        "Hello {{managerDisplayName}},\n\n{{userDisplayName}} leaves today ({{userEmployeeLeaveDateTime}}).",
    ),
    "emailAfterLastDay": (
        "{{userDisplayName}} has left",
        "Hello {{managerDisplayName}},\n\n{{userDisplayName}} left on {{userEmployeeLeaveDateTime}}.",
    ),
    "emailAboutInactivity": (
        "{{userDisplayName}} does not sign in",
        "Hello {{managerDisplayName}},\n\n{{userDisplayName}} has not signed in for a long time.",
    ),
    "emailAboutUnsponsoredGuest": (
        "The guest {{userDisplayName}} has no sponsor",
        "The guest {{userDisplayName}} is due to be removed.",
    ),
}
"""Subject and body of each task's mail, in the sandbox's own words."""


def send_by_itself(call: Call) -> Done:
    """A task that only mails."""
    to = recipients(call)
    if not to:
        return Done("has no recipient", nothing_to_do=True)
    send(call, to, copies(call), secret=None)
    return Done(f"mailed {', '.join(str(person['displayName']) for person in to)}")


def recipients(call: Call) -> list[JsonObject]:
    """The people the task mails: those of `to`, else its default.

    Raises TaskFailed when one it needs is missing or has no mail. That `to` is compared without case, and that
    `Sponsors` with `cc` fails when it runs, is our guess.
    """
    definition = definition_of(call.task["taskDefinitionId"])
    to = call.argument("to").strip()
    match _WORDS.get(to.casefold(), "one") if to else definition and definition["_mails"]:
        case "one":
            person = call.store.get("users", to.lower())
            if person is None or not person.get("mail"):
                raise TaskFailed(f"The user {to} in to does not exist or has no mail address.")
            return [person]
        case "sponsors":
            return _sponsors(call)
        case "user":
            if not call.user.get("mail"):
                raise TaskFailed("The user has no mail address.")
            return [call.user]
        case "manager":
            return [manager(call)]
        case "administrators":
            held = (a for a in call.store.all("roleAssignments") if a["roleDefinitionId"] in _ADMINISTRATORS)
            people = (call.store.get("users", str(assignment["principalId"])) for assignment in held)
            return list({str(p["id"]): p for p in people if p and p.get("mail")}.values())
        case _:
            return []  # co-sponsors: the sandbox has no agent identities


def _sponsors(call: Call) -> list[JsonObject]:
    if call.listed("cc"):
        raise TaskFailed("A mail to the sponsors cannot be copied to others.")
    people = (call.store.get("users", id_) for id_ in ids(call.user, "_sponsors"))
    found = [person for person in people if person and person.get("mail")]
    if not found:
        raise TaskFailed("The user has no sponsor with a mail address.")
    return found


def manager(call: Call) -> JsonObject:
    """The user's manager. Raises TaskFailed when there is none, or none that can be mailed."""
    found = manager_of(call.store, call.user)
    if found is None:
        raise TaskFailed("The user has no manager.")
    if not found.get("mail"):
        raise TaskFailed(f"The manager {found['displayName']} has no mail address.")
    return found


def copies(call: Call) -> list[JsonObject]:
    """The people of `cc`. That one without mail fails the task is our guess; it is not documented."""
    found: list[JsonObject] = []
    for id_ in call.listed("cc"):
        person = call.store.get("users", id_)
        if person is None or not person.get("mail"):
            raise TaskFailed(f"The user {id_} in cc does not exist or has no mail address.")
        found.append(person)
    return found


def send(call: Call, to: Sequence[JsonObject], cc: Sequence[JsonObject], *, secret: str | None) -> None:
    """Put a mail into the outbox.

    The outbox is the only place of the sandbox that holds a pass, as mailboxes do in a real tenant: the company and
    its people do not exist. Nothing that speaks Graph ever reads it.
    """
    definition = definition_of(call.task["taskDefinitionId"])
    assert definition is not None, "saving a workflow checks its task definitions"
    text = str(definition["description"])
    subject, body = TEXTS.get(str(definition["_task"]), (text, text))
    boss = manager_of(call.store, call.user)
    filled = [
        fill(call.argument(name) or text, user=call.user, manager=boss, secret=secret)
        for name, text in (("customSubject", subject), ("customBody", body))
    ]
    id_ = f"{call.store.count(OUTBOX) + 1:06d}"
    mail: JsonObject = {
        "id": id_,
        "sentDateTime": timestamp(call.now),
        "workflow": call.workflow["displayName"],
        "to": [_address(person) for person in to],
        "cc": [_address(person) for person in cc],
        "subject": filled[0],
        "body": filled[1],
        "secret": secret,
    }
    call.store.put(OUTBOX, id_, mail)


def _address(person: JsonObject) -> JsonObject:
    return {"name": person["displayName"], "address": person["mail"]}
