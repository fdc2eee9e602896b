"""What lint says about rules: the code, the place, the way out."""

import pytest
from hypothesis import given, settings

from lcwsync.model.rule import ATTRIBUTES, Rule, evaluate, lint, print_rule
from lcwsync.values.codes.scope_rules import SCOPE_RULE_CODES
from lcwsync.values.findings import Severity
from tests.model.rule.strategies import rules, users


def found(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.column) for problem in lint(text)]


@pytest.mark.parametrize(
    "text",
    [
        "(department eq 'Marketing')",
        "department eq '${'",
        "(department in ('Marketing', 'Sales') and (accountEnabled in (true)))",
        "(department eq 'Sales') and city ne 'Bern'",
        "department eq 'Sales' and (not (city eq 'Redmond'))",
        "startsWith(jobTitle, 'Eng') and userType eq 'Member'",
        "(otherMails/any(p:startsWith(p, 'Av')))",
        "assignedPlans/any(a:a/capabilityStatus eq 'Enabled')",
        "assignedPlans/any(a:a/servicePlanId eq 41781fb2-bc02-4b7c-bd55-b576c07bb09d)",
        "employeeOrgData/costCenter eq '1011' or onPremisesExtensionAttributes/extensionAttribute15 eq 'x'",
        "usageLocation in ('DE', 'CH')",
        "otherMails/any(p:p eq 'a') and otherMails/any(p:p eq 'b')",
    ],
)
def test_a_sound_rule_has_no_problem(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("department eq Sales", [("RUL001", 15)]),
        ("departmnt eq 'A'", [("RUL002", 1)]),
        ("city eq 'B' and id eq 'x'", [("RUL002", 17)]),
        ("schemaExt/any(p:p eq 'x')", [("RUL002", 1)]),
        ("assignedPlans/any(a:a/state eq 'x')", [("RUL002", 21)]),
        ("assignedPlans/any(a:a eq 'x')", [("RUL002", 21)]),
        ("otherMails/any(p:startsWith(p/x, 'a'))", [("RUL002", 29)]),
        ("startsWith(employeeId, 'A')", [("RUL003", 1)]),
        ("assignedPlans/any(a:startsWith(a/service, 'e'))", [("RUL003", 21)]),
        ("otherMails eq 'x'", [("RUL003", 1)]),
        ("department/any(p:p eq 'x')", [("RUL003", 1)]),
        ("accountEnabled eq 'true'", [("RUL004", 1)]),
        ("department eq true", [("RUL004", 1)]),
        ("employeeId eq 41781fb2-bc02-4b7c-bd55-b576c07bb09d", [("RUL004", 1)]),
        ("department eq 'A' or city eq 'B' and state eq 'C'", [("RUL005", 34)]),
        ("department ne 'Sales'", [("RUL006", 1)]),
        ("accountEnabled eq true and not (department eq 'Sales')", [("RUL006", 28)]),
        ("city eq 'Bern' or department ne 'Sales'", [("RUL006", 19)]),
        ("not (otherMails/any(p:p eq 'x'))", [("RUL006", 1)]),
        ("department eq 'A' and department eq 'B'", [("RUL007", 1)]),
        ("city eq 'X' and (department eq 'A' and department ne 'A')", [("RUL007", 18)]),
        ("startsWith(department, 'A') and department in ('B', 'C')", [("RUL007", 1)]),
        ("accountEnabled eq true and accountEnabled eq false", [("RUL007", 1)]),
        ("city eq 'X' and department in ()", [("RUL007", 17)]),
        ("otherMails/any(p:p eq 'a') and not (otherMails/any(p:startsWith(p, 'a')))", [("RUL007", 1)]),
        ("department eq 'A' or department ne 'A'", [("RUL008", 1)]),
        ("accountEnabled in (true, false)", [("RUL008", 1)]),
        ("not (accountEnabled eq true) or accountEnabled eq true", [("RUL008", 1)]),
        ("accountEnabled eq true", [("RUL009", 1)]),
        ("userType eq 'Member' and accountEnabled eq true", [("RUL009", 1)]),
        ("onPremisesSyncEnabled ne true", [("RUL009", 1)]),
        ("department eq 'A' or userType eq 'Member'", [("RUL009", 1)]),
        ("department EQ 'A'", [("RUL010", 12)]),
        ("Department eq 'A'", [("RUL010", 1)]),
        ("accountEnabled eq True and city eq 'Bern'", [("RUL010", 19)]),
        ("customSecurityAttributes/Eng/Project eq 'Baker'", []),
        ("customSecurityAttributes/Eng/Project in ('Baker')", [("RUL011", 1)]),
        ("startsWith(extension_0123456789abcdef0123456789abcdef_badge, 'B')", [("RUL011", 12)]),
        ("department eq null", [("RUL012", 1)]),
        ("assignedPlans/any(a:a/service eq 'x' and a/capabilityStatus eq 'Enabled')", [("RUL013", 1)]),
        ("city eq 'X' and userType eq 'member'", [("RUL014", 17)]),
        ("usageLocation eq 'de'", [("RUL014", 1)]),
        ("department eq 'Sales '", [("RUL014", 1)]),
        ("assignedPlans/any(a:a/capabilityStatus eq 'enabled')", [("RUL014", 21)]),
        ("city eq 'X' or (department eq 'A' and department eq 'B')", [("RUL015", 17)]),
    ],
)
def test_each_problem_has_its_code_and_place(text: str, problems: list[tuple[str, int]]) -> None:
    assert found(text) == problems


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("departmnt eq 'A'", "did you mean department?"),
        ("costCenter eq '1'", "did you mean employeeOrgData/costCenter?"),
        ("extensionAttribute3 eq '1'", "did you mean onPremisesExtensionAttributes/extensionAttribute3?"),
        ("assignedPlans/any(a:a/servicePlan eq 'x')", "did you mean a/servicePlanId?"),
        ("userType eq 'guest'", "did you mean 'Guest'?"),
        ("startsWith(employeeType, 'A')", "employeeType supports eq, ne, in"),
    ],
)
def test_hints_name_the_way_out(text: str, hint: str) -> None:
    assert hint in [problem.hint for problem in lint(text)]


