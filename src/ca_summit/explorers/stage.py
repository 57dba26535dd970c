"""Draw a figure in the page of JupyterLab in place, with the plotly.js that it has loaded."""

from __future__ import annotations

import json
from typing import Any

#: Runs in the page at each new view. JupyterLab's own renderer for plotly figures draws a figure
#: once and ignores later ones, and stores a picture of it in the notebook; so we ask the installed
#: extension for its plotly.js and let ``Plotly.react`` change what differs.
_SCRIPT = """
(async (view) => {
  const all = (name) => [...document.querySelectorAll(`.ca-explore-${name}-${view.id}`)];
  const memory = (globalThis.caSummitExplore ??= {});
  const own = (memory[view.id] ??= { number: 0 });
  if (own.number > view.number) return;
  own.number = view.number;
  own.view = view;
  const MIME = "application/vnd.plotly.v1+json";
  const load = async () => {
    const box = globalThis._JUPYTERLAB && globalThis._JUPYTERLAB["jupyterlab-plotly"];
    if (!box) return null;
    const { RenderedPlotly } = (await box.get("./mimeExtension"))();
    if (!RenderedPlotly.Plotly) {
      const first = new RenderedPlotly({ mimeType: MIME });
      const empty = { data: { [MIME]: { data: [], layout: { height: 10 } } }, setData() {} };
      await first.createGraph(empty);
    }
    return RenderedPlotly.Plotly;
  };
  const words = (text) => all("stage").forEach((s) => { s.textContent = text; });
  let plotly;
  try { plotly = await (memory.plotly ??= load()); } catch { plotly = null; }
  if (!plotly) { delete memory.plotly; return words(view.without); }
  const wrap = (text, limit) => String(text).split(/<br\\s*\\/?>/i).map((line) => {
    let width = 0;
    return line.split(" ").reduce((done, word) => {
      const size = word.replace(/<[^>]*>/g, "").length;
      const turn = width && width + size + 1 > limit;
      width = turn ? size : width + size + 1;
      return done + (done ? (turn ? "<br>" : " ") : "") + word;
    }, "");
  }).join("<br>");
  const rows = (text) => text.split("<br>").length;
  const fit = (layout, width) => {
    if (!width || width > 620) return;
    const title = layout.title;
    const margin = (layout.margin ??= {});
    const grow = (side, more) => {
      if (margin[side] !== undefined) margin[side] += more;
      layout.height = (layout.height || 450) + more;
    };
    if (title && title.text) {
      title.font = { size: 17, ...title.font };
      const text = wrap(title.text, Math.floor((width - 32) / (title.font.size * 0.54)));
      const more = rows(text) - rows(title.text);
      title.text = text;
      // Plotly lets a title of several lines with a subtitle grow upwards, out of the figure.
      if (more && title.subtitle) title.pad = { l: 16, ...title.pad, t: Math.round(more * 32) };
      grow("t", more * 22);
      if (title.subtitle && title.subtitle.text) {
        const sub = wrap(title.subtitle.text, Math.floor((width - 32) / 7.5));
        grow("t", 19 * (rows(sub) - rows(title.subtitle.text)));
        title.subtitle.text = sub;
      }
    }
    const note = (layout.annotations || []).find((a) => a.name === "ca_summit_source");
    if (note && note.text) {
      const text = wrap(note.text.replace(/<br\\s*\\/?>/gi, " "), Math.floor((width - 24) / 5.6));
      grow("b", 15 * (rows(text) - rows(note.text)));
      note.text = text;
      note.xshift = 10 - (margin.l ?? 60);
    }
  };
  const draw = async (every) => {
    const now = own.view;
    const dark = document.body.dataset.jpThemeLight === "false";
    for (const holder of all("stage")) {
      if (!every && holder.dataset.number === String(now.number)) continue;
      // Where nothing is laid out (a tab behind another, JupyterLab while it changes its theme),
      // plotly measures words as empty and sets the subtitle onto the title; draw once it is seen.
      if (!holder.clientWidth) { delete holder.dataset.number; continue; }
      const begin = performance.now();
      const figure = JSON.parse(now.figure);
      if (dark && now.own) figure.layout.template = { layout: now.dark };
      if (!holder.classList.contains("js-plotly-plot")) holder.textContent = "";
      holder.style.minHeight = `${figure.layout.height || 450}px`;
      figure.layout.autosize = true;
      holder.wide = holder.clientWidth;
      if (now.own) fit(figure.layout, holder.wide);
      // Plotly keeps the room that a chart's labels took; another figure function begins anew.
      const kind = now.code.split("(")[0];
      if (holder.kind && holder.kind !== kind) {
        plotly.purge(holder);
        holder.moved = [];
        holder.heard = false;
      }
      holder.kind = kind;
      for (const axis of holder.moved || []) {
        const [next, old] = [figure.layout[axis], holder._fullLayout[axis]];
        if (next && old && next.uirevision === old.uirevision) {
          next.range = [...old.range];
          next.autorange = false;
        }
      }
      await plotly.react(holder, figure.data, figure.layout, now.config);
      holder.setAttribute("role", "img");
      holder.setAttribute("aria-label", now.alt);
      holder.dataset.drawn = Math.round(performance.now() - begin);
      holder.dataset.at = Date.now();
      holder.dataset.number = now.number;
      if (!holder.heard) {
        holder.heard = true;
        // An axis held to the scale of another is moved by plotly itself, which loses the zoom.
        holder.on("plotly_relayout", (change) => {
          const keys = Object.keys(change || {});
          const axes = keys.filter((k) => k.includes(".range")).map((k) => k.split(".")[0]);
          const whole = keys.some((k) => k.endsWith("autorange"));
          holder.moved = whole ? [] : [...new Set([...(holder.moved || []), ...axes])];
        });
      }
      if (!holder.watched) {
        holder.watched = new ResizeObserver(() => {
          const wide = holder.clientWidth;
          if (!wide || wide === holder.wide) return;
          if (own.view.own && Math.min(wide, holder.wide) <= 620) own.show(true);
          else { holder.wide = wide; plotly.Plots.resize(holder); }
        });
        holder.watched.observe(holder.parentElement);
      }
      name();
    }
  };
  const name = () => {
    all("message").forEach((m) => {
      const inner = m.querySelector(".widget-html-content") || m;
      inner.setAttribute("role", "status");
      inner.setAttribute("aria-live", "polite");
    });
    all("controls").forEach((bar) => {
      bar.setAttribute("role", "group");
      bar.onkeydown = (event) => event.stopPropagation();
      bar.setAttribute("aria-label", view.title);
      bar.querySelectorAll(".widget-inline-hbox").forEach((row) => {
        const labels = [...row.querySelectorAll("label, .widget-label")];
        // Before a checkbox stands an empty label: a space of no width.
        const label = labels.find((l) => l.textContent.replace(/\\u200b/g, "").trim());
        const parts = row.querySelectorAll(".noUi-handle, select, input, [contenteditable]");
        parts.forEach((p) => {
          p.setAttribute("data-lm-suppress-shortcuts", "true");
          if (label && label.textContent) p.setAttribute("aria-label", label.textContent);
          if (p.title) p.setAttribute("aria-description", p.title);
        });
        // A slider over choices tells the place of the choice in the list; tell the choice.
        const [handle, said] = [".noUi-handle", ".widget-readout"].map((c) => row.querySelector(c));
        if (handle && said) handle.setAttribute("aria-valuetext", said.textContent);
      });
    });
    all("copy").forEach((button) => {
      button.onclick = () => {
        if (navigator.clipboard) navigator.clipboard.writeText(own.view.code).catch(() => {});
      };
    });
  };
  own.show = (every = false) => {
    const next = () => draw(every).then(name);
    return (own.queue = (own.queue || Promise.resolve()).then(next, next));
  };
  own.show();
  const each = (every) => Object.values(memory).forEach((m) => m && m.show && m.show(every));
  if (!memory.watching) {
    memory.watching = new MutationObserver(() => each(true));
    const themed = { attributes: true, attributeFilter: ["data-jp-theme-light"] };
    memory.watching.observe(document.body, themed);
    setInterval(() => each(false), 300);
    // A list in focus differs from the others by a pale line a pixel wide.
    const style = document.head.appendChild(document.createElement("style"));
    const parts = ":is(select, input, .noUi-handle, .widget-readout, button):focus-visible";
    const ring = "2px solid var(--jp-brand-color1, #1976d2) !important; outline-offset: 1px";
    style.textContent = `[class*="ca-explore-controls-"] ${parts} { outline: ${ring}; }`;
  }
})
"""
_SHORT = "".join(line.strip() + "\n" for line in _SCRIPT.strip().splitlines())
WITHOUT = (
    "Here the figure needs JupyterLab 4 or Notebook 7 with plotly’s extension; "
    "elsewhere, write the line below in a cell."
)


