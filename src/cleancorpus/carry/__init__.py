"""Columns of the user that go through unchanged: values of any Arrow type as JSON and back, and one type for all rows."""
