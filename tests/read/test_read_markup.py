"""Is it a page: four questions, and where their answers differ."""

import pytest

from cleancorpus.read.markup import has_root, has_tags, is_page_file, is_page_or_fragment, is_whole_page


@pytest.mark.parametrize(
    ("start", "file", "whole", "handed", "root"),
    [
        ("<!DOCTYPE html><p>x", True, True, True, True),
        ("\n<HTML lang='en'>", True, True, True, True),
        ("<?xml version='1.0'?>\n<html>", True, True, True, True),
        ("<?xml version='1.0'?><!-- c --><html>", True, False, True, True),
        ("<!-- c --><html>", True, False, True, True),
        ("<body>x", True, False, True, True),
        ("<head><title>x</title>", True, False, True, False),
        ("<p>The word <b>html</b></p>", True, False, True, False),
        ("<div><!doctype html>", True, False, True, True),
        ("A text about <html> and <body>", False, False, False, True),
        ("<htmlx>", False, False, False, False),
        ("<header>", True, False, False, False),
        ("<b>Bridge</b> reopens", False, False, False, False),
        ("<?xml version='1.0'?><feed>", False, False, False, False),
        ("Warning: no cache\n<html>", True, False, False, True),
        ("<?php echo 1 ?>\n<html>", False, False, False, True),
        ("Bridge reopens", False, False, False, False),
        ("", False, False, False, False),
    ],
)
def test_is_it_a_page(start: str, file: bool, whole: bool, handed: bool, root: bool) -> None:
    assert (is_page_file(start), is_whole_page(start), is_page_or_fragment(start), has_root(start)) == (
        file,
        whole,
        handed,
        root,
    )
    assert is_whole_page(start.encode()) is whole
    assert is_page_or_fragment(start.encode()) is handed
    assert has_tags(start) is has_tags(start.encode()) is ("<" in start)


def test_a_field_may_start_with_a_byte_order_mark() -> None:
    assert is_whole_page("\ufeff\n<html>")
    assert is_whole_page("<html>".encode("utf-16"))


def test_a_root_far_down_is_not_looked_for() -> None:
    assert not has_root(" " * 10_000 + "<html>")
    assert not is_page_or_fragment("<!--" + " " * 2_000 + "--><p>")
