"""A tenant as YAML files, to start managing it in git."""
