"""The only door to Graph: a narrow port in our words, and the adapter on msgraph-sdk behind it."""
