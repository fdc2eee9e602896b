import pytest

from lcwsync.model import catalogue
from lcwsync.sandbox.documents import objects
from lcwsync.sandbox.engine.outbox import mails, text
from lcwsync.sandbox.engine.placeholders import fill
from lcwsync.sandbox.engine.tasks.mails import TEXTS
from lcwsync.sandbox.store import JsonObject
from tests.sandbox.engine.office import TAP, Office, day, step

ZOE: JsonObject = {
    "displayName": "Zoë {{temporaryAccessPass}}",
    "employeeHireDate": "2026-11-30T06:00:00Z",
    "employeeOrgData": {"costCenter": "K-7"},
    "department": None,
    "_manager": "mia",
}
MIA: JsonObject = {"displayName": "Mia", "mail": "mia@kestrelvane.example"}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{{userEmployeeHireDate}}", "2026-11-30 06:00 UTC"),
        ("{{ user.employeeOrgData/costCenter }}", "K-7"),
        ("{{managerDisplayName}}, {{managerEmail}}", "Mia, mia@kestrelvane.example"),
        ("[{{user.department}}]", "[]"),
        ("[{{user._manager}}]", "[]"),
        ("{{nobodyKnows}} {x} {{}}", "{{nobodyKnows}} {x} {{}}"),
        ("{{temporaryAccessPass}}", "Sesame1!"),
        ("{{userDisplayName}}", "Zoë {{temporaryAccessPass}}"),
    ],
)
def test_placeholders_are_filled_once(template: str, filled: str) -> None:
    assert fill(template, user=ZOE, manager=MIA, secret="Sesame1!") == filled


def test_only_the_task_that_creates_a_pass_fills_one_in() -> None:
    assert fill("{{temporaryAccessPass}}", user=ZOE, manager=MIA, secret=None) == "{{temporaryAccessPass}}"


def test_every_task_that_mails_has_a_text() -> None:
    # Co-sponsors are the sponsors of agent identities, which the sandbox does not have.
    assert set(TEXTS) == {d.key for d in catalogue.definitions() if d.mails not in (None, "cosponsors")}


def test_custom_texts_replace_the_standard_ones(office: Office) -> None:
    office.person("Zoe")
    mail = step(
        "sendWelcomeEmail", customSubject="Hi {{user.givenName}}", customBody="Line\nYour boss: {{managerDisplayName}}"
    )
    office.start(office.on_demand(mail), "zoe")
    (sent,) = mails(office.store)
    assert (sent["subject"], sent["body"]) == ("Hi Zoe", "Line\nYour boss: ")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mail": None}, "The user has no mail address."),
        ({}, "The user nobody in cc does not exist or has no mail address."),
    ],
)
def test_a_mail_needs_addresses(office: Office, changes: dict[str, object], reason: str) -> None:
    office.person("Zoe", **changes)
    assert office.failure(office.on_demand(step("sendWelcomeEmail", cc="nobody")), "zoe") == reason


def test_guests_without_sponsors_are_mailed_to_the_administrators(office: Office) -> None:
    office.person("Gus")
    role = "59d46f88-662b-457b-bceb-5c3809e5908f"
    assignment = {"principalId": office.person("Ada"), "roleDefinitionId": role, "directoryScopeId": "/"}
    office.store.put("roleAssignments", "1", {"id": "1", **assignment})
    office.start(office.on_demand(step("emailAboutUnsponsoredGuest"), category="leaver"), "gus")
    (sent,) = mails(office.store)
    assert sent["to"] == [{"name": "Ada", "address": "ada@kestrelvane.example"}]


def test_the_outbox_masks_passes_unless_asked_and_can_be_searched(office: Office) -> None:
    office.person("Zoe", employeeHireDate=day(7), manager=office.person("Mia"))
    office.start(office.on_demand(TAP), "zoe")
    (sent,) = mails(office.store, to="MIA@")
    secret = str(sent["secret"])
    assert secret not in text(sent, reveal=False)
    assert secret in text(sent, reveal=True)
    assert text(sent, reveal=False).startswith("Date: 2026-11-23 08:00 UTC\nTo: Mia <mia@kestrelvane.example>\n")
    assert mails(office.store, to="tom") == []


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ("", "mia@kestrelvane.example"),
        ("Managers", "mia@kestrelvane.example"),
        ("user", "zoe@kestrelvane.example"),
        ("Sponsors", "sam@kestrelvane.example"),
        ("SAM", "sam@kestrelvane.example"),
    ],
)
def test_to_decides_who_receives_a_pass(office: Office, to: str, address: str) -> None:
    office.person("Zoe", manager=office.person("Mia"), _sponsors=[office.person("Sam")])
    tap = step("generateTapAndEmailManager", tapLifetimeMinutes="480", tapIsUsableOnce="true", to=to)
    office.start(office.on_demand(tap), "zoe")
    (sent,) = mails(office.store)
    assert [person["address"] for person in objects(sent["to"])] == [address]


@pytest.mark.parametrize(
    ("to", "cc", "reason"),
    [
        ("Manger", "", "The user Manger in to does not exist or has no mail address."),
        ("Sponsors", "", "The user has no sponsor with a mail address."),
        ("Sponsors", "mia", "A mail to the sponsors cannot be copied to others."),
    ],
)
def test_a_recipient_must_be_there(office: Office, to: str, cc: str, reason: str) -> None:
    office.person("Zoe", manager=office.person("Mia"))
    assert office.failure(office.on_demand(step("sendWelcomeEmail", to=to, cc=cc)), "zoe") == reason
