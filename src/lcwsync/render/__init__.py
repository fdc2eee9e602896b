"""Showing: Plan, Outcome and findings -> text for people, pull requests, jobs and programs. Pure: values in, str out.

Every format is drawn from one view (`view`), and every text that comes from YAML or the tenant passes through its
format's escape function (`escape`), so that no name can change layout or meaning.
"""
