"""Git's guardrails for passes: their form, and the object of the model they become."""

from lcwsync.config.form.check import Checked
from lcwsync.config.form.checked import flag, number, part, parts, refs, text, texts
from lcwsync.config.form.shape import Choice, Fields, Flag, Listed, Number, Text
from lcwsync.model.guardrails import ExpectedPrincipal, NeverInScope, RequestRules, TapGuardrails, Tier
from lcwsync.model.references import RefKind
from lcwsync.model.tap_policy import LIFETIME_MINUTES

GUARDRAILS = Fields(
    about="Who is expected to be able to create a Temporary Access Pass, and limits on passes in git itself.",
    keys={
        "maximumLifetimeInMinutes": Number(
            allowed=LIFETIME_MINUTES, unit="minutes", about="No task and no policy in git may give a pass longer."
        ),
        "requireOneTimeUse": Flag(about="true: no task and no policy in git may create a pass for repeated use."),
        "requests": Fields(
            about="Rules for requests of managers: `lcwsync run --requested-by`.",
            keys={
                "perPersonPerDay": Number(
                    allowed=range(1, 101),
                    about="Runs that create a pass for one person in 24 hours, scheduled ones included.",
                ),
                "perRequesterPerDay": Number(
                    allowed=range(1, 1001),
                    about="Requests of one manager in 24 hours, as the journal of this machine knows them.",
                ),
                "allowGuests": Flag(about="true: a guest whose account is the tenant's own may request."),
                "mailDomains": Listed(
                    of=Text(
                        pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
                        wanted="a domain such as partner.example",
                        about="A domain, such as partner.example.",
                    ),
                    about="Domains that a pass may be mailed to besides the tenant's verified ones.",
                ),
            },
        ),
        "neverInScope": Fields(
            about="People whom no workflow may disable, delete, take access from or give a pass; a plan that would "
            "reach one of them is refused.",
            keys={
                "users": Listed(
                    of=Text(refers=RefKind.USER, about="A user principal name or object id."),
                    about="Emergency accounts, accounts of services and of directory synchronisation.",
                ),
                "groups": Listed(
                    of=Text(refers=RefKind.GROUP, about="A group: all its members, through other groups too."),
                    about="Groups of such accounts.",
                ),
            },
        ),
        "expected": Listed(
            of=Fields(
                keys={
                    "principal": Text(
                        about="An object id, an application id, a UPN, or the subject of a federated credential."
                    ),
                    "name": Text(about="The display name, for the reader: nothing is found by it."),
                    "tiers": Listed(
                        of=Choice(
                            values={
                                Tier.DIRECT.value: "Can create a pass for a user.",
                                Tier.WORKFLOWS.value: "Can make a workflow create one.",
                                Tier.POLICY.value: "Can change the TAP policy.",
                                Tier.ESCALATION.value: "Can grant themselves one of the above.",
                                Tier.RECIPIENT.value: "Can decide who receives a pass.",
                            }
                        ),
                        least=1,
                        about="What the principal is expected to be able to do.",
                    ),
                    "scope": Text(
                        about="/ for the whole tenant, the id of an administrative unit, or a name that one unit bears."
                    ),
                    "eligibleOnly": Flag(about="true: only a right that must be activated first is expected."),
                    "reason": Text(about="Why, for the next reviewer."),
                },
                required=("principal", "tiers", "reason"),
            ),
            unique=False,
            about="Every principal that may hold such a right; audit fails on any other.",
        ),
    },
)


def guardrails_of(checked: Checked) -> TapGuardrails:
    """The guardrails."""
    return TapGuardrails(
        expected=tuple(principal for item in parts(checked, "expected") if (principal := _expected(item)) is not None),
        maximum_lifetime_in_minutes=number(checked, "maximumLifetimeInMinutes"),
        require_one_time_use=flag(checked, "requireOneTimeUse") or False,
        requests=_requests(part(checked, "requests") or {}),
        never_in_scope=_never_in_scope(part(checked, "neverInScope")),
    )


def _never_in_scope(checked: Checked | None) -> NeverInScope | None:
    if checked is None:
        return None
    return NeverInScope(
        users=refs(checked, "users", RefKind.USER) or (), groups=refs(checked, "groups", RefKind.GROUP) or ()
    )


def _requests(checked: Checked) -> RequestRules:
    return RequestRules(
        per_person_per_day=number(checked, "perPersonPerDay"),
        per_requester_per_day=number(checked, "perRequesterPerDay"),
        allow_guests=flag(checked, "allowGuests") or False,
        mail_domains=tuple(domain.lower() for domain in texts(checked, "mailDomains")),
    )


def _expected(checked: Checked) -> ExpectedPrincipal | None:
    match checked:
        case {"principal": str(principal), "tiers": tuple(tiers), "reason": str(reason)}:
            return ExpectedPrincipal(
                principal=principal,
                name=text(checked, "name"),
                tiers=tuple(Tier(str(tier)) for tier in tiers),
                scope=text(checked, "scope") or "/",
                eligible_only=flag(checked, "eligibleOnly") or False,
                reason=reason,
            )
        case _:
            return None
