"""The mails that were sent, for a person to read."""

from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.tasks.mails import OUTBOX
from lcwsync.sandbox.store import JsonObject, Store

MASK = "********"


def mails(store: Store, *, to: str | None = None) -> list[JsonObject]:
    """All mails, oldest first; those with `to` in a recipient's name or address, copies included, when it is given."""
    wanted = (to or "").casefold()
    return [
        mail for mail in store.all(OUTBOX) if any(wanted in _address(person).casefold() for person in _people(mail))
    ]


def text(mail: JsonObject, *, reveal: bool) -> str:
    """A mail as text: head, empty line, body. The pass in it is masked unless `reveal` says otherwise."""
    copies = objects(mail["cc"])
    head = [
        f"Date: {str(mail['sentDateTime'])[:16].replace('T', ' ')} UTC",
        f"To: {', '.join(_address(person) for person in objects(mail['to']))}",
        *([f"Cc: {', '.join(_address(person) for person in copies)}"] if copies else []),
        f"Subject: {mail['subject']}",
        f"Workflow: {mail['workflow']}",
    ]
    whole = "\n".join([*head, "", str(mail["body"])])
    secret = mail["secret"]
    return whole.replace(secret, MASK) if isinstance(secret, str) and not reveal else whole


def _people(mail: JsonObject) -> list[JsonObject]:
    return [*objects(mail["to"]), *objects(mail["cc"])]


def _address(person: JsonObject) -> str:
    return f"{person['name']} <{person['address']}>"
