"""The people of Kestrel & Vane, a company that does not exist: one table."""

from dataclasses import dataclass
from uuid import UUID, uuid5

DOMAIN = "kestrelvane.example"
TENANT_ID = "7f3c1c1e-5a0d-4c53-9b1e-3f5d2a6c9e01"


def object_id(kind: str, key: str) -> str:
    """The id an object of the seed always has."""
    return str(uuid5(UUID(TENANT_ID), f"{kind}/{key}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person. `key` is the local part of the user principal name; `hired` and `leaves` count days from today."""

    key: str
    given: str
    surname: str
    title: str
    department: str | None
    manager: str | None = None
    hired: int | None = -900
    leaves: int | None = None
    enabled: bool = True
    has_mail: bool = True
    signed_in: int | None = -1
    """Days from today of the last sign-in; None: never."""
    has_methods: bool = True
    guest: bool = False
    licensed: bool = True
    usage_location: str | None = "DE"

    @property
    def display_name(self) -> str:
        """Given name and surname."""
        return f"{self.given} {self.surname}".strip()

    @property
    def id(self) -> str:
        """The object id."""
        return object_id("user", self.key)


def _hire(  # noqa: PLR0917 - a row of the table below
    key: str, given: str, surname: str, title: str, department: str, manager: str | None, day: int
) -> Person:
    """A person about to start, or just started: no licence, no sign-in, no methods yet."""
    return Person(
        key=key,
        given=given,
        surname=surname,
        title=title,
        department=department,
        manager=manager,
        hired=day,
        signed_in=None,
        has_methods=False,
        licensed=False,
    )


def seeded_people() -> tuple[Person, ...]:
    """Everybody the sandbox begins with, managers before their reports."""
    return (*_STAFF, *_HIRES, *_OTHERS)


_STAFF = (
    Person(key="ingrid.vane", given="Ingrid", surname="Vane", title="Chief Executive", department="Management"),
    Person(
        key="arthur.kestrel",
        given="Arthur",
        surname="Kestrel",
        title="Chief Operating Officer",
        department="Management",
        manager="ingrid.vane",
    ),
    Person(
        key="maria.alvarez",
        given="Maria",
        surname="Alvarez",
        title="Sales Director",
        department="Sales",
        manager="ingrid.vane",
        usage_location="ES",
    ),
    Person(
        key="tomas.okafor",
        given="Tomas",
        surname="Okafor",
        title="Engineering Director",
        department="Engineering",
        manager="ingrid.vane",
    ),
    Person(
        key="priya.raman",
        given="Priya",
        surname="Raman",
        title="Finance Director",
        department="Finance",
        manager="ingrid.vane",
    ),
    Person(
        key="chloe.marchetti",
        given="Chloé",
        surname="Marchetti",
        title="Marketing Director",
        department="Marketing",
        manager="ingrid.vane",
    ),
    Person(
        key="nadia.hoffmann",
        given="Nadia",
        surname="Hoffmann",
        title="Head of People",
        department="People",
        manager="arthur.kestrel",
    ),
    Person(
        key="samir.haddad",
        given="Samir",
        surname="Haddad",
        title="Head of IT",
        department="IT",
        manager="arthur.kestrel",
    ),
    Person(
        key="liam.oneill",
        given="Liam",
        surname="O'Neill",
        title="Sales Manager",
        department="Sales",
        manager="maria.alvarez",
        usage_location="IE",
    ),
    Person(
        key="lukasz.zak",
        given="Łukasz",
        surname="Żak",
        title="Engineering Manager",
        department="Engineering",
        manager="tomas.okafor",
        usage_location="PL",
    ),
    Person(  # a manager whom no mail reaches
        key="greta.lindqvist",
        given="Greta",
        surname="Lindqvist",
        title="Marketing Manager",
        department="Marketing",
        manager="chloe.marchetti",
        has_mail=False,
        usage_location="SE",
    ),
    Person(  # a manager who is gone, and still somebody's manager
        key="victor.dumont",
        given="Victor",
        surname="Dumont",
        title="Finance Manager",
        department="Finance",
        manager="priya.raman",
        enabled=False,
        signed_in=-40,
        leaves=-30,
        usage_location="FR",
    ),
    Person(
        key="emma.rossi",
        given="Emma",
        surname="Rossi",
        title="Account Executive",
        department="Sales",
        manager="liam.oneill",
        usage_location="IT",
    ),
    Person(
        key="yuki.tanaka",
        given="Yuki",
        surname="Tanaka",
        title="Engineer",
        department="Engineering",
        manager="lukasz.zak",
    ),
    Person(
        key="ana.ferreira",
        given="Ana",
        surname="Ferreira",
        title="Engineer",
        department="Engineering",
        manager="lukasz.zak",
        usage_location="PT",
    ),
    Person(  # has not signed in for four months
        key="farah.aziz",
        given="Farah",
        surname="Aziz",
        title="Content Designer",
        department="Marketing",
        manager="chloe.marchetti",
        signed_in=-120,
    ),
    Person(
        key="dmitri.volkov",
        given="Dmitri",
        surname="Volkov",
        title="Systems Engineer",
        department="IT",
        manager="samir.haddad",
    ),
    Person(
        key="ada.iverson",
        given="Ada",
        surname="Iverson",
        title="Identity Engineer",
        department="IT",
        manager="samir.haddad",
    ),
    Person(
        key="paul.meyer",
        given="Paul",
        surname="Meyer",
        title="Service Desk Analyst",
        department="IT",
        manager="samir.haddad",
    ),
    Person(
        key="ben.carter",
        given="Ben",
        surname="Carter",
        title="Account Executive",
        department="Sales",
        manager="liam.oneill",
        leaves=3,
        usage_location="GB",
    ),
    Person(
        key="oscar.nilsson",
        given="Oscar",
        surname="Nilsson",
        title="Accountant",
        department="Finance",
        manager="priya.raman",
        leaves=10,
        usage_location="SE",
    ),
    Person(  # left yesterday, account still open
        key="hugo.brandt",
        given="Hugo",
        surname="Brandt",
        title="Engineer",
        department="Engineering",
        manager="tomas.okafor",
        leaves=-1,
    ),
    Person(
        key="carla.jimenez",
        given="Carla",
        surname="Jiménez",
        title="Campaign Manager",
        department="Marketing",
        manager="chloe.marchetti",
        leaves=-8,
        enabled=False,
        signed_in=-9,
        usage_location="ES",
    ),
)

_HIRES = (
    _hire("noor.elamin", "Noor", "El Amin", "Account Executive", "Sales", "liam.oneill", 2),
    _hire("jack.obrien", "Jack", "O'Brien", "Account Executive", "Sales", "liam.oneill", 5),
    _hire("zoe.novak", "Zoë", "Novak", "Key Account Manager", "Sales", "maria.alvarez", 8),
    _hire("sofia.lind", "Sofia", "Lind", "Brand Designer", "Marketing", "greta.lindqvist", 10),
    _hire("mila.horvat", "Mila", "Horvat", "Copywriter", "Marketing", None, 8),
    _hire("theo.laurent", "Théo", "Laurent", "Controller", "Finance", "victor.dumont", 5),
    _hire("amara.diallo", "Amara", "Diallo", "Engineer", "Engineering", "lukasz.zak", 0),
    _hire("ravi.menon", "Ravi", "Menon", "Accountant", "Finance", "priya.raman", -2),
    _hire("lena.fischer", "Lena", "Fischer", "Account Executive", "Sales", "liam.oneill", -5),
)

_OTHERS = (
    Person(  # the account waits for the first day, and nobody has said in which country it will be used
        key="kai.werner",
        given="Kai",
        surname="Werner",
        title="Engineer",
        department="Engineering",
        manager="lukasz.zak",
        hired=20,
        enabled=False,
        signed_in=None,
        has_methods=False,
        licensed=False,
        usage_location=None,
    ),
    Person(  # comes back: the account is known, with methods from the last time
        key="ivan.petrov",
        given="Ivan",
        surname="Petrov",
        title="Engineer",
        department="Engineering",
        manager="lukasz.zak",
        hired=2,
        signed_in=-200,
        licensed=False,
    ),
    Person(
        key="p.gray_partner.example#EXT#",
        given="Priscilla",
        surname="Gray",
        title="Consultant",
        department="Sales",
        manager="maria.alvarez",
        hired=5,
        signed_in=None,
        has_methods=False,
        guest=True,
        licensed=False,
        usage_location=None,
    ),
    Person(  # opens the tenant when nothing else does
        key="breakglass",
        given="Emergency Access",
        surname="1",
        title="Emergency account",
        department=None,
        hired=None,
        signed_in=None,
        has_mail=False,
        licensed=False,
        usage_location=None,
    ),
)
