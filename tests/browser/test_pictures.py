"""What only a program shows is drawn by the machine's browser when asked, and never half."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from ca_summit.report import ReportError, build_report
from ca_summit.report.browser_picture import BROWSER, find_browser

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

CANVAS = """<canvas id="c" width="300" height="200"></canvas><script>
const pen = document.getElementById("c").getContext("2d");
pen.fillStyle = "rgb(12, 200, 34)"; pen.fillRect(0, 0, 300, 200);
</script>"""
LEFT = "holds a program for the browser"


def exported(folder: Path, *bundles: dict[str, Any], pictures: bool = True) -> tuple[str, Path]:
    outputs = [new_output("display_data", data=data) for data in bundles]
    nbformat.write(
        new_notebook(cells=[new_code_cell("draw()", outputs=outputs)]), folder / "a.ipynb"
    )
    file = build_report(
        [folder / "a.ipynb"],
        folder / "a.html",
        execute=False,
        progress=False,
        pictures=pictures,
    )
    return file.read_text(encoding="utf-8"), file


def pictures_of(text: str) -> list[bytes]:
    return [base64.b64decode(m) for m in re.findall(r'src="data:image/png;base64,([^"]+)"', text)]


def test_a_program_is_drawn_when_asked_and_named_when_not(tmp_path: Path, open_page: Any) -> None:
    text, _ = exported(tmp_path, {"text/html": CANVAS}, pictures=False)
    assert LEFT in text
    assert not pictures_of(text)
    text, file = exported(tmp_path, {"text/html": CANVAS})
    assert LEFT not in text
    assert "fillStyle" not in text, "the program itself is not in the page"
    assert "Picture of an interactive output" in text
    assert len(pictures_of(text)) == 1
    page = open_page(file).page
    color = page.evaluate(
        """async () => {
          const img = document.querySelector("p.picture img"); await img.decode();
          const c = document.createElement("canvas");
          c.width = img.naturalWidth; c.height = img.naturalHeight;
          const pen = c.getContext("2d"); pen.drawImage(img, 0, 0);
          return [...pen.getImageData(100, 100, 1, 1).data].slice(0, 3);
        }"""
    )
    assert color == [12, 200, 34]


def test_a_program_beside_its_place_is_drawn_once_and_what_was_printed_stays(
    tmp_path: Path,
) -> None:
    place = {"text/html": '<div id="here" data-root-id="p1" style="display: contents;"></div>'}
    program = {
        "application/javascript": 'document.getElementById("here").innerHTML = '
        "'<div style=\"height: 150px; width: 200px; background: red\">drawn</div>'"
    }
    text, _ = exported(tmp_path, {"text/html": "<p>Printed before.</p>"}, place, program)
    assert len(pictures_of(text)) == 1
    assert "Printed before." in text
    assert LEFT not in text


def test_a_frame_with_its_own_page_is_drawn(tmp_path: Path) -> None:
    inner = "<html><head></head><body>" + CANVAS + "</body></html>"
    frame = f'<iframe srcdoc="{inner.replace("&", "&amp;").replace(chr(34), "&quot;")}"></iframe>'
    text, _ = exported(tmp_path, {"text/html": frame})
    assert len(pictures_of(text)) == 1


@pytest.mark.parametrize(
    "program",
    [
        '<div style="height: 200px"></div><script src="http://127.0.0.1:9/none.js"></script>',
        '<div style="height: 200px"></div><script>missing.draw()</script>',
        "<script>const nothing = 1;</script>",
    ],
)
def test_half_a_picture_is_none(program: str, tmp_path: Path) -> None:
    text, _ = exported(tmp_path, {"text/html": program})
    assert not pictures_of(text)
    assert LEFT in text


def test_without_a_browser_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BROWSER, str(tmp_path / "none"))
    with pytest.raises(ReportError, match="--pictures needs Chromium"):
        exported(tmp_path, {"text/html": CANVAS})
    monkeypatch.delenv(BROWSER)
    assert find_browser()
