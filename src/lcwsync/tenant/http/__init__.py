"""Requests to Microsoft Graph: sending, batching, retrying, and limits on answers."""
