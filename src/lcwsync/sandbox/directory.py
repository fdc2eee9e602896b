"""The directory of the sandbox: users, groups, roles, applications."""

from lcwsync.sandbox.routing import Route

ROUTES: tuple[Route, ...] = ()
