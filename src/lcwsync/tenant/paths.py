"""The paths of what a plan compares; a test holds them against the request builders of msgraph-sdk."""

LIFECYCLE = "/identityGovernance/lifecycleWorkflows"
WORKFLOWS = f"{LIFECYCLE}/workflows"
DELETED = f"{LIFECYCLE}/deletedItems/workflows"
EXTENSIONS = f"{LIFECYCLE}/customTaskExtensions"
SETTINGS = f"{LIFECYCLE}/settings"
TAP_POLICY = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
ENTITLEMENT = "/identityGovernance/entitlementManagement"
