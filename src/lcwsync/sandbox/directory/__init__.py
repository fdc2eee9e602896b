"""The directory of the sandbox: users, groups, applications, roles, and the queries on them."""
