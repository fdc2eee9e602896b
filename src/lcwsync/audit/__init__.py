"""Who could mint a Temporary Access Pass, by which path, and whether git expects it.

`rights` says what gives such a right, `reads` asks the tenant, `paths` follows rights to people, `verdict` compares
them with the guardrails in git.
"""
