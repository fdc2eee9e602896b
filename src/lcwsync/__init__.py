"""Microsoft Entra Lifecycle Workflows and the Temporary Access Pass policy as configuration in git."""

__version__ = "0.1.0"