def script(
    number: int,
    figure: dict[str, Any],
    *,
    identity: str,
    title: str,
    code: str,
    alt: str,
) -> str:
    """Return the JavaScript that shows one view of an explorer.

    Parameters
    ----------
    number
        Counts the views; an older one never replaces a newer.
    figure
        The plotly figure as a dict.
    identity
        Part of the class names of the explorer's parts.
    code
        What "copy this view" copies.
    """
    from ca_summit.figures.theme import CONFIG, TEMPLATE_DARK

    own = "ca_summit" in (figure.get("layout", {}).get("meta") or {})
    view = {
        "id": identity,
        "number": number,
        "title": title,
        "code": code,
        "alt": alt,
        "own": own,
        "dark": TEMPLATE_DARK.layout.to_plotly_json() if own else {},
        "config": CONFIG,
        "without": WITHOUT,
        "figure": json.dumps(lean(figure), ensure_ascii=False, separators=(",", ":")),
    }
    return f"{_SHORT.rstrip()}({_safe(view)});"


def _safe(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("</", "<\\/")


def lean(figure: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a figure what the page does not need: its table and sources."""
    layout = dict(figure.get("layout", {}))
    meta = layout.get("meta")
    if isinstance(meta, dict) and "ca_summit" in meta:
        layout["meta"] = {k: v for k, v in meta.items() if k != "ca_summit"}
    return {"data": figure.get("data", []), "layout": layout}
