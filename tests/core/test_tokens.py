"""Counts of tokens by a tokenizer that the user names: in a run and by `Cleaner`, and what is said where there is none."""

import json
import os
import pickle
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyarrow.parquet as pq
import pytest

from cleancorpus import Cleaner
from cleancorpus.config import Config
from cleancorpus.errors import ConfigError
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.pipeline.run import run
from cleancorpus.tokens import token_counter

tokenizers = pytest.importorskip("tokenizers", reason="needs the extra tokens")
TEXT = (
    "The harbour bridge was closed on Monday after a storm tore two bolts from its pier, the town said. "
    "It will open on Thursday."
)


def write_tokenizer(path, *, letters=False, cut_at=None):
    """A tokenizer that counts words, or all letters, and puts a mark before each text."""
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"?": 0, "[B]": 1}, unk_token="?"))
    if letters:
        words.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex("."), "isolated")
    else:
        words.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    words.post_processor = tokenizers.processors.TemplateProcessing("[B] $A", special_tokens=[("[B]", 1)])
    if cut_at is not None:
        words.enable_truncation(cut_at)
    words.save(str(path))
    return str(path)


@pytest.fixture
def words(tmp_path):
    return write_tokenizer(tmp_path / "words.json")


def with_tokenizer(tokenizer, /, **sections):
    return Config.model_validate({"tokens": {"tokenizer": tokenizer}, **sections})


def test_all_tokens_of_the_text_are_counted_and_no_marks(tmp_path):
    counter = token_counter(write_tokenizer(tmp_path / "cut.json", cut_at=5))
    assert [counter.count(text) for text in ("", "one", TEXT)] == [0, 1, len(TEXT.split())]
    assert token_counter(write_tokenizer(tmp_path / "letters.json", letters=True)).count("abc d") == 5


def test_cleaner_counts_what_is_left_after_the_cut(words):
    cleaner = Cleaner(with_tokenizer(words))
    doc = cleaner.clean(f"By Jane Doe\n\n{TEXT}")
    assert doc.text == TEXT
    assert doc.n_tokens == len(TEXT.split())
    assert pickle.loads(pickle.dumps(cleaner)).clean(TEXT).n_tokens == doc.n_tokens
    assert cleaner.clean("Too short.").n_tokens == 2  # dropped, with its text
    assert cleaner.clean(b"\x89PNG\r\n\x1a\n\0\0").n_tokens is None
    assert Cleaner("news").clean(TEXT).n_tokens is None


def test_what_is_done_again_follows_the_tokenizer_and_not_its_name(tmp_path, words):
    first = make_plan(with_tokenizer(words))
    same = make_plan(with_tokenizer(write_tokenizer(tmp_path / "other-name.json")))
    assert [key.digest for key in first.stages] == [key.digest for key in same.stages]
    fingerprint = Cleaner(with_tokenizer(words)).fingerprint
    write_tokenizer(tmp_path / "words.json", letters=True)  # another one under the same name
    second = make_plan(with_tokenizer(words))
    assert second.text.digest == first.text.digest
    assert [change.split(" ")[0] for change in second.changed_since({k.name: k.because for k in first.stages})] == [
        "tokenizer"
    ]
    assert Cleaner(with_tokenizer(words)).fingerprint != fingerprint
    assert "tokenizers" not in make_plan(Config()).judge.because
    assert with_tokenizer(words).digest != Config().digest


def test_the_digest_of_a_tokenizer_is_the_same_in_another_process(words):
    code = f"from cleancorpus.tokens import token_counter; print(token_counter({words!r}).digest)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == token_counter(words).digest