def test_a_multi_valued_security_attribute_can_have_two_values_at_once() -> None:
    name = "customSecurityAttributes/Eng/Project"
    assert {code for code, _ in found(f"{name} eq 'A' and {name} eq 'B'")} == set()


def test_meaning_is_judged_only_when_the_words_are_right() -> None:
    assert found("departmnt ne 'A'") == [("RUL002", 1)]


def test_severities_come_from_the_table_and_every_code_is_explained() -> None:
    for text in ("department eq", "department eq 'A' and department eq 'B'", "department ne 'A'"):
        for problem in lint(text):
            assert problem.severity is SCOPE_RULE_CODES[problem.code].severity
    assert list(SCOPE_RULE_CODES) == [f"RUL{number:03}" for number in range(1, len(SCOPE_RULE_CODES) + 1)]
    for title, severity, explanation, _ in SCOPE_RULE_CODES.values():
        assert title
        assert severity in Severity
        assert explanation.endswith(".")


def test_every_documented_attribute_is_accepted_and_takes_its_operators_only() -> None:
    assert len(ATTRIBUTES) == 45
    for attribute in ATTRIBUTES.values():
        if attribute.is_collection:
            part = f"p/{attribute.parts[0]}" if attribute.parts else "p"
            equal, starts = f"any(p:{part} eq 'Enabled')", f"any(p:startsWith({part}, 'x'))"
            texts = (f"{attribute.name}/{equal}", f"{attribute.name}/{starts}")
        else:
            value = "true" if attribute.name.endswith("Enabled") else "'DE'"
            texts = (f"{attribute.name} eq {value}", f"startsWith({attribute.name}, 'x')")
        assert not {code for code, _ in found(texts[0])} & {"RUL002", "RUL003", "RUL004"}
        assert ("RUL003" in {code for code, _ in found(texts[1])}) is not attribute.starts_with


@settings(max_examples=150, deadline=None)
@given(rules(leaves=5), users())
def test_an_impossible_rule_matches_no_user_and_a_tautology_every_user(rule: Rule, user: dict[str, object]) -> None:
    codes = {problem.code for problem in lint(print_rule(rule))}
    if evaluate(rule, user):
        assert "RUL007" not in codes
    else:
        assert "RUL008" not in codes


def test_a_very_large_rule_is_only_checked_clause_by_clause() -> None:
    names = [name for name, attribute in ATTRIBUTES.items() if attribute.starts_with and not attribute.is_collection]
    text = " and ".join(f"{name} ne '{letter}'" for name in names for letter in "XYZ")
    assert {code for code, _ in found(text)} <= {"RUL014"}
