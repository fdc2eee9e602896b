"""The engine of the sandbox: decides who is due, runs the tasks on the directory, and writes down what happened.

It runs when the clock is advanced (`schedule.advance`) or a workflow is started on demand (`actions`). What it decides
is in pure functions (`conditions`, `passes`, `quarantine`, `placeholders`); the rest reads and writes the store.

Collections of its own: `workflowRuns`, `userProcessingResults`, `taskProcessingResults`, `executionScopes` and
`engineSnapshots` by workflow id, `accessPackageAssignments`, and `outbox`.
"""
