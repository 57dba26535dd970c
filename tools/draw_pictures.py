"""Draw the pictures of README.md with headless Chromium: docs/images/*.png.

Run: python tools/draw_pictures.py   (needs Debian's chromium and the package ``playwright``)
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import ca_summit as ca
from ca_summit.figures.theme import CONFIG
from ca_summit.report.browser_picture import find_browser

OUT = Path(__file__).resolve().parents[1] / "docs" / "images"
PICTURES = {
    "area_comparison": (ca.map_area_comparison, 720, 680),
    "known_on": (lambda: ca.plot_known_on(), 1000, None),
}


def main() -> None:
    """Write one PNG per picture, twice as dense as a screen."""
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(
            executable_path=find_browser("tools/draw_pictures.py"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for name, (draw, width, height) in PICTURES.items():
            fig = draw()
            tall = height or int(fig.layout.height)
            fig.update_layout(height=tall, paper_bgcolor="#ffffff")
            page_file = Path(folder) / f"{name}.html"
            fig.write_html(page_file, config={**CONFIG, "staticPlot": True}, auto_play=False)
            page = browser.new_page(
                viewport={"width": width, "height": tall}, device_scale_factor=1.6
            )
            page.goto(page_file.as_uri())
            page.wait_for_selector(".main-svg")
            page.wait_for_timeout(500)
            page.screenshot(
                path=OUT / f"{name}.png", clip={"x": 8, "y": 0, "width": width - 16, "height": tall}
            )
            page.close()
            print(f"{name}.png {(OUT / f'{name}.png').stat().st_size / 1e3:.0f} kB")
        browser.close()


if __name__ == "__main__":
    main()
