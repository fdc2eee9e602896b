"""All reads of rights, by what they are about."""

from lcwsync.tenant.http.calls import GraphCalls
from lcwsync.tenant.rights.activation import ActivationReads
from lcwsync.tenant.rights.grants import GrantReads
from lcwsync.tenant.rights.packages import PackageReads
from lcwsync.tenant.rights.principals import PrincipalReads
from lcwsync.tenant.rights.roles import RoleReads


class Rights:
    """The reads of rights. Every method of each part raises GraphFailure."""

    def __init__(self, graph: GraphCalls) -> None:
        self.roles = RoleReads(graph)
        self.grants = GrantReads(graph)
        self.principals = PrincipalReads(graph)
        self.packages = PackageReads(graph)
        self.activation = ActivationReads(graph)
