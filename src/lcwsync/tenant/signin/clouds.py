"""The Microsoft clouds: where Graph is and who issues tokens
(https://learn.microsoft.com/graph/deployments)."""

from dataclasses import dataclass

from lcwsync.model.environment import Cloud


@dataclass(frozen=True, slots=True)
class CloudEndpoints:
    """A cloud's Graph root and its login authority (a host name, as azure-identity wants it)."""

    graph: str
    authority: str

    @property
    def scope(self) -> str:
        """What a token for this cloud's Graph is asked for."""
        return f"{self.graph}/.default"


ENDPOINTS = {
    Cloud.GLOBAL: CloudEndpoints("https://graph.microsoft.com", "login.microsoftonline.com"),
    Cloud.US_GOV: CloudEndpoints("https://graph.microsoft.us", "login.microsoftonline.us"),
    Cloud.US_GOV_DOD: CloudEndpoints("https://dod-graph.microsoft.us", "login.microsoftonline.us"),
    Cloud.CHINA: CloudEndpoints("https://microsoftgraph.chinacloudapi.cn", "login.chinacloudapi.cn"),
}
