/* Show the head and foot of a figure as text of the page, so that the margins of the drawing are final. */
const figureHeads = ({ $, page }) => {
  const { narrow, wrap, putAt, ofData, shorts } = figureForms;
  const EDGE = 8; // pixels from the left edge of a figure to its title, where it has no page around it
  const PARTS = { ca_summit_question: "question", ca_summit_key: "key", ca_summit_source: "source" };
  // The few marks of plotly's texts, as nodes of the page.
  const marked = (text) => {
    const kept = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
      const made = /^(B|STRONG|I|EM|SUB|SUP|SPAN|BR)$/.test(node.nodeName) ? document.createElement(node.nodeName) : document.createDocumentFragment();
      if (made.style && node.style.color) made.style.color = node.style.color;
      made.append(...[...node.childNodes].map(kept));
      return made;
    };
    return [...new DOMParser().parseFromString(String(text ?? ""), "text/html").body.childNodes].map(kept);
  };
  // An entry of a key stands on one line where it has room, and is broken between words where it has not.
  const setEntries = (line, text = line.innerHTML.replaceAll("&nbsp;", "\u00a0")) => line.replaceChildren(...text.split(/ {2,}/).filter(Boolean).flatMap((said) => {
    const entry = document.createElement("span");
    entry.className = "entry";
    entry.append(...marked(said.replaceAll("\u00a0", " ").replace("</span> ", "</span>\u00a0")));
    return [entry, " "];
  }));
  const tell = (holder, part, text) => {
    const figure = holder.closest("figure");
    const line = $(`.fig-${part}`, figure);
    holder.said[part] = text || "";
    if (part === "alt") holder.setAttribute("aria-label", text);
    if (part === "caption") $("figcaption", figure).replaceChildren($(".fig-no", figure), ` ${text}`);
    if (!line) return;
    const told = part === "subtitle" ? text : String(text ?? "").replace(/<br\s*\/?>/gi, " ");
    if (part === "key") setEntries(line, told);
    else line.replaceChildren(...marked(told));
    line.hidden = !line.textContent.trim();
  };
  // Parts a change of the layout: what plotly draws, and what the page shows beside the figure.
  const parted = (holder, change) => {
    if (!holder.figure.beside) return [change, {}];
    const [rest, said] = [{}, {}];
    const noteOf = (place) => PARTS[((holder.figure.layout.annotations || [])[place] || {}).name];
    for (const [path, value] of Object.entries(change)) {
      const [, place, attribute] = path.match(/^annotations\[(\d+)\]\.(\w+)/) || [];
      if (path === "title") Object.assign(said, { title: value?.text, subtitle: value?.subtitle?.text });
      else if (path === "title.text") said.title = value;
      else if (path === "title.subtitle") said.subtitle = value?.text;
      else if (path === "title.subtitle.text") said.subtitle = value;
      else if (path === "annotations" && Array.isArray(value)) {
        value.forEach((note) => { if (note && PARTS[note.name]) said[PARTS[note.name]] = note.text; });
        rest[path] = value.map((note) => (note && PARTS[note.name] ? { ...note, visible: false } : note));
      } else if (place !== undefined && noteOf(place)) { if (attribute === "text") said[noteOf(place)] = value; }
      else if (!path.startsWith("title.")) rest[path] = value;
    }
    return [rest, said];
  };
  const tellAll = (holder, said) => Object.entries(said).forEach(([part, text]) => { if (text !== undefined) tell(holder, part, text); });
  const outside = (holder, change) => {
    const [rest, said] = parted(holder, change);
    tellAll(holder, said);
    return rest;
  };
  const trimmed = (holder, figure, width) => {
    const layout = structuredClone(figure.layout);
    if (narrow(width)) for (const [path, value] of shorts(figure, true)) if (!ofData(path)) putAt(layout, path, value);
    const { t, b } = figure.beside;
    const { l = 80, r = 80 } = layout.margin || {};
    layout.margin = { ...layout.margin, l: t ? Math.max(0, l - EDGE) : l, r: t && r <= EDGE ? 0 : r, t: Math.max(0, (layout.margin?.t ?? 100) - t), b: Math.max(0, (layout.margin?.b ?? 80) - b) };
    layout.height = (layout.height || Number(holder.dataset.height) + t + b) - t - b;
    // Views of a menu may differ in the room that their axes take; of all others the room is known.
    const fixed = ![...(layout.updatemenus || []), ...(layout.sliders || [])].length;
    for (const key of Object.keys(layout)) if (fixed && /^[xy]axis\d*$/.test(key)) layout[key] = { ...layout[key], automargin: false, ticklabeloverflow: "allow" };
    if (t) delete layout.title;
    layout.annotations = (layout.annotations || []).map((note) => (PARTS[note.name] ? { ...note, visible: false } : note));
    return layout;
  };
  const headed = (holder) => {
    const layout = structuredClone(holder.layout);
    const { width, margin } = holder._fullLayout;
    const ink = themes.palette(page.isDark());
    const [l, lines] = [margin.l, []];
    let y = 8;
    for (const [part, size, weight, color] of [["question", 12, 600, ink.soft], ["title", 18, 700, ink.ink], ["subtitle", 14, 400, ink.soft], ["key", 12, 400, ink.ink]]) {
      const text = wrap(part === "subtitle" ? holder.said[part] || "" : (holder.said[part] || "").replace(/<br\s*\/?>/gi, " "), Math.floor((width - 16) / (size * (weight > 600 ? 0.58 : 0.54))));
      if (!text) continue;
      lines.push([text, size, weight, color, y]);
      y += Math.ceil(size * 1.3 * text.split("<br>").length) + 4;
    }
    const source = wrap((holder.said.source || "").replace(/<br\s*\/?>/gi, " "), Math.floor((width - 16) / 5.8));
    const [t, b] = [holder.figure.beside.t ? y : 0, source ? 16 * source.split("<br>").length + 12 : 0];
    const free = { x: 0, xref: "paper", yref: "paper", xanchor: "left", yanchor: "top", xshift: 8 - l, align: "left", showarrow: false, borderpad: 0 };
    layout.annotations = [...(layout.annotations || []),
      ...(holder.figure.beside.t ? lines.map(([text, size, weight, color, top]) => ({ ...free, text, y: 1, yshift: margin.t + t - top, font: { size, weight, color } })) : []),
      ...(source ? [{ ...free, text: source, y: 0, yshift: -margin.b, font: { size: 11, color: ink.soft } }] : [])];
    layout.margin = { ...layout.margin, t: margin.t + t, b: margin.b + b };
    layout.height = holder._fullLayout.height + t + b;
    return layout;
  };
  return { PARTS, setEntries, parted, tellAll, outside, trimmed, headed };
};
