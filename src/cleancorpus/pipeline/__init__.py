"""A record on its way to an outcome, and a corpus on its way to a dataset: the stages in their order."""

import re

_MAY_BE_PAGE = re.compile(rb"html?\b|warc|feed|rss|atom|crawl|\bxml", re.IGNORECASE)


def preload_for(sources: bytes) -> str:
    """The module with all that worker processes need, for a text that names the sources or the whole configuration.

    A guess: with the wrong one workers load by themselves what is not there, or share what they do not need.
    """
    pages = "_pages" if _MAY_BE_PAGE.search(sources) else ""
    return f"cleancorpus.pipeline.preload{pages}"
