"""What became of a document and why: as data, as text, as HTML."""
