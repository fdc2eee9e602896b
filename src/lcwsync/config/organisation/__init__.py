"""The organisation's own rules: JSON Schemas that the project file lists under `schemas`."""
