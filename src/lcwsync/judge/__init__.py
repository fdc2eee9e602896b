"""What a workflow will do for a person, task by task: the one place for every rule of this kind."""
