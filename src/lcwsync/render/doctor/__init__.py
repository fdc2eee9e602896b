"""The examination of an identity or a repository: text, JSON."""
