"""Reads of rights: who was given what, and who controls the holders."""
