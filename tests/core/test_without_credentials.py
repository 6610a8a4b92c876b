"""What opens an address is not published."""

import pickle
import time

import pytest

from cleancorpus.credentials import without_credentials
from cleancorpus.errors import ConfigError, ShardError
from cleancorpus.read.stream import Damage, message_of

AS_THEY_ARE = [
    "data/news/*.jsonl",
    "site/story.php?id=5&token=abc",  # a file of a mirrored site: no address
    "https://harbour.example/@jane/1?page=2&key=2024#top",
    "https://harbour.example:8080/a@b",
    "https://[2001:db8::1]:8080/a@b",
    "s3://bucket/part-?.jsonl",
    "zip://*.txt::https://harbour.example/a.zip",
    "jane@harbour.example wrote to s3://bucket/a",
]


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_what_is_no_credential_stays(text):
    assert without_credentials(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://key:se/cr+et==@bucket/a.jsonl", "s3://bucket/a.jsonl"),
        ("ftp://jane:se@cr@harbour.example/a", "ftp://harbour.example/a"),
        ("ftp://jane:se?cr#et@harbour.example/a", "ftp://harbour.example/a"),
        ("https://se-cr-et@harbour.example/a@b", "https://harbour.example/a@b"),
        ("zip://*.txt::https://jane:se@harbour.example/a.zip?sig=se", "zip://*.txt::https://harbour.example/a.zip"),
        (
            "https://b.example/a.jsonl?X-Amz-Algorithm=x&X-Amz-Credential=se%2Fcr&versionId=3&X-Amz-Signature=se",
            "https://b.example/a.jsonl?versionId=3",
        ),
        ("https://b.example/a?sv=2024&sig=se%3D#x", "https://b.example/a?sv=2024#x"),
        ("https://b.example/a?access_token=se&api-key=cr&page=2", "https://b.example/a?page=2"),
        ("https://b.example/a?Signature=se&amp;AWSAccessKeyId=cr&amp;n=1", "https://b.example/a?n=1"),
        (
            "403, message='Forbidden', url='https://b.example/a?token=se'",
            "403, message='Forbidden', url='https://b.example/a'",
        ),
        ("s3://k:se@b/1: not there; ask gs://k:cr@b/2", "s3://b/1: not there; ask gs://b/2"),
    ],
)
def test_credentials_are_taken_out_of_addresses_and_of_texts_with_addresses(text, expected):
    assert without_credentials(text) == expected
    assert without_credentials(expected) == expected


ADDRESS = "s3://key:secret@bucket/a.jsonl?sig=secret"


def test_no_error_says_them():
    error = ConfigError(f"sources[0] {ADDRESS}", f"'{ADDRESS}' does not exist", f"look at {ADDRESS}")
    assert str(error) == (
        "sources[0] s3://bucket/a.jsonl: 's3://bucket/a.jsonl' does not exist; look at s3://bucket/a.jsonl"
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert "secret" not in f"{ShardError(ADDRESS, ADDRESS)} {Damage('unreadable', ADDRESS, '').what}"


def test_half_a_credential_is_none_either():
    assert "secret" not in message_of(OSError("x " * 140 + "s3://key:" + "secret" * 9 + "@bucket/a"))


@pytest.mark.parametrize("text", ["a" * 1_000_000 + "://", "://a:b" * 20_000, "s3://a:" * 20_000, "s3://a?" * 20_000])
def test_long_texts_take_no_time(text):
    began = time.perf_counter()
    without_credentials(text)
    assert time.perf_counter() - began < 10
