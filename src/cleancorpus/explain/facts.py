"""Which facts of a document are told beside its text."""

# In this order, where they are there: on a page as in a terminal.
FACTS = (
    "authors",
    "editors",
    "translators",
    "agency",
    "published",
    "place",
    "photo_credits",
    "language",
    "url",
    "site",
    "page_type",
    "text_confidence",
    "canonical_url",
    "section",
    "tags",
    "description",
    "image_url",
    "licence",
    "rights",
)
