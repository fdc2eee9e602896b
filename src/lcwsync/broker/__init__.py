"""A request to run a workflow for named people: read, decided, started."""
