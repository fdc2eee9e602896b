"""The seeded people as the directory stores them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lcwsync.sandbox.company.people import DOMAIN, Person, object_id, seeded_people
from lcwsync.sandbox.store import JsonObject

SUITE_SKU = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
EXCHANGE_PLAN = "efb87545-963c-4e0d-99df-69c6916d9eb0"
TEAMS_PLAN = "57ff2da0-773e-42df-b2af-ffb7a2317929"

_COST_CENTRES = {
    "Management": ("1000", "Corporate"),
    "Finance": ("1100", "Corporate"),
    "People": ("1200", "Corporate"),
    "IT": ("1300", "Corporate"),
    "Sales": ("2100", "Commercial"),
    "Marketing": ("2200", "Commercial"),
    "Engineering": ("3100", "Product"),
}
_CITIES = {
    "DE": ("Berlin", "Germany", "10115", "de-DE"),
    "ES": ("Madrid", "Spain", "28013", "es-ES"),
    "FR": ("Lyon", "France", "69002", "fr-FR"),
    "GB": ("Leeds", "United Kingdom", "LS1 4AP", "en-GB"),
    "IE": ("Dublin", "Ireland", "D02", "en-IE"),
    "IT": ("Milan", "Italy", "20121", "it-IT"),
    "PL": ("Kraków", "Poland", "31-008", "pl-PL"),
    "PT": ("Porto", "Portugal", "4000", "pt-PT"),
    "SE": ("Malmö", "Sweden", "211 22", "sv-SE"),
}


def people_documents(now: datetime) -> Iterator[JsonObject]:
    """The people as the directory stores them, on the day of `now`."""
    for number, person in enumerate(seeded_people(), start=1):
        yield person_document(person, number, now)


def person_document(person: Person, number: int, now: datetime) -> JsonObject:
    """One person as the directory stores it; `number` makes the employee number."""
    city, country, postal_code, language = _CITIES.get(person.usage_location or "", (None, None, None, None))
    cost_centre, division = _COST_CENTRES.get(person.department or "", (None, None))
    mail = f"{person.key}@{DOMAIN}" if person.has_mail else None
    if person.guest:
        mail = person.key.removesuffix("#EXT#").replace("_", "@")
    employed = person.hired is not None
    signed_in = _day(now, person.signed_in, hour=9)
    return {
        "id": person.id,
        "userPrincipalName": f"{person.key}@{DOMAIN}",
        "displayName": person.display_name,
        "givenName": person.given,
        "surname": person.surname,
        "mail": mail,
        "mailNickname": person.key.partition("#")[0].replace("_", "."),
        "otherMails": [],
        "proxyAddresses": [f"SMTP:{mail}"] if mail else [],
        "jobTitle": person.title,
        "department": person.department,
        "companyName": "Partner Ltd" if person.guest else "Kestrel & Vane",
        "officeLocation": city,
        "city": city,
        "state": None,
        "country": country,
        "postalCode": postal_code,
        "streetAddress": None,
        "mobilePhone": None,
        "businessPhones": [],
        "preferredLanguage": language,
        "usageLocation": person.usage_location,
        "userType": "Guest" if person.guest else "Member",
        "creationType": "Invitation" if person.guest else None,
        "externalUserState": "Accepted" if person.guest else None,
        "accountEnabled": person.enabled,
        "employeeId": f"{1000 + number}" if employed else None,
        "employeeType": None if not employed else "Contractor" if person.guest else "Employee",
        "employeeOrgData": {"costCenter": cost_centre, "division": division} if cost_centre else None,
        # Early on the day, as Microsoft advises: a pass becomes valid at this moment.
        "employeeHireDate": _day(now, person.hired, hour=6),
        "employeeLeaveDateTime": _day(now, person.leaves, hour=17),
        "createdDateTime": _day(now, min(-15, person.hired if person.hired is not None else -2000), hour=10),
        "onPremisesSyncEnabled": None,
        "signInActivity": {"lastSignInDateTime": signed_in, "lastSuccessfulSignInDateTime": signed_in}
        if signed_in
        else None,
        "assignedLicenses": [{"skuId": SUITE_SKU, "disabledPlans": []}] if person.licensed else [],
        "assignedPlans": _plans(now) if person.licensed else [],
        "_manager": None if person.manager is None else object_id("user", person.manager),
        "_methods": [_authenticator(person)] if person.has_methods else [],
    }


def _plans(now: datetime) -> list[JsonObject]:
    return [
        {
            "assignedDateTime": _day(now, -800, hour=10),
            "capabilityStatus": "Enabled",
            "service": service,
            "servicePlanId": plan,
        }
        for service, plan in (("exchange", EXCHANGE_PLAN), ("TeamspaceAPI", TEAMS_PLAN))
    ]


def _authenticator(person: Person) -> JsonObject:
    return {
        "@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod",
        "id": object_id("method", person.key),
        "displayName": f"{person.given}'s phone",
        "deviceTag": "SoftwareTokenActivated",
        "phoneAppVersion": "6.2406.4052",
        "createdDateTime": None,
    }


def _day(now: datetime, days: int | None, *, hour: int) -> str | None:
    if days is None:
        return None
    moment = now.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
