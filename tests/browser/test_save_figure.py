"""Figures saved for print keep their texts whole, and snippets for web pages ask for nothing."""

from __future__ import annotations

import json
import re
import shutil
import struct
import subprocess
import warnings
import zlib
from typing import TYPE_CHECKING, Any

import plotly.express as px
import pytest

import ca_summit as ca
from ca_summit.cli import main
from ca_summit.figures.margins import QUESTION_NAME
from ca_summit.picture_words import Told, tell_pdf
from ca_summit.pictures import PictureError, for_print, smallest_text
from ca_summit.report.browser_picture import BROWSER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser
MM = 96 / 25.4

CUT = """async ([figure, width]) => {
  const box = document.createElement("div"); document.body.append(box);
  await Plotly.newPlot(box, figure.data, figure.layout, {staticPlot: true});
  const outer = box.querySelector(".main-svg").getBoundingClientRect();
  const cut = [];
  for (const text of box.querySelectorAll("text")) {
    const r = text.getBoundingClientRect();
    if (!r.width || getComputedStyle(text).opacity === "0") continue;
    const shown = text.closest("[clip-path]") === null || text.closest(".infolayer") !== null;
    if (shown && (r.left < outer.left - 2 || r.right > outer.right + 2 || r.top < outer.top - 2 || r.bottom > outer.bottom + 2))
      cut.push(text.textContent.slice(0, 60));
  }
  const controls = box.querySelectorAll(".slider-container, .updatemenu-container").length;
  Plotly.purge(box); box.remove();
  return [cut, controls];
}"""  # noqa: E501  # a program of the page


@pytest.mark.parametrize("width_mm", [85, 170])
def test_nothing_is_cut_in_any_figure(width_mm: int, open_page: Any, tmp_path: Path) -> None:
    from plotly.offline import get_plotlyjs

    blank = tmp_path / "blank.html"
    blank.write_text(f"<meta charset=utf-8><script>{get_plotlyjs()}</script>", encoding="utf-8")
    page = open_page(blank, width=1280).page
    found = {}
    for name in (n for n in ca.__all__ if n.startswith(("plot_", "map_"))):
        if name == "map_route_between":
            fig = ca.map_route_between("Samarkand", "Merv")
        else:
            fig = getattr(ca, name)()
        wide = width_mm * MM / (7 / 72 * 96 / smallest_text(fig))
        drawn = for_print(fig, wide)
        cut, controls = page.evaluate(CUT, [json.loads(drawn.to_json()), wide])
        assert controls == 0, name
        if cut:
            found[name] = cut
    assert found == {}


def test_a_png_has_the_width_and_the_dots_asked_for(tmp_path: Path) -> None:
    path = ca.save_figure(ca.plot_known_on(), tmp_path / "a.png", width_mm=85, dpi=300)
    width = struct.unpack(">I", path.read_bytes()[16:20])[0]
    assert width == pytest.approx(85 / 25.4 * 300, abs=4)


def test_a_png_says_how_large_it_is_and_what_it_shows(tmp_path: Path) -> None:
    fig = ca.plot_known_on(language="ru")
    content = ca.save_figure(fig, tmp_path / "a.png", width_mm=85, dpi=200).read_bytes()
    chunks, at = [], 8
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data = content[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + data)
        chunks.append((kind, data))
        at += 12 + length
    assert chunks[0][0] == b"IHDR"
    assert chunks[-1][0] == b"IEND"
    (dots,) = [struct.unpack(">II", data[:8]) for kind, data in chunks if kind == b"pHYs"]
    assert dots == (7874, 7874)
    told = dict(data.split(b"\0\0\0ru\0\0") for kind, data in chunks if b"ru" in data[:20])
    assert told[b"Description"].decode() == ca.figure_alt(fig)
    assert told[b"Title"].decode() in ca.figure_alt(fig) + str(fig.layout.title.text)


