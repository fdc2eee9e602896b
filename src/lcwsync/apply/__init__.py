"""Doing: a Plan and a tenant -> what became of each action, and a journal of it."""
