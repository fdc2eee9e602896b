"""What Microsoft does not document and the sandbox had to decide: every guess, in one place.

Where the real service might be kinder or harsher, the choice is the one that punishes a client for relying on it.

How long a list or an object may lag behind a write is not said: here neither does, and the fault `lag` makes them.

Guesses without a constant: createNewVersion with the content that is there already still makes a version. `$top` on the
lists of Lifecycle Workflows is ignored; the metadata calls it unsupported. Saving a workflow neither reads the text of
its scope rule nor checks that the groups and administrative units it names exist.

In the directory: `$levels` needs the advanced query parameters even where a list is not filtered; `$expand` with an
advanced `$filter` is refused; a property missing from the documented filter table cannot be filtered by; getByIds asks
for a permission to read any one kind of object; a deleted user is gone at once; a page without `$top` is as small as
the application says.

Of the engine: it runs only when the clock is advanced by hand, at multiples of the interval since 1970. A run for
nobody leaves no trace. A membership trigger looks at direct members. A person who appears is no attribute change. Who
was processed stays processed across versions and pauses of a workflow, as long as the conditions are met. Changes
that come up while a workflow is in quarantine are lost. The percentage of an execution limit is of all users. A
person with a failed task and tasks left out, or without any success, has failed; else completed with errors. A pass
starts at once when there is no hire date; a password is no other authentication method. A mail whose `cc` cannot be
reached fails. Every failure reason is in our own words. executionScope shows users, as its page says, not results, as
the metadata says.
"""

BAD_REQUEST = "BadRequest"
"""Error code of a body the service refuses. Lifecycle Workflows publishes no error codes."""

NOT_FOUND = "ResourceNotFound"
"""Error code of an unknown id."""

CONFLICT = "Conflict"
"""Error code where the request contradicts another object."""

DUPLICATE_NAME_STATUS = 409
"""A second workflow (or extension) of the same name, compared without case. Names are called unique; what a duplicate
is answered is not said. The fault `equal-names` shows a service that takes it."""

LIMIT_STATUS = 400
"""One workflow or extension too many."""

DELETED_WORKFLOWS_COUNT = False
"""Whether soft-deleted workflows count towards the limit and keep their name taken."""

CREATE_REPLY_SHOWS_TASKS = False
"""The documented replies to a create are shortened; a client should read the workflow instead."""

NEW_VERSION_DEFAULT_ENABLED = True
NEW_VERSION_DEFAULT_SCHEDULING = False
"""isEnabled and isSchedulingEnabled left out of createNewVersion fall back to the defaults of a create: leaving them
out silently stops a schedule."""

NEW_VERSION_KEEPS_ADMINISTRATION_SCOPE = False
"""administrationScopeTargets left out of createNewVersion: removed, as if it were empty."""

RESTORED_IS_ENABLED = False
"""A restored workflow comes back disabled and unscheduled, with its tasks."""

GROUPS_ARE_SHOWN = False
"""The documented reply to a create with a group scope lacks the groups; so does every read here."""

MISSING_ARGUMENT_REFUSED = True
"""A task without an argument its definition requires is refused when saved, not when run. An argument the catalogue
does not know is accepted: the published lists are incomplete."""

EXTENSION_MUST_EXIST = True
"""customTaskExtensionID must name an existing extension when the workflow is saved."""

DELETE_USED_EXTENSION_STATUS = 409
"""Deleting an extension that a workflow uses."""

EXTENSION_UPDATE_STATUS = 204
"""PATCH of an extension: 200 in one place of the documentation, 204 in another."""

INACTIVITY_DAYS = range(1, 1001)
"""inactivityPeriodInDays; the portal offers 30 to 730, the API says nothing."""

FILTER_STATUS = 400
"""An unsupported $filter, $orderby, $expand, $search or $skip."""

DISABLED_WORKFLOW_REFUSED = True
"""Whether starting a disabled workflow on demand is refused; the documentation only says that the schedule does not
matter. A run on demand is over when its request is answered, where the service takes minutes."""
