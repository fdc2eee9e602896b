"""The attributes and operators that scope rules take
(https://learn.microsoft.com/graph/api/resources/identitygovernance-rulebasedsubjectset)."""

import re

from lcwsync.sandbox.engine.rule import RuleError, comparisons_of

_PREFIXED = {
    *("city", "companyname", "country", "department", "displayname", "faxnumber", "givenname", "jobtitle", "mail"),
    *("mailnickname", "mobilephone", "officelocation", "postalcode", "preferredlanguage", "state", "streetaddress"),
    *("surname", "usagelocation", "userprincipalname", "othermails/*", "proxyaddresses/*"),
}
"""Those that take startsWith as well, in lower case."""

_COMPARED = {
    *("accountenabled", "employeeid", "employeeorgdata/costcenter", "employeeorgdata/division", "employeetype"),
    *("onpremisessecurityidentifier", "onpremisessyncenabled", "usertype"),
    *(f"assignedplans/*/{part}" for part in ("capabilitystatus", "service", "serviceplanid")),
    *(f"onpremisesextensionattributes/extensionattribute{number}" for number in range(1, 16)),
}

_DEFINED_BY_TENANT = re.compile(r"extension_[0-9a-f]{32}_\w+(?:/\*)?|customsecurityattributes/\w+/\w+(?:/\*)?")
"""Directory extensions and custom security attributes; which operators they take is not tabulated."""


def rule_problem(text: str) -> str | None:
    """The reason why a workflow with this rule is not saved; None for a rule in order."""
    try:
        comparisons = comparisons_of(text)
    except RuleError as error:
        return str(error)
    for path, operator in comparisons:
        name = path.lower()
        if not (name in _PREFIXED or _DEFINED_BY_TENANT.fullmatch(name)):
            if name not in _COMPARED:
                return f"'{path}' is not an attribute that rules support."
            if operator == "startsWith":
                return f"'{path}' does not support startsWith."
    return None
