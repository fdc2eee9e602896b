"""The lowest layer: places in files, findings, errors and exit codes. Imports nothing of the project."""
