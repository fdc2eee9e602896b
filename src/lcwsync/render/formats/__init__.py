"""What every format needs: escaping, terminal styles, byte budgets, values as text."""
