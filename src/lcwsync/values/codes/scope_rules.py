"""The codes of everything `lint` can find in a scope rule."""

from collections.abc import Mapping

from lcwsync.values.codes.code import Code
from lcwsync.values.findings import Severity

_PAGE = "https://learn.microsoft.com/graph/api/resources/identitygovernance-rulebasedsubjectset"
_CONDITIONS = "https://learn.microsoft.com/entra/id-governance/lifecycle-workflow-execution-conditions"
_SECURITY = "https://learn.microsoft.com/entra/id-governance/manage-workflow-custom-security-attribute"

SCOPE_RULE_CODES: Mapping[str, Code] = {
    "RUL001": Code(
        "The rule cannot be read",
        Severity.ERROR,
        "The text is not a scope rule: OData comparisons with eq, ne, in and startsWith, joined by and, or, not. "
        f"See {_PAGE}.",
    ),
    "RUL002": Code(
        "Unknown attribute",
        Severity.ERROR,
        "Scope rules support a fixed list of user attributes, custom security attributes and directory extensions. "
        f"A workflow whose rule names anything else is refused or never processed. See {_PAGE}.",
    ),
    "RUL003": Code(
        "The attribute does not support this operator",
        Severity.ERROR,
        "Each attribute has its own operators: startsWith works on some texts only, and collections are asked with "
        f"any(...). See the table on {_PAGE}.",
    ),
    "RUL004": Code(
        "The value has the wrong type",
        Severity.ERROR,
        "accountEnabled and onPremisesSyncEnabled are compared with true or false without quotes; all other "
        "attributes are compared with texts in single quotes.",
    ),
    "RUL005": Code(
        "and and or are mixed without parentheses",
        Severity.WARNING,
        "and binds tighter than or, which is easily misread: a or b and c means a or (b and c). Parentheses make the "
        "population of the workflow plain to a reviewer.",
    ),
    "RUL006": Code(
        "The rule only excludes people",
        Severity.WARNING,
        "A rule with only ne or not includes every other user, now and in future, and probably every user whose "
        "attribute is not set. Add a condition that selects people.",
    ),
    "RUL007": Code(
        "The rule can never match",
        Severity.ERROR,
        "No user can satisfy the rule, for example because an attribute would need two values at once, so the "
        "workflow would never run.",
    ),
    "RUL008": Code(
        "The rule matches everybody",
        Severity.WARNING,
        "Whatever a user's attributes are, the rule is true: the workflow's population is the whole directory, guests "
        "and service accounts included.",
    ),
    "RUL009": Code(
        "The rule takes in a whole class of users",
        Severity.WARNING,
        "accountEnabled, userType and onPremisesSyncEnabled only divide the directory into large classes. Name also "
        "a department, a company, an employee type or the like, unless the whole class is meant.",
    ),
    "RUL010": Code(
        "Unusual upper and lower case",
        Severity.WARNING,
        "OData writes and, or, not, eq, ne, in, true, false, null and any in lower case and Graph spells attributes in "
        "camel case. The service is not documented to accept anything else.",
    ),
    "RUL011": Code(
        "Attribute whose use in rules is not fully documented",
        Severity.WARNING,
        "Custom security attributes and directory extensions are supported in scope rules. Published is "
        "(customSecurityAttributes/Set/Attribute eq true) alone; no other operator, and no spelling of extensions. To "
        "read custom security attributes, as a preview does, takes the permission "
        "CustomSecAttributeAssignment.Read.All and the role Attribute Assignment Reader. A deactivated one stops the "
        f"whole workflow. Compare with a workflow made in the portal. See {_SECURITY}.",
    ),
    "RUL012": Code(
        "null is not documented for rules",
        Severity.WARNING,
        "The pages on scope rules show no comparison with null, so that the service may refuse the rule or never "
        f"match it. See {_PAGE}.",
    ),
    "RUL013": Code(
        "More than one question inside any(...)",
        Severity.WARNING,
        "The documented rules ask one question inside any(...). and, or and not in there are OData, but the service is "
        f"not documented to accept them. See {_PAGE}.",
    ),
    "RUL014": Code(
        "Value that no user is likely to have",
        Severity.WARNING,
        "Rules compare texts with regard to case and spaces, unlike the directory's own search, so that 'member' does "
        f"not match Member. See {_CONDITIONS}.",
    ),
    "RUL015": Code(
        "A part of the rule can never match",
        Severity.WARNING,
        "One side of an or can match no user, for example because an attribute would need two values at once. "
        "Usually one of the values or operators is not what was meant.",
    ),
}

UNBOUNDED = frozenset({"RUL006", "RUL008", "RUL009"})
"""The codes of rules without a bound: for everybody, for a whole class, or for all who are not excluded."""
