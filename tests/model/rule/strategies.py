"""Random rules and people over a few attributes, so that rules and people often meet."""

from hypothesis import strategies as st

from lcwsync.model.rule import And, AnyOf, Compare, Guid, In, Literal, Not, Operator, Or, Rule, StartsWith

TEXTS = ("A", "a", "AB", "B", "")
NAMES = ("department", "city", "jobTitle", "employeeOrgData/costCenter", "customSecurityAttributes/Set/Name")
GUIDS = ("0c7fa7dc-6a4d-4b0d-9e27-0a1b2c3d4e5f", "0C7FA7DC-6A4D-4B0D-9E27-0A1B2C3D4E5F")

_TEXT = st.sampled_from(TEXTS)


def rules(text: st.SearchStrategy[str] = _TEXT, leaves: int = 6) -> st.SearchStrategy[Rule]:
    """Well-formed rules; `text` makes the quoted values."""
    attributes = st.sampled_from(NAMES)
    questions = st.one_of(
        tests(attributes, text),
        st.builds(
            Compare,
            st.sampled_from(("accountEnabled", "onPremisesSyncEnabled")),
            operators(),
            st.booleans() | st.none(),
        ),
        st.builds(AnyOf, st.just("otherMails"), st.just("p"), _logic(tests(st.just("p"), text), 3)),
        st.builds(
            AnyOf,
            st.just("assignedPlans"),
            st.just("plan"),
            _logic(tests(st.sampled_from(("plan/service", "plan/servicePlanId")), text), 3),
        ),
    )
    return _logic(questions, leaves)


def tests(attributes: st.SearchStrategy[str], text: st.SearchStrategy[str]) -> st.SearchStrategy[Rule]:
    literal: st.SearchStrategy[Literal] = text | st.sampled_from(GUIDS).map(Guid) | st.none()
    return st.one_of(
        st.builds(Compare, attributes, operators(), literal),
        st.builds(In, attributes, st.lists(literal, max_size=3).map(tuple)),
        st.builds(StartsWith, attributes, text),
    )


def operators() -> st.SearchStrategy[Operator]:
    return st.sampled_from((Operator.EQ, Operator.NE))


def _logic(questions: st.SearchStrategy[Rule], leaves: int) -> st.SearchStrategy[Rule]:
    return st.recursive(
        questions,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
            st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        ),
        max_leaves=leaves,
    )


def users() -> st.SearchStrategy[dict[str, object]]:
    """Graph user JSON with some attributes set, some null, some missing."""
    value = st.none() | st.sampled_from((*TEXTS, *GUIDS, "ABC", "c"))
    text = st.sampled_from((*TEXTS, *GUIDS, "ABC", "c"))
    plan = st.fixed_dictionaries({"service": value, "servicePlanId": value})
    return st.fixed_dictionaries(
        {"accountEnabled": st.booleans()},
        optional={
            "department": value,
            "city": value,
            "jobTitle": value,
            "onPremisesSyncEnabled": st.none() | st.booleans(),
            "employeeOrgData": st.none() | st.fixed_dictionaries({}, optional={"costCenter": value}),
            "customSecurityAttributes": st.fixed_dictionaries(
                {"Set": st.fixed_dictionaries({}, optional={"Name": value | st.lists(text, max_size=3)})}
            ),
            "otherMails": st.lists(text, max_size=3),
            "assignedPlans": st.lists(plan, max_size=3),
        },
    )
