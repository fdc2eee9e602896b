"""Who is in a workflow's scope, when, and who would receive each pass, in every format."""
