"""Codes of findings, risks and refusals: title, severity and explanation, one module a subject.

| code | subject | module |
|---|---|---|
| LOAD | unreadable or ambiguous files | `syntax` |
| SCH | the form of a document | `syntax` |
| VAR | variables | `syntax` |
| PRJ | the project file | `syntax` |
| OBJ | objects that contradict each other | `syntax` |
| REF | names that the tenant does not know | `syntax` |
| LCW | workflows that will not do what they seem to do | `semantics` |
| TAP | who receives a pass, for how long, and who can read it | `semantics` |
| RUL | scope rules | `scope_rules` |
| REQ | requests in My Access | `pass_requests` |
| ORG | the organisation's own JSON Schemas | `organisation` |
| AUD | who can create a pass | `audit` |
| RISK | consequences of a plan | `risks` |
| `allowDelete`, `limits`, ... | laws that refuse a plan | `refusals` |
"""
