"""The laws of requests in My Access, while another admin edits them and the network fails.

Nothing is made twice, a part that fails leaves the others for the next apply, an edit that the plan did not see is
never overwritten, and what git does not list stays as it is.
"""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lcwsync.apply.outcome import Applied, Outcome
from lcwsync.model.pass_requests import AllMembers, Approval, ApprovalStage, InGroups
from lcwsync.model.state import Desired
from lcwsync.plan.pass_requests import RemovePassPart
from lcwsync.plan.plan import Plan
from lcwsync.sandbox.faults import Fault
from lcwsync.sandbox.store import JsonObject, Store
from tests.faults.trials import DOOR_GROUPS, DOOR_PARTS, NAME, Lab, add_groups, door, duplicates
from tests.laws.conftest import CHOSEN
from tests.laws.owed import NETWORK, all_done, every_action_is_accounted_for, managed

BESIDE = "Made in the portal"
POLICIES = "assignmentPolicies"
PACKAGES = "accessPackages"

_WISHES = st.builds(
    lambda group, people, hours, stages, description: door(
        group=group, for_=people, expires_after_hours=hours, approval=Approval(stages), description=description
    ),
    st.sampled_from(DOOR_GROUPS),
    st.sampled_from([AllMembers(), InGroups((DOOR_GROUPS[1],))]),
    st.integers(6, 8),
    st.sampled_from([(), (ApprovalStage(approvers=(DOOR_GROUPS[1],)),)]),
    st.sampled_from([None, "Ask here.", "Ask there."]),
)
_REMOVAL = st.just(Desired(removed_pass_requests=(NAME,)))
_EDITS = st.sampled_from(["open", "describe", "hide", "delete policy"])


class GitAndTheFrontDoor(RuleBasedStateMachine):
    """Git's wishes in `desired`; the tenant is a sandbox with another access package in it."""

    def __init__(self) -> None:
        super().__init__()
        self._place = TemporaryDirectory()
        self.lab = Lab(Store(None), Path(self._place.name))
        self.desired = Desired()
        self.edits = 0

    def teardown(self) -> None:
        self.lab.tenant.close()
        self.lab.app.store.close()
        self._place.cleanup()

    @initialize()
    def somebody_has_a_package_already(self) -> None:
        add_groups(self.lab.app.store)
        (other,) = door(display_name=BESIDE).pass_requests
        entitlement = self.lab.tenant.entitlement
        entitlement.create_policy(other, entitlement.create_package(other, entitlement.create_catalog(BESIDE)))

    @rule(how=_EDITS)
    def the_other_admin_edits(self, how: str) -> None:
        self._edit(how)

    @rule(wish=_WISHES | _REMOVAL | st.just(Desired()))
    def apply_and_plan_again(self, wish: Desired) -> None:
        """Law 1."""
        self.desired = wish
        self._apply_undisturbed()

    @rule(wish=_WISHES | _REMOVAL, faults=st.lists(NETWORK, min_size=1, max_size=2))
    def apply_under_faults_then_without(self, wish: Desired, faults: list[Fault]) -> None:
        """Law 6."""
        self.desired = wish
        with TemporaryDirectory() as place, Lab(self.lab.app.store.copy(), Path(place)) as twin:
            all_done(twin.apply(self.desired))
            plan = self.lab.plan(self.desired)
            for fault in faults:
                self.lab.app.faults.add(fault)
            self._carry_out(plan)
            self.lab.app.faults.clear()
            self.lab.later(minutes=20)  # a write whose answer was lost is not sent again before
            self._apply_undisturbed()
            assert managed(self.lab.app.store, *DOOR_PARTS) == managed(twin.app.store, *DOOR_PARTS)

    @rule(wish=_WISHES | _REMOVAL, how=_EDITS)
    def somebody_edits_between_plan_and_apply(self, wish: Desired, how: str) -> None:
        """Law 7: the edit survives whatever the plan says of the package."""
        self.desired = wish
        plan = self.lab.plan(self.desired)
        concerned = bool(plan.actions)
        if not self._edit(how):
            return
        edited = self._parts(NAME)
        outcome = self._carry_out(plan)
        if concerned:
            assert not all(isinstance(result, Applied) for result in outcome.results)
        assert self._parts(NAME) == edited

    @invariant()
    def no_part_is_there_twice(self) -> None:
        assert duplicates(self.lab.app.store) == 0

    def _apply_undisturbed(self) -> None:
        all_done(self._carry_out(self.lab.plan(self.desired)))
        assert self.lab.plan(self.desired).empty

    def _carry_out(self, plan: Plan) -> Outcome:
        beside, whole = self._parts(BESIDE), self._parts(NAME)
        outcome = self.lab.carry_out(plan)
        every_action_is_accounted_for(plan, outcome)
        assert self._parts(BESIDE) == beside, "Law 4: git does not list it"
        if not plan.actions:
            assert self._parts(NAME) == whole
        removals = [result for result in outcome.results if isinstance(result.planned.action, RemovePassPart)]
        for earlier, later in pairwise(removals):
            assert isinstance(earlier, Applied) or not isinstance(later, Applied), "Law 9: the policy goes first"
        return outcome

    def _edit(self, how: str) -> bool:
        """What the other admin does to git's package; whether there was something to do it to."""
        store = self.lab.app.store
        self.edits += 1
        package, policy = _named(store, PACKAGES, NAME), _named(store, POLICIES, NAME)
        match how:
            case "open" if policy is not None:
                settings = {**_part(policy, "requestorSettings"), "allowCustomAssignmentSchedule": True}
                changed = {**policy, "requestorSettings": settings}
                store.put(POLICIES, str(policy["id"]), changed)
                return changed != policy
            case "delete policy" if policy is not None:
                # A part that was made and is gone within minutes may be behind a read that lags: it is not made again.
                self.lab.later(minutes=6)
                store.remove(POLICIES, str(policy["id"]))
            case "describe" if package is not None:
                store.put(PACKAGES, str(package["id"]), {**package, "description": f"edit {self.edits}"})
            case "hide" if package is not None:
                store.put(PACKAGES, str(package["id"]), {**package, "isHidden": True})
                return package["isHidden"] is False
            case _:
                return False
        return True

    def _parts(self, name: str) -> list[JsonObject]:
        """The package of a name, its roles and its policy."""
        store = self.lab.app.store
        package = _named(store, PACKAGES, name)
        if package is None:
            return []
        roles = [each for each in store.all("accessPackageRoleScopes") if each["_package"] == package["id"]]
        policies = [each for each in store.all(POLICIES) if _part(each, "accessPackage")["id"] == package["id"]]
        return [package, *roles, *policies]


def _named(store: Store, collection: str, name: str) -> JsonObject | None:
    return next((document for document in store.all(collection) if document["displayName"] == name), None)


def _part(document: JsonObject, name: str) -> JsonObject:
    part = document[name]
    assert isinstance(part, dict)
    return part


TestGitAndTheFrontDoor = GitAndTheFrontDoor.TestCase
TestGitAndTheFrontDoor.settings = CHOSEN
