"""The directory's types: their properties, the default selection, and the filterable ones.

One table for `$select`, `$filter` and `$orderby`. Filter support: https://learn.microsoft.com/graph/aad-advanced-queries.
Where the documentation is silent a property cannot be filtered by.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Filtering(StrEnum):
    """Whether `$filter` takes a property."""

    PLAIN = "plain"
    ADVANCED = "advanced"
    """Only with `ConsistencyLevel: eventual` and `$count=true`."""
    NONE = "none"


class Kind(StrEnum):
    """The type of a property, which decides what it can be compared with."""

    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    NUMBER = "number"
    GUID = "guid"
    """Compared with a GUID without quotes."""
    TEXTS = "texts"
    OBJECTS = "objects"
    OBJECT = "object"


_PARTS = {
    "servicePlanId": Kind.GUID,
    "skuId": Kind.GUID,
    "capabilityStatus": Kind.TEXT,
    "service": Kind.TEXT,
}
"""What can be asked of the elements of assignedLicenses and assignedPlans."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property."""

    name: str
    kind: Kind = Kind.TEXT
    filtering: Filtering = Filtering.NONE
    starts_with: bool = False
    ends_with: bool = False

    def element(self, part: str) -> "Property | None":
        """The property of a lambda's variable or of a part of it; None for an unknown one."""
        if self.kind is Kind.TEXTS and not part:
            return Property(self.name, Kind.TEXT, self.filtering, self.starts_with, self.ends_with)
        if self.kind is Kind.OBJECTS and part in _PARTS:
            return Property(f"{self.name}/{part}", _PARTS[part], self.filtering)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A kind of object.

    `shown` is what a read shows without `$select` (None: everything); `expandable` what `$expand` takes. `directory`
    says that the rules of advanced queries apply; elsewhere every operator works as it is.
    """

    type: str
    collection: str
    properties: Mapping[str, Property] = field(default_factory=dict)
    shown: tuple[str, ...] | None = None
    sortable: frozenset[str] = frozenset()
    sortable_advanced: frozenset[str] = frozenset()
    expandable: frozenset[str] = frozenset()
    directory: bool = True
    takes_in: bool = True
    """Whether a filter may say `in`."""

    def property(self, name: str) -> Property | None:
        """A property by its exact path, such as `employeeOrgData/costCenter`; None when there is none."""
        if (found := self.properties.get(name)) is not None:
            return found
        return _EXTENSION if _EXTENSION_NAME.fullmatch(name) and self.type == "user" else None

    def top_level(self, name: str) -> str | None:
        """The spelling of a top-level property that `$select` names, compared without case; None for an unknown one."""
        wanted = name.lower()
        for path in self.properties:
            head = path.partition("/")[0]
            if head.lower() == wanted:
                return head
        return name if _EXTENSION_NAME.fullmatch(name) and self.type == "user" else None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EXTENSION_NAME = re.compile(r"extension_[0-9a-f]{32}_\w+")
_EXTENSION = Property("extension", Kind.TEXT, Filtering.ADVANCED)

_KINDS = {
    "accountEnabled": Kind.BOOLEAN,
    "onPremisesSyncEnabled": Kind.BOOLEAN,
    "showInAddressList": Kind.BOOLEAN,
    "mailEnabled": Kind.BOOLEAN,
    "securityEnabled": Kind.BOOLEAN,
    "isAssignableToRole": Kind.BOOLEAN,
    "isBuiltIn": Kind.BOOLEAN,
    "isEnabled": Kind.BOOLEAN,
    "isAdmin": Kind.BOOLEAN,
    "isMfaRegistered": Kind.BOOLEAN,
    "isHidden": Kind.BOOLEAN,
    "createdDateTime": Kind.DATE,
    "deletedDateTime": Kind.DATE,
    "employeeHireDate": Kind.DATE,
    "employeeLeaveDateTime": Kind.DATE,
    "startDateTime": Kind.DATE,
    "endDateTime": Kind.DATE,
    "lastUpdatedDateTime": Kind.DATE,
    "signInActivity/lastSignInDateTime": Kind.DATE,
    "appRoleId": Kind.GUID,
    "otherMails": Kind.TEXTS,
    "proxyAddresses": Kind.TEXTS,
    "businessPhones": Kind.TEXTS,
    "groupTypes": Kind.TEXTS,
    "resourceProvisioningOptions": Kind.TEXTS,
    "tags": Kind.TEXTS,
    "servicePrincipalNames": Kind.TEXTS,
    "identifierUris": Kind.TEXTS,
    "methodsRegistered": Kind.TEXTS,
    "assignedLicenses": Kind.OBJECTS,
    "assignedPlans": Kind.OBJECTS,
    "identities": Kind.OBJECTS,
}
_STARTS_WITH = _words(
    """city companyName country department displayName employeeType givenName jobTitle mail mailNickname mobilePhone
    officeLocation onPremisesSamAccountName otherMails postalCode preferredLanguage proxyAddresses state streetAddress
    surname usageLocation userPrincipalName faxNumber employeeId servicePrincipalNames identifierUris"""
)
_ENDS_WITH = frozenset({"mail", "otherMails", "userPrincipalName", "proxyAddresses"})
_OTHER_KINDS = _words(
    """employeeOrgData onPremisesExtensionAttributes signInActivity rolePermissions appRoles oauth2PermissionScopes
    passwordCredentials keyCredentials requiredResourceAccess verifiedDomains scheduleInfo customSecurityAttributes"""
)


def properties(*, plain: str = "id", advanced: str = "", unfiltered: str = "") -> Mapping[str, Property]:
    """Properties by name, given as words: those a plain filter takes, those an advanced one does, and the others."""
    found: dict[str, Property] = {}
    for names, filtering in (
        (plain, Filtering.PLAIN),
        (advanced, Filtering.ADVANCED),
        (unfiltered, Filtering.NONE),
    ):
        for name in names.split():
            kind = Kind.OBJECT if name in _OTHER_KINDS else _KINDS.get(name, Kind.TEXT)
            found[name] = Property(name, kind, filtering, name in _STARTS_WITH, name in _ENDS_WITH)
    return found


_CREATED = frozenset({"createdDateTime", "deletedDateTime"})
_NAMED = frozenset({"displayName"})

USER = Resource(
    type="user",
    collection="users",
    properties=properties(
        plain="""id accountEnabled assignedLicenses assignedPlans city country createdDateTime creationType department
        displayName employeeId givenName identities jobTitle mail mailNickname
        onPremisesSyncEnabled otherMails proxyAddresses state surname usageLocation userPrincipalName userType
        signInActivity/lastSignInDateTime""",
        advanced="""companyName employeeHireDate employeeType employeeOrgData/costCenter employeeOrgData/division
        faxNumber mobilePhone officeLocation onPremisesImmutableId onPremisesSamAccountName postalCode preferredLanguage
        streetAddress """
        + " ".join(f"onPremisesExtensionAttributes/extensionAttribute{n}" for n in range(1, 16)),
        unfiltered="""onPremisesSecurityIdentifier aboutMe businessPhones deletedDateTime employeeLeaveDateTime
        customSecurityAttributes employeeOrgData externalUserState
        onPremisesExtensionAttributes passwordPolicies signInActivity showInAddressList""",
    ),
    shown=(
        "businessPhones",
        "displayName",
        "givenName",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
        "id",
    ),
    sortable=frozenset({"displayName", "userPrincipalName"}),
    sortable_advanced=_CREATED,
    expandable=frozenset({"manager"}),
)

GROUP = Resource(
    type="group",
    collection="groups",
    properties=properties(
        plain="""id displayName mail mailEnabled mailNickname securityEnabled groupTypes isAssignableToRole
        onPremisesSyncEnabled proxyAddresses resourceProvisioningOptions createdDateTime""",
        advanced="description visibility",
        unfiltered="deletedDateTime membershipRule membershipRuleProcessingState securityIdentifier renewedDateTime",
    ),
    sortable=_NAMED,
    sortable_advanced=_CREATED,
)

ADMINISTRATIVE_UNIT = Resource(
    type="administrativeUnit",
    collection="administrativeUnits",
    properties=properties(
        plain="id displayName",
        advanced="description",
        unfiltered="visibility membershipType membershipRule isMemberManagementRestricted",
    ),
    sortable_advanced=_NAMED | _CREATED,
)

APPLICATION = Resource(
    type="application",
    collection="applications",
    properties=properties(
        plain="id appId displayName identifierUris tags createdDateTime",
        advanced="signInAudience",
        unfiltered="description passwordCredentials keyCredentials requiredResourceAccess appRoles publisherDomain",
    ),
    sortable_advanced=_NAMED | _CREATED,
)

SERVICE_PRINCIPAL = Resource(
    type="servicePrincipal",
    collection="servicePrincipals",
    properties=properties(
        plain="id appId displayName accountEnabled servicePrincipalType servicePrincipalNames tags",
        advanced="appOwnerOrganizationId createdDateTime",
        unfiltered="""appDisplayName appRoleAssignmentRequired appRoles oauth2PermissionScopes passwordCredentials
        keyCredentials publisherName""",
    ),
    sortable_advanced=_NAMED | _CREATED,
)

DIRECTORY_ROLE = Resource(
    type="directoryRole",
    collection="directoryRoles",
    properties=properties(plain="id displayName roleTemplateId", unfiltered="description"),
)

DIRECTORY_OBJECT = Resource(
    type="directoryObject", collection="", properties=properties(plain="id displayName mail userPrincipalName")
)
"""A member of a list that mixes kinds; each is shown as what it is."""

DIRECTORY_OBJECTS = (USER, GROUP, SERVICE_PRINCIPAL, APPLICATION, ADMINISTRATIVE_UNIT)
"""The kinds that an object id may stand for."""

APP_ROLE_ASSIGNMENT = Resource(
    type="appRoleAssignment",
    collection="appRoleAssignments",
    properties=properties(
        plain="id appRoleId",
        unfiltered="createdDateTime principalDisplayName principalId principalType resourceDisplayName resourceId",
    ),
)
PERMISSION_GRANT = Resource(
    type="oAuth2PermissionGrant",
    collection="oauth2PermissionGrants",
    properties=properties(plain="id clientId consentType principalId resourceId", unfiltered="scope"),
)
FEDERATED_CREDENTIAL = Resource(
    type="federatedIdentityCredential",
    collection="",
    properties=properties(plain="id issuer name subject", unfiltered="audiences description"),
    directory=False,
)
AUTHENTICATION_METHOD = Resource(
    type="authenticationMethod", collection="", properties=properties(unfiltered="createdDateTime"), directory=False
)
REGISTRATION_DETAILS = Resource(
    type="userRegistrationDetails",
    collection="",
    properties=properties(
        plain="""id userPrincipalName userDisplayName userType isAdmin isMfaRegistered methodsRegistered
        lastUpdatedDateTime"""
    ),
    directory=False,
    sortable=frozenset({"userPrincipalName", "userDisplayName"}),
)
ORGANIZATION = Resource(
    type="organization",
    collection="organization",
    properties=properties(
        plain="",
        unfiltered="id displayName verifiedDomains tenantType countryLetterCode createdDateTime onPremisesSyncEnabled",
    ),
)
SUBSCRIBED_SKU = Resource(
    type="subscribedSku",
    collection="subscribedSkus",
    properties=properties(
        plain="",
        unfiltered="""id accountId accountName appliesTo capabilityStatus consumedUnits prepaidUnits servicePlans skuId
        skuPartNumber""",
    ),
)
