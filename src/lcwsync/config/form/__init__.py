"""The form of each kind of document: checked when loading, published as JSON Schema."""
