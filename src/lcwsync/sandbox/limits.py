"""What the service takes at most, and ranges of numbers, as Microsoft publishes them.

https://learn.microsoft.com/entra/id-governance/governance-service-limits,
https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass,
https://learn.microsoft.com/graph/api/resources/identitygovernance-timebasedattributetrigger and the pages of the other
resources. What is not published stands in `doubt_table`.
"""

MAX_WORKFLOWS = 100
MAX_TASKS = 25
MAX_EXTENSIONS = 100
MAX_ADMINISTRATION_SCOPES = 5

CATEGORIES = ("joiner", "mover", "leaver")
TIME_ATTRIBUTES = ("employeeHireDate", "employeeLeaveDateTime", "createdDateTime")
MEMBERSHIP_CHANGES = ("add", "remove")
POLICY_STATES = ("enabled", "disabled")

OFFSET_DAYS = range(-180, 181)
PORTAL_INACTIVITY_DAYS = range(30, 731)
INACTIVITY_DAYS = range(1, 1001)
SPONSORS = range(1, 1001)
SCHEDULE_INTERVAL_HOURS = range(1, 25)
DEFAULT_SCHEDULE_INTERVAL_HOURS = 3
CALLBACK_TIMEOUT_MINUTES = range(5, 181)
LIFETIME_MINUTES = range(10, 43_201)
PASS_LENGTH = range(8, 49)