def test_a_pdf_is_as_wide_as_asked_and_its_words_are_text(tmp_path: Path) -> None:
    path = ca.save_figure(ca.plot_known_on(), tmp_path / "a.pdf", width_mm=170)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    told = subprocess.run(
        ["pdfinfo", path], capture_output=True, encoding="utf-8", check=True
    ).stdout
    size = re.search(r"Page size:\s+([\d.]+) x", told)
    assert float(size[1]) == pytest.approx(170 / 25.4 * 72, abs=2)
    words = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    assert "had said yes" in words
    assert "Sources:" in words


def test_a_pdf_tells_its_title_alt_text_and_language_to_who_reads_it_aloud(tmp_path: Path) -> None:
    fig = ca.plot_known_on(language="ru")
    pdf = ca.save_figure(fig, tmp_path / "a.pdf").read_bytes()
    offset = int(pdf.rpartition(b"startxref")[2].split()[0])
    assert pdf[offset : offset + 4] == b"xref", "the last table stands where the file says"
    last = {}
    for number, place in (
        (int(first), int(entry))
        for first, entry in re.findall(rb"(\d+) 1\n(\d{10}) 00000 n \n", pdf[offset:])
    ):
        assert pdf[place:].startswith(b"%d 0 obj" % number)
        last[number] = pdf[place : pdf.index(b"endobj", place)]
    objects = b"".join(last.values())

    def text(name: bytes, kind: bytes = b"") -> str:
        (found,) = (
            re.findall(rb"/%b <([0-9a-f]*)>" % name, one)[0]
            for one in last.values()
            if b"/" + name + b" <" in one and kind in one
        )
        return bytes.fromhex(found.decode()).decode("utf-16")

    assert text(b"Alt", b"/Figure") == text(b"Subject") == ca.figure_alt(fig)
    assert text(b"Title") == re.sub(r"\s*<br>\s*", " ", str(fig.layout.title.text))
    assert text(b"Lang", b"/Catalog") == "ru"
    assert b"Kaleido" not in objects


