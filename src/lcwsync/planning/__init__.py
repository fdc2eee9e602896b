"""From the configuration of an environment and its tenant to a plan."""