def test_a_run_fills_the_column_whatever_the_workers(tmp_path, words):
    folder = tmp_path / "in"
    folder.mkdir()
    texts = [f"{TEXT} That is report number {n}." for n in range(30)]
    rows = [{"id": str(n), "text": f"By Jane Doe\n\n{text}"} for n, text in enumerate(texts)]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    def done(name, tokenizer, **options):
        place = {"name": name, "sources": [{"path": str(folder)}], "export": {"dir": str(tmp_path / "dist")}}
        return run(with_tokenizer(tokenizer, **place, run=options)).export

    one, two = done("one", words, workers=1), done("two", words, workers=2, batch_size=4)
    without = done("without", None, workers=1)
    assert one.content_hash == two.content_hash != without.content_hash
    documents = pq.read_table(one.path / "data").to_pylist()
    assert sorted(row["n_tokens"] for row in documents) == sorted(len(text.split()) for text in texts)
    manifest = json.loads((one.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["figures"]["tokens"] == sum(len(text.split()) for text in texts)
    assert manifest["tokenizer_sha256"] == token_counter(words).digest
    manifest = json.loads((without.path / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["figures"]["tokens"], manifest["tokenizer_sha256"]) == (None, None)
    assert pq.read_table(without.path / "data")["n_tokens"].null_count == 30


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.json", r"there is no file 'none\.json'; give a tokenizer\.json, or a name on the Hub \(org/name\)"),
        ("./a/b", r"there is no file '\./a/b'; "),
        (
            "broken.json",
            r"'broken\.json' is no tokenizer: .+; give a file in the form of Hugging Face's tokenizer\.json",
        ),
        ("bytes.json", r"'bytes\.json' cannot be read: .+; name another file"),
    ],
)
def test_a_file_that_is_no_tokenizer_is_named_in_one_line(name, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text('{"model": 1}', encoding="utf-8")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(ConfigError, match=f"^tokens.tokenizer: {said}") as caught:
        Cleaner(with_tokenizer(name))
    assert "\n" not in str(caught.value)


def command(*words, cwd, **environment):
    env = {
        **os.environ,
        "HF_HOME": str(cwd / "hf"),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        **environment,
    }
    arguments = [sys.executable, "-m", "cleancorpus", *words]
    return subprocess.run(arguments, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=120)


class Hub(BaseHTTPRequestHandler):
    """A Hub with one tokenizer, words.json of the folder, as acme/words."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        found = re.fullmatch(r"/acme/words/resolve/(main|v1)/tokenizer\.json", self.path)
        data = self.server.folder.joinpath("words.json").read_bytes() if found else b""
        self.send_response(200 if found else 404)
        headers = {"Content-Length": str(len(data)), "ETag": '"1"', "X-Repo-Commit": "1" * 40}
        for name, value in (headers if found else {"Content-Length": "0", "X-Error-Code": "EntryNotFound"}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def hub(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.folder = tmp_path
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {
        "HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "127.0.0.1",
    }
    server.shutdown()
    server.server_close()


def test_a_tokenizer_of_the_hub_counts_as_its_file_does_and_is_there_offline(tmp_path, words, hub):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "my.yaml").write_text("name: my\nsources: [{path: a.txt}]\n", encoding="utf-8")

    def manifest(tokenizer, number, **environment):
        words = ("run", "my.yaml", "--workers", "1", "--set", f"tokens.tokenizer={tokenizer}")
        done = command(*words, cwd=tmp_path, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads((tmp_path / "dist" / "my" / number / "manifest.json").read_text(encoding="utf-8"))

    first = manifest("acme/words@v1", "1.0.0", **hub)
    assert first["tokenizer_sha256"] == token_counter(words).digest
    assert first["figures"]["tokens"] == len(TEXT.split())
    assert manifest("acme/words@v1", "1.0.0", HF_HUB_OFFLINE="1") == first  # nothing changed
    done = command("run", "my.yaml", "--dry-run", "--set", "tokens.tokenizer=acme/none", cwd=tmp_path, **hub)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("error: tokens.tokenizer: no tokenizer 'acme/none' from the Hub: ")


def test_a_dry_run_without_the_network_says_in_one_line_that_the_hub_has_to_be_asked(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "my.yaml").write_text("sources: [{path: a.txt}]\ntokens: {tokenizer: acme/none}\n", encoding="utf-8")
    done = command("run", "my.yaml", "--dry-run", cwd=tmp_path, HF_HUB_OFFLINE="1")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: tokens.tokenizer: no tokenizer 'acme/none' from the Hub: ")
    assert line.endswith("; check name and network, or give a file tokenizer.json")


def test_without_the_package_one_line_says_what_to_install(words, monkeypatch):
    from cleancorpus import tokens

    monkeypatch.setitem(sys.modules, "tokenizers", None)
    tokens._counter_of.cache_clear()
    for name in (words, "acme/none"):
        with pytest.raises(ConfigError, match=r"not installed; pip install 'cleancorpus\[tokens\]', or leave the key"):
            token_counter(name)
