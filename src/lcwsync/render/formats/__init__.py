"""Parts of every format: escaping, terminal styles, byte budgets, values as text."""