def test_a_pdf_of_another_build_stays_as_it_is() -> None:
    told = Told("Wells", "Two wells.", "en")
    for pdf in (b"%PDF-1.7\nobjects in streams\nstartxref\n9\n%%EOF\n", b"%PDF-1.4\n", b""):
        assert tell_pdf(pdf, told).rstrip() == pdf.rstrip()


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "html"])
def test_only_a_picture_of_its_own_is_replaced_unasked(kind: str, tmp_path: Path) -> None:
    fig = px.bar(x=["a", "b"], y=[1, 2], title="Wells")
    target = tmp_path / f"a.{kind}"
    target.write_bytes(b"<!doctype html>a drawing of somebody else")
    with pytest.raises(PictureError, match="it stays as it is"):
        ca.save_figure(fig, target)
    assert target.read_bytes().endswith(b"somebody else")
    ca.save_figure(fig, target, overwrite=True)
    assert b"somebody else" not in target.read_bytes()
    ca.save_figure(fig, target)
    target.chmod(0o444)
    with pytest.raises(PictureError, match="write-protected"):
        ca.save_figure(fig, target, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_another_program_of_the_name_of_plotlys_stays(tmp_path: Path) -> None:
    (tmp_path / "plotly.min.js").write_text("my own", encoding="utf-8")
    with pytest.raises(PictureError, match="is not plotly's program"):
        ca.save_figure(px.bar(x=[1], y=[1]), tmp_path / "a.html", shared=True)
    assert (tmp_path / "plotly.min.js").read_text(encoding="utf-8") == "my own"
    assert not (tmp_path / "a.html").exists()


def test_letters_on_marks_count_among_the_smallest() -> None:
    fig = px.scatter(x=[1], y=[1], text=["a"])
    assert smallest_text(fig) == 12
    fig.update_traces(textfont_size=8, hoverlabel_font_size=3)
    assert smallest_text(fig) == 8
    fig.update_traces(textfont_size=[7])
    assert smallest_text(fig) == 7
    assert smallest_text(ca.map_resources()) < 11


def test_letters_too_large_for_the_paper_are_told_with_what_fits(tmp_path: Path) -> None:
    fig = px.bar(x=["a"], y=[1])
    with pytest.warns(UserWarning, match=r"may be cut. Take width_mm=132 or smaller letters"):
        ca.save_figure(fig, tmp_path / "a.svg", width_mm=85, font_pt=12)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ca.save_figure(fig, tmp_path / "a.svg", width_mm=132, font_pt=12)


def test_a_question_too_long_for_the_paper_has_a_second_line() -> None:
    fig = ca.plot_resource_revisions()
    asked = next(one.text for one in fig.layout.annotations if one.name == QUESTION_NAME)
    drawn = for_print(fig, 260)
    broken = next(one.text for one in drawn.layout.annotations if one.name == QUESTION_NAME)
    assert broken.replace("<br>", " ") == asked
    assert "<br>" in broken
    assert drawn.layout.margin.t > for_print(fig, 400).layout.margin.t


@pytest.mark.parametrize("font_pt", [6, 9])
def test_the_smallest_text_has_the_size_asked_for(font_pt: float, tmp_path: Path) -> None:
    path = ca.save_figure(ca.plot_known_on(), tmp_path / "a.svg", font_pt=font_pt)
    text = path.read_text(encoding="utf-8")
    width, unit = re.search(r'<svg [^>]*width="([\d.]+)(mm)"', text).groups()
    assert (float(width), unit) == (170, "mm")
    box = float(re.search(r'viewBox="0 0 ([\d.]+)', text)[1])
    sizes = [float(s) for s in re.findall(r"font-size: ([\d.]+)px", text)]
    points = min(sizes) * float(width) / box / 25.4 * 72
    assert points >= font_pt - 0.05
    assert "<desc>Table of tiles" in text


def test_figures_of_others_are_saved_too_and_nothing_is_changed(tmp_path: Path) -> None:
    fig = px.bar(x=["a", "b"], y=[1, 2], title="Wells")
    before = fig.to_json()
    for kind in ("svg", "html"):
        assert ca.save_figure(fig, tmp_path / f"a.{kind}", width_mm=85).stat().st_size > 1000
    assert fig.to_json() == before


def words_of(path: Path) -> list[tuple[str, str]]:
    """Return the texts of an SVG and their colours, a line each."""
    found = re.findall(
        r"<text[^>]*?fill: ([^;]+);[^>]*>(.*?)</text>", path.read_text(encoding="utf-8")
    )
    return [
        (re.sub(r"<[^>]+>", "", line), ink)
        for ink, text in found
        for line in text.split("</tspan>")
        if line
    ]


def test_long_words_of_others_are_broken_for_the_paper(tmp_path: Path) -> None:
    names = [f"The extraordinarily long name of the ministry of number {n}" for n in range(4)]
    title = "A title that is longer than a column of any journal is wide, and goes on and on"
    fig = px.bar(y=names, x=[1, 2, 3, 4], orientation="h", title=title)
    lines = [line for line, _ in words_of(ca.save_figure(fig, tmp_path / "a.svg", width_mm=85))]
    assert max(map(len, lines)) < 50
    assert "".join(title.split()) in "".join("".join(lines).split())
    assert sum("ministry" in line for line in lines) == 4
    assert fig.layout.title.text == title


def test_the_paper_of_others_stays_as_dark_as_their_inks_need(tmp_path: Path) -> None:
    fig = px.line(x=[1, 2], y=[1, 2], title="Wells", template="plotly_dark")
    text = ca.save_figure(fig, tmp_path / "a.svg").read_text(encoding="utf-8")
    assert re.search(
        r'class="main-svg"[^>]*style="background: rgb\(17, 17, 17\)|fill: rgb\(17, 17, 17\)', text
    )


def test_maps_of_others_are_drawn_without_the_internet_and_what_is_left_out_is_said(
    tmp_path: Path,
) -> None:
    world = px.choropleth(locations=["KAZ", "UZB"], color=[1, 2])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = ca.save_figure(world, tmp_path / "world.svg").read_text(encoding="utf-8")
    assert drawn.count("choroplethlocation") == 2
    assert re.search(r'"layer land"><path d="[^"]{1000}', drawn), "the land around them"
    tiles = px.scatter_map(lat=[43.2], lon=[76.9], text=["Almaty"], zoom=3)
    with pytest.warns(UserWarning, match="Map tiles come from the internet"):
        path = ca.save_figure(tiles, tmp_path / "tiles.svg")
    assert "Almaty" in [line for line, _ in words_of(path)]
    away = px.choropleth(locations=["a"], color=[1], geojson="https://example.org/a.json")
    with pytest.raises(PictureError, match="takes outlines or a picture from the internet"):
        ca.save_figure(away, tmp_path / "away.svg")


@pytest.mark.parametrize("width", [320, 1600])
def test_a_snippet_is_sealed_small_and_fits_its_frame(
    width: int, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    path = ca.save_figure(ca.map_region("life_expectancy"), tmp_path / "a.html")
    assert path.stat().st_size < 1_900_000
    sheet = open_page(path, width=width)
    page = sheet.page
    page.locator("figure.fig .main-svg").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("header.bar").is_hidden()
    assert page.locator("footer").is_hidden()
    assert "Source" in page.locator("figure.fig").inner_text()
    sheet.check()


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1600])
def test_a_snippet_fills_its_frame_and_its_words_keep_their_measure(
    width: int, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    for name, fig in (("map", ca.map_region("life_expectancy")), ("tiles", ca.plot_known_on())):
        page = open_page(ca.save_figure(fig, tmp_path / f"{name}.html"), width=width).page
        page.locator(".plot.drawn").wait_for()
        left, right, height = page.evaluate(
            "(({ left, right, height }) => [left, right, height])"
            "(document.querySelector('.plot').getBoundingClientRect())"
        )
        texts = page.evaluate(
            "[...document.querySelectorAll('.fig-title, .fig-source, figcaption')]"
            ".map((one) => one.getBoundingClientRect().width)"
        )
        assert left < 20
        assert right > width - 20
        assert max(texts) <= 1020
        assert height > (0.45 if name == "map" else 0.2) * width, "a strip with paper beside it"


def test_many_snippets_share_one_program(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    for name in ("a", "b"):
        ca.save_figure(ca.plot_known_on(), tmp_path / f"{name}.html", shared=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "b.html", "plotly.min.js"]
    assert (tmp_path / "a.html").stat().st_size < 200_000
    three = "".join(
        f'<iframe src="{n}.html" style="width: 100%; height: 700px"></iframe>' for n in "aba"
    )
    heard = "addEventListener('message', (e) => (window.told = (window.told || [])).push(e.data));"
    (tmp_path / "three.html").write_text(f"<script>{heard}</script>{three}", encoding="utf-8")
    sheet = open_page(tmp_path / "three.html", width=390)
    for number, frame in enumerate(sheet.page.frames[1:]):
        sheet.page.locator("iframe").nth(number).scroll_into_view_if_needed()
        frame.locator(".main-svg").first.wait_for()
        assert "Table of tiles" in frame.content()
        assert frame.evaluate("document.documentElement.scrollWidth") <= 390
        assert not frame.get_by_text("Contents").count()
    sheet.page.wait_for_function("() => (window.told || []).length >= 3")
    assert min(sheet.page.evaluate("told.map((one) => one.caSummitHeight)")) > 300
    sheet.check()


def test_faults_say_what_to_do_and_write_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fig = ca.plot_known_on()
    for path, said in (("a.gif", "must end in one of"), ("none/a.html", "no folder")):
        with pytest.raises((ValueError, PictureError), match=said):
            ca.save_figure(fig, tmp_path / path)
    with pytest.raises(ValueError, match="width_mm"):
        ca.save_figure(fig, tmp_path / "a.png", width_mm=0)
    monkeypatch.setenv(BROWSER, "no-such-browser")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    with pytest.raises(PictureError, match="names 'no-such-browser'"):
        ca.save_figure(fig, tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def test_the_command_draws_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.svg"
    arguments = ["plot_indicator", "indicator=life_expectancy", "country=KAZ,UZB", "since=2010"]
    assert main(["figure", *arguments, "-o", str(file), "--width", "85"]) == 0
    assert "Kazakhstan" in file.read_text(encoding="utf-8")
    assert main(["figure", "plot_indicator", "indicater=x", "-o", str(file)]) == 1
    assert "Did you mean 'indicator'?" in capsys.readouterr().err
    assert main(["figure", "plot_indicater", "-o", str(file)]) == 1
