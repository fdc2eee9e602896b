"""Entitlement management: catalogs, access packages, their policies, and the requests that lead to membership.

https://learn.microsoft.com/graph/api/resources/entitlementmanagement-overview
"""

PATH = "/identityGovernance/entitlementManagement"
"""Where its routes begin."""
