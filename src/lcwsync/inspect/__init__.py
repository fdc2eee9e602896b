"""Judgement about versions of a workflow and about the rights of an identity. Pure."""
