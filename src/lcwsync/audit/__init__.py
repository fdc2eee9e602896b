"""Who could create a Temporary Access Pass, by which path, and whether git expects it.

`evidence` reads the tenant and is the only module with a tenant in its hands. The others are pure: `rights` and
`permissions` are the table of what leads to a pass, `grants` finds it among what was assigned, `paths` follows it to
people, `verdict` compares them with the guardrails in git. `outside` lists what no audit looks at.
"""
