"""The pictures of the README, from the seeds: `python docs/pictures/make.py`. Needs Chromium and fonts of the scripts shown
(`apt-get install chromium fonts-lohit-deva`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")


def picture_of(browser: str, page: Path, hidden: str, target: Path, width: int, height: int) -> None:
    """A screenshot of the head of a page, light; what the selector `hidden` finds is left out."""
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</style>", f"{hidden} {{ display: none }}\n</style>", 1), encoding="utf-8")
    command = [browser, *OPTIONS, f"--window-size={width},{height}", f"--screenshot={target}", page.resolve().as_uri()]
    subprocess.run(command, check=True, timeout=120, capture_output=True)


def main() -> int:
    browser = next((found for name in NAMES if (found := shutil.which(name))), None)
    if browser is None:
        print("docs/pictures: no Chromium found; install it, then run this again", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        run = [sys.executable, "-m", "cleancorpus", "run", "configs/quickstart.yaml", "--set", f"export.dir={folder}"]
        subprocess.run(run, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        page = Path(folder) / "quickstart" / "1.0.0" / "report.html"
        picture_of(browser, page, "#funnel, #removals, #length", HERE / "report.png", 1060, 960)
    return 0


if __name__ == "__main__":
    sys.exit(main())
