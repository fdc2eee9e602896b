"""The company that a new sandbox is filled with."""
