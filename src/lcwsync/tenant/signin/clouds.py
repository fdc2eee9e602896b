"""The Microsoft clouds: where Graph is, who issues tokens, and for whom a token to exchange must be made.

https://learn.microsoft.com/graph/deployments,
https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
"""

from lcwsync.model.environment import Cloud
from lcwsync.values.records import dataclass


@dataclass(frozen=True, slots=True)
class CloudEndpoints:
    """A cloud's Graph root, its login authority (a host name, as azure-identity wants it), and the audience of the
    OIDC tokens that it exchanges: the federated credential of the application must name the same."""

    graph: str
    authority: str
    audience: str

    @property
    def scope(self) -> str:
        """What a token for this cloud's Graph is asked for."""
        return f"{self.graph}/.default"


_US_GOV_AUDIENCE = "api://AzureADTokenExchangeUSGov"

ENDPOINTS = {
    Cloud.GLOBAL: CloudEndpoints(
        "https://graph.microsoft.com", "login.microsoftonline.com", "api://AzureADTokenExchange"
    ),
    Cloud.US_GOV: CloudEndpoints("https://graph.microsoft.us", "login.microsoftonline.us", _US_GOV_AUDIENCE),
    Cloud.US_GOV_DOD: CloudEndpoints("https://dod-graph.microsoft.us", "login.microsoftonline.us", _US_GOV_AUDIENCE),
    Cloud.CHINA: CloudEndpoints(
        "https://microsoftgraph.chinacloudapi.cn", "login.chinacloudapi.cn", "api://AzureADTokenExchangeChina"
    ),
}
