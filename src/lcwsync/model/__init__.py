"""The nouns of Lifecycle Workflows and the TAP policy, and their rules. Pure: no I/O beyond shipped data, no clock.

The same frozen types describe what git wants and what the tenant has. `None` always means "not set": in git an
omitted key (leave it as it is), from the tenant a value the service did not show (cannot verify).
"""
