"""Microsoft Graph JSON from and to the model."""
