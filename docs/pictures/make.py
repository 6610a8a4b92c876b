"""The pictures of the README, from the seeds: `python docs/pictures/make.py`. Needs Chromium, fonts of the scripts shown
(`apt-get install chromium fonts-lohit-deva`), and what the extras `dev` and `review` bring.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome")
MOST_BYTES = 150_000
TO_WEBP = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({type: "image/webp", quality: 0.85})).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


def save(browser: Any, page: Any, name: str) -> None:
    """What a page shows as a picture, as WebP: a third of PNG. The browser makes it, on a page without a policy."""
    png = base64.b64encode(page.screenshot()).decode()
    data = base64.b64decode(browser.new_page().evaluate(TO_WEBP, png))
    assert len(data) <= MOST_BYTES, f"{name}: {len(data):,} bytes"
    (HERE / name).write_bytes(data)
    print(f"{name}  {len(data):,} bytes")


def picture_of_report(browser: Any, version: Path) -> None:
    """Samples of what rules cut: what stands above them on the page is left out."""
    page = browser.new_page(viewport={"width": 1060, "height": 960}, color_scheme="light")
    page.goto((version / "report.html").resolve().as_uri())
    page.add_style_tag(content="#funnel, #removals, #length { display: none }")
    save(browser, page, "report.webp")


def picture_of_review(browser: Any, version: Path) -> None:
    """A document of which two cuts are judged."""
    command = [sys.executable, "-m", "cleancorpus", "review", str(version)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as review:
        assert review.stdout is not None
        try:
            address = next(found[0] for line in review.stdout if (found := re.search(r"http://\S+", line)))
            page = browser.new_page(viewport={"width": 1060, "height": 800}, color_scheme="light")
            page.goto(f"{address}doc/0")
            for key in ("y", "n"):
                page.keyboard.press(key)
                page.wait_for_function("() => document.body.dataset.saved")
                page.evaluate("delete document.body.dataset.saved")
            save(browser, page, "review.webp")
        finally:
            review.terminate()


def main() -> int:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        print("docs/pictures: no Chromium found; install it, then run this again", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        run = [sys.executable, "-m", "cleancorpus", "run", "configs/quickstart.yaml", "--set", f"export.dir={folder}"]
        subprocess.run(run, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        version = Path(folder) / "quickstart" / "1.0.0"
        picture_of_report(browser, version)
        picture_of_review(browser, version)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
