"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const settings = JSON.parse($("#_settings").textContent);
  const words = settings.words;
  const plots = $$(".plot");
  plots.forEach((holder) => holder.setAttribute("aria-label", holder.querySelector(".alt").textContent));
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const say = (text) => { $("#_said").textContent = text; };

  const bytes = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text.trim());
    const raw = atob(text.trim());
    const out = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) out[i] = raw.charCodeAt(i);
    return out;
  };
  const { unfold } = packed;
  const unpack = (id) => packed.unpack(document.getElementById(id).textContent);
  let figures = null;
  let reading = null;
  // What the page packs away: a line for rows of tables and sources, then one for each figure, parsed alone.
  const read = () => {
    reading ??= unpack("_specs").then((text) => {
      const [first, ...lines] = text.split("\n");
      figures = lines;
      return JSON.parse(first);
    });
    return reading;
  };
  let starting = null;
  const start = () => {
    starting ??= (async () => {
      const specs = read();
      const code = settings.beside ? "" : await unpack("_plotly");
      const world = $("#_outlines") ? JSON.parse(await unpack("_outlines")) : null;
      window.PlotlyGeoAssets = { topojson: new Proxy({}, { get: (_, name) => (world ? outlines.of(world, String(name)) : emptyWorld) }) };
      const script = document.createElement("script");
      const loaded = settings.beside && new Promise((done) => { script.onload = script.onerror = done; });
      if (settings.beside) script.src = settings.beside;
      else script.textContent = code;
      document.head.append(script);
      await loaded;
      script.remove();
      if (!window.Plotly) throw new Error("plotly.js did not start");
      await specs;
    })();
    return starting;
  };
  const none = { type: "GeometryCollection", geometries: [] };
  const emptyWorld = { type: "Topology", arcs: [], objects: { coastlines: none, land: none, ocean: none, lakes: none, rivers: none, countries: none, subunits: none } };

  /* ---- light and dark ---- */
  const media = matchMedia("(prefers-color-scheme: dark)");
  let printing = false;
  const isDark = () => !printing && (root.dataset.theme ? root.dataset.theme === "dark" : media.matches);
  const luminance = (colour) => {
    const box = document.createElement("i");
    box.style.color = "";
    box.style.color = String(colour);
    if (!box.style.color) return null;
    document.body.append(box);
    const [r, g, b, a = 1] = (getComputedStyle(box).color.match(/[\d.]+/g) || []).map(Number);
    box.remove();
    return a < 0.5 ? null : (0.299 * r + 0.587 * g + 0.114 * b) / 255;
  };
  const opaque = (colour) => colour !== undefined && luminance(colour) !== null;
  const { palette } = themes;
  const sans = getComputedStyle(root).getPropertyValue("--sans").trim();
  const themed = (template, dark, own) => (own && settings.themes.dark
    ? structuredClone(settings.themes[dark ? "dark" : "light"]) : themes.themed(template, dark, sans));

  /* ---- tables and sources, filled when asked ---- */
  const old = typeof DecompressionStream === "undefined" || typeof structuredClone === "undefined";
  const filled = new WeakMap();
  const fill = (figure) => {
    const table = $("table", figure);
    if (!table || old || filled.has(table)) return filled.get(table);
    const job = read().then(({ rows }) => {
      if (!rows[figure.id]) return;
      const columns = unfold(rows[figure.id]);
      const body = document.createDocumentFragment();
      columns[0].forEach((_, at) => {
        const row = document.createElement("tr");
        for (const column of columns) {
          const cell = row.insertCell();
          cell.textContent = column[at] ?? "";
          if (typeof column[at] === "number") cell.dataset.n = "";
        }
        body.append(row);
      });
      table.tBodies[0].append(body);
      $(".left", figure).remove();
      reachable();
    });
    filled.set(table, job);
    return job;
  };
  const bibtex = (numbers) => read().then(({ sources }) => numbers.map((number) => {
    const line = $(`#source_${number}`);
    const name = $("a,cite", line);
    const [before, after] = [name.previousSibling, name.nextSibling].map((node) => (node ? node.textContent : ""));
    return bibliography.entry({ key: sources[number - 1], before, title: name.textContent, after, url: name.getAttribute("href") || "", read: ($(".read-in", line) || {}).textContent });
  }).join("\n\n"));
  const fillSources = (box) => {
    const links = $$(".refs a", box);
    if (!links.length) return;
    const numbers = links.flatMap((link) => {
      const first = Number(link.hash.replace("#source_", ""));
      return Array.from({ length: Number(link.dataset.to || first) - first + 1 }, (_, at) => first + at);
    });
    const items = numbers.map((number) => element("li", { value: number }, ...$(`#source_${number}`).cloneNode(true).childNodes));
    const button = element("button", { type: "button", textContent: words.bibtex });
    Object.assign(button.dataset, { do: "bibtex", sources: numbers.join(" ") });
    $(".refs", box).replaceWith(element("ol", { className: "refs-list" }, ...items), button);
  };
  document.addEventListener("toggle", ({ target }) => {
    if (!target.open || !target.matches) return;
    if (target.matches("details.data")) fill(target.closest("figure"));
    if (target.matches("details.sources")) fillSources(target);
    if (target.matches("details.bib") && !old) bibtex($$(".source-list li").map((_, at) => at + 1)).then((text) => { $("#_bibtex code").textContent = text; });
  }, true);

  /* ---- menus and sliders of a figure, as controls that a keyboard reaches ---- */
  const bare = (text) => new DOMParser().parseFromString(String(text ?? "").replace(/<[^>]*>/g, ""), "text/html").body.textContent.trim();
  // Frames named by the places of several choices, "2|0|5": a choice keeps what the other menus chose,
  // where there is such a frame; else the others go back to where they began.
  const frameOf = (step) => (step.method === "animate" && Array.isArray(step.args?.[0]) ? String(step.args[0][0]) : "");
  const combine = (holder, entry, steps) => {
    const names = steps.map((step) => frameOf(step).split("|"));
    const axis = names[0]?.findIndex((_, at) => names.some((name) => name[at] !== names[0][at]));
    if (names.length < 2 || names[0].length < 2 || axis < 0) return;
    holder.chosen ??= names[entry.active || 0];
    steps.forEach((step, number) => Object.assign(step, { axis, place: names[number][axis] }));
    (holder.axes ??= []).push({ axis, names, steps });
  };
  const chosen = (holder, step) => {
    const wanted = holder.chosen.map((place, at) => (at === step.axis ? step.place : place));
    const held = holder.figure.frames.some((frame) => frame.name === wanted.join("|"));
    holder.chosen = held ? wanted : frameOf(step).split("|");
    if (!held) holder.axes.filter(({ axis }) => axis !== step.axis).forEach(({ axis, names, put }) => put(names.findIndex((name) => name[axis] === holder.chosen[axis])));
    return [[holder.chosen.join("|")], step.args[1]];
  };
  const run = (holder, step) => {
    if (!step || step.method === "skip") return;
    const method = window.Plotly[step.method || "restyle"];
    const args = inked(holder.figure, structuredClone(step.axis === undefined ? step.args || [] : chosen(holder, step)), isDark());
    const place = { relayout: 0, update: 1 }[step.method];
    if (place !== undefined && args[place]) args[place] = outside(holder, args[place]);
    // An animation that another one interrupts is rejected; that is no fault.
    if (["restyle", "relayout", "update", "animate"].includes(step.method || "restyle")) Promise.resolve(method(holder, ...args)).catch(() => {});
    // A choice may put other menus of the figure back; their controls follow.
    for (const [at, number] of Object.entries((step.args || [])[1] || {})) if (holder.places && holder.places[at]) holder.places[at](number);
  };
  const spoken = { "▶": words.play, "⏸": words.pause };
  const menu = (holder, { buttons = [], type = "dropdown", active = 0, name = "", showactive = true }) => {
    const steps = buttons.filter((step) => step.visible !== false);
    if (type === "buttons") {
      const made = steps.map((step, number) => element("button", { type: "button", textContent: bare(step.label), onclick: () => { whole.put(number); run(holder, step); } }));
      made.filter((button) => spoken[button.textContent]).forEach((button) => { button.title = button.ariaLabel = spoken[button.textContent]; });
      const whole = element("span", { className: "buttons" }, ...made);
      whole.put = (number) => { if (showactive) made.forEach((button, place) => { button.ariaPressed = String(place === number); }); };
      whole.put(active);
      return whole;
    }
    const options = steps.map((step, number) => element("option", { value: number, textContent: bare(step.label), selected: number === active }));
    const choice = element("select", { onchange: () => run(holder, steps[Number(choice.value)]) }, ...options);
    choice.setAttribute("aria-label", bare(name) || words.controls);
    choice.put = (number) => { choice.value = number; };
    return choice;
  };
  const slider = (holder, { steps: all = [], active = 0, currentvalue = {} }) => {
    const steps = all.filter((step) => step.visible !== false);
    const name = bare(currentvalue.prefix) || words.controls;
    const label = (step) => `${bare(step && step.label)}${bare(currentvalue.suffix)}`;
    const shown = element("output", { textContent: label(steps[active]) });
    const range = element("input", { type: "range", min: 0, max: Math.max(0, steps.length - 1), step: 1, value: active });
    const put = (number) => { shown.textContent = label(steps[number]); range.setAttribute("aria-valuetext", shown.textContent); };
    range.oninput = () => { put(Number(range.value)); run(holder, steps[Number(range.value)]); };
    put(active);
    holder.onframe = (frame) => {
      const number = steps.findIndex((step) => bare(step.label) === frame || (step.args && step.args[0] && step.args[0][0] === frame));
      if (number >= 0) { range.value = number; put(number); }
    };
    const whole = element("label", {}, element("span", { textContent: name }), range, shown);
    whole.put = (number) => { range.value = number; put(number); };
    return whole;
  };
  const addControls = (holder, layout) => {
    const parts = [];
    for (const [key, make] of [["updatemenus", menu], ["sliders", slider]]) {
      for (const [place, entry] of (layout[key] || []).entries()) {
        if (entry.visible === false) continue;
        combine(holder, entry, entry.buttons || entry.steps || []);
        const part = make(holder, entry);
        const own = (holder.axes || []).find(({ steps }) => steps === (entry.buttons || entry.steps));
        if (own) own.put = part.put;
        parts.push(part);
        (holder.places ??= {})[`${key}[${place}].active`] = part.put;
        entry.visible = false;
      }
    }
    if (parts.length) holder.before(element("div", { className: "controls" }, ...parts));
  };

  /* ---- drawing ---- */
  const state = new WeakMap();
  const narrow = (width) => width < 560;
  // On a screen without a pointer a finger on a figure scrolls the page; opened large it moves the figure.
  const noPointer = matchMedia("(hover: none)");
  const isLarge = (holder) => Boolean(holder.closest("figure.large"));
  const still = (holder) => noPointer.matches && !isLarge(holder);
  const aroundLarge = (holder) => {
    const parts = [...holder.closest("figure").children].filter((part) => part.offsetHeight);
    const last = parts[parts.length - 1];
    return last.offsetTop + last.offsetHeight - parts[0].offsetTop - holder.offsetHeight;
  };
  const authoredWidth = (holder) => Number(holder.dataset.width) || 0;
  const scaleFor = (holder) => {
    const own = authoredWidth(holder);
    if (onStage(holder)) return sizeOf(holder).scale;
    if (own) return Math.min(1, (printing ? PRINT_WIDTH : holder.parentElement.clientWidth) / own) || 1;
    return 1;
  };
  const shownScale = (holder) => Number(holder.style.getPropertyValue("--scale")) || 1;
  // Lanes with names of their own, and maps between key and notes, need room on a narrow screen.
  const leastFor = (layout, width) => {
    const axes = Object.keys(layout).filter((key) => key.startsWith("yaxis"));
    const lanes = Math.max(0, ...axes.map((key) => (layout[key].tickvals || []).length || 0));
    const margin = layout.margin || {};
    if (layout.yaxis && layout.yaxis.scaleanchor) return (margin.t || 60) + (margin.b || 60) + 0.75 * width;
    return lanes > 5 ? (margin.t || 60) + (margin.b || 60) + 48 * lanes : 0;
  };
  // A map may shrink with the screen; a chart of rows or lanes may not.
  const isMap = ({ layout }) => Object.keys(layout).some((key) => key.startsWith("yaxis") && (layout[key].scaleanchor || layout[key].visible === false));
  const hasRows = ({ data }) => data.some(({ y }) => Array.isArray(y) && y.filter((value) => typeof value === "string").length > 5);
  // A map of the whole world is as high as its width asks for.
  const worldHeight = ({ margin = {}, xaxis = {}, yaxis = {} }, width, height) => {
    if (yaxis.constrain !== "domain" || !xaxis.range || !yaxis.range) return height;
    const share = (yaxis.range[1] - yaxis.range[0]) / (xaxis.range[1] - xaxis.range[0]);
    return Math.min(height, Math.ceil((width - (margin.l || 0) - (margin.r || 0)) * share) + (margin.t || 0) + (margin.b || 0));
  };
  const heightFor = (holder, width, layout) => {
    const wanted = layout.height || Number(holder.dataset.height);
    const figure = holder.figure;
    const whole = (figure.own && !isMap(figure)) || hasRows(figure);
    const least = whole ? wanted : Math.min(wanted, leastFor(layout, width));
    if (onStage(holder)) return sizeOf(holder).height;
    if (isLarge(holder)) return Math.max(280, innerHeight - aroundLarge(holder) - 24);
    if (figure.beside && isMap(figure) && narrow(width) && !printing) {
      const edges = layout.margin.t + layout.margin.b;
      return Math.round(edges + Math.min(wanted - edges, Math.max(240, 0.8 * width)));
    }
    if (printing) {
      const { t = 0, b = 0 } = layout.margin || {};
      const rows = figure.beside ? Math.min(wanted, 1.2 * wall.least(figure, wanted, t + b)) : least;
      return Math.round(wanted > 900 ? wanted : Math.max(280, rows, wanted * 0.66));
    }
    return narrow(width) && wanted <= 900 ? Math.round(Math.max(320, least, Math.min(wanted, width * 1.2))) : wanted;
  };
  const wrap = (text, limit) => String(text).split(/<br\s*\/?>/i).map((line) => {
    let width = 0;
    return line.split(/ (?![^<]*>)/).reduce((done, word) => {
      const size = word.replace(/<[^>]*>/g, "").length;
      const turn = width && width + size + 1 > limit;
      width = turn ? size : width + size + 1;
      return done + (done ? (turn ? "<br>" : " ") : "") + word;
    }, "");
  }).join("<br>");

  /* ---- our figures: the page writes their head and foot, so that their margins are final ---- */
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
  const tell = (holder, part, text) => {
    const line = $(`.fig-${part}`, holder.closest("figure"));
    holder.said[part] = text || "";
    if (!line) return;
    line.replaceChildren(...marked(part === "subtitle" ? text : String(text ?? "").replace(/<br\s*\/?>/gi, " ")));
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
  // Letters have one ink on light paper and another on dark: wherever one of them stands it is exchanged.
  const inked = (figure, node, dark) => {
    const pairs = Object.entries(figure.inks || {});
    if (!pairs.length) return node;
    const wanted = new Map(pairs.map(([light, deep]) => (dark ? [light, deep] : [deep, light])));
    const pattern = new RegExp([...wanted.keys()].join("|"), "g");
    const change = (part) => {
      if (typeof part === "string") return part.includes("#") ? part.replace(pattern, (ink) => wanted.get(ink)) : part;
      if (Array.isArray(part)) return typeof part[0] === "number" || ArrayBuffer.isView(part) ? part : part.map(change);
      if (!part || typeof part !== "object" || Object.getPrototypeOf(part) !== Object.prototype) return part;
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "template" ? value : change(value)]));
    };
    return change(node);
  };
  // Short forms stand in for whole texts on a narrow screen, by the path of what they replace.
  const wayOf = (path) => path.replace(/\[(\d+)\]/g, ".$1").split(".");
  const valueAt = (node, path) => wayOf(path).reduce((part, step) => part?.[step], node);
  const putAt = (node, path, value) => {
    const way = wayOf(path);
    const last = way.pop();
    way.reduce((part, step) => (part[step] ??= {}), node)[last] = value;
  };
  const ofData = (path) => path.match(/^data\[(\d+)\]\.(.+)$/);
  const shorts = (figure, short) => Object.entries(figure.narrow || {}).map(([path, value]) => [path, short ? value : structuredClone(valueAt(figure.whole, path)) ?? null]);
  const shortened = (figure) => {
    const data = structuredClone(figure.data);
    for (const [path, value] of shorts(figure, true)) if (ofData(path) && data[ofData(path)[1]]) putAt({ data }, path, value);
    return data;
  };
  const swap = (holder, short) => {
    if (holder.short === short) return {};
    holder.short = short;
    const change = {};
    for (const [path, value] of shorts(holder.figure, short)) {
      const [, trace, attribute] = ofData(path) || [];
      if (trace === undefined) change[path] = value;
      else if (holder.data[trace]) window.Plotly.restyle(holder, { [attribute]: [value] }, [Number(trace)]);
    }
    return outside(holder, change);
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
    const ink = palette(isDark());
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
  // Measuring a figure that is about to be drawn would lay out the whole page: its width was observed.
  const widths = new WeakMap();
  const widthOf = (holder) => {
    if (printing) return Number(getComputedStyle(holder).getPropertyValue("--print-width")) || PRINT_WIDTH;
    const seen = !holder.placed && !onStage(holder) && !isLarge(holder) && widths.get(holder);
    return seen || holder.clientWidth || holder.parentElement.clientWidth;
  };
  const layoutFor = (holder, figure) => {
    const scale = scaleFor(holder);
    if (shownScale(holder) !== scale) holder.style.setProperty("--scale", scale);
    if (holder.style.zoom) holder.style.zoom = "";
    const room = widthOf(holder);
    const layout = figure.beside ? trimmed(holder, figure, room) : structuredClone(figure.layout);
    const template = layout.template && typeof layout.template === "object" ? layout.template : {};
    if (figure.look === "author" || opaque(layout.paper_bgcolor)) holder.classList.add("own-colours");
    const look = figure.look === "author" ? template : themed(template, isDark(), figure.own);
    // A figure whose author gave its width keeps its size; on a narrower screen it is scaled as a whole.
    if (still(holder)) {
      layout.dragmode = false;
      Object.keys(layout).filter((key) => key.startsWith("scene")).forEach((key) => { layout[key] = { ...layout[key], dragmode: false }; });
    }
    // Beside the figure the bar of plotly covers no title.
    if (figure.own || isLarge(holder)) layout.modebar = { orientation: "v", ...(layout.modebar || {}) };
    if (authoredWidth(holder)) {
      const [width, height] = [authoredWidth(holder), Number(holder.dataset.height)];
      Object.assign(holder.style, { width: `${width}px`, height: `${height}px` });
      holder.style.marginBottom = `${Math.round(height * (scale - 1))}px`;
      return { ...layout, template: look, width, height, autosize: false };
    }
    const height = worldHeight(layout, room, heightFor(holder, room, layout));
    // On paper a tall figure shrinks somewhat, so that words stand beside it, at most to the page; a much taller one goes on overleaf.
    const page = PRINT_HEIGHT / height;
    const shrunk = printing && height > 640 && page > 1 / 1.75 ? Math.max(640 / height, Math.min(0.8, page)) : 1;
    if (shrunk < 1) holder.style.zoom = String(shrunk);
    const width = Math.round(room / shrunk);
    holder.style.marginBottom = scale !== 1 ? `${Math.round(height * (scale - 1))}px` : "";
    holder.style.height = `${height}px`;
    const change = { template: look, height, width, autosize: false };
    if (figure.beside) return { ...layout, ...change };
    const title = layout.title && (layout.title.text ?? (typeof layout.title === "string" ? layout.title : null));
    if (title) {
      const own = (layout.title.font && layout.title.font.size) || 17;
      const size = narrow(width) ? Math.min(15, own) : own;
      const text = wrap(title, Math.floor((width - 24) / (size * 0.54)));
      if (text !== title || size !== own) {
        change.title = { ...(typeof layout.title === "object" ? layout.title : {}), text };
        change.title.font = { ...(change.title.font || {}), size };
        // plotly.js lets a title of several lines with a subtitle grow upwards, out of the figure.
        const more = text.split("<br>").length - 1;
        if (more && layout.title.subtitle) change.title.pad = { l: 16, ...(layout.title.pad || {}), t: Math.round(more * size * 1.9) };
      }
    }
    const sub = title && layout.title.subtitle && layout.title.subtitle.text;
    if (sub && narrow(width)) {
      const text = wrap(sub, Math.floor((width - 24) / ((layout.title.subtitle.font || {}).size * 0.54 || 7.5)));
      if (text !== sub) change.title = { ...layout.title, ...change.title, subtitle: { ...layout.title.subtitle, text } };
    }
    if ((narrow(width) || printing) && !figure.own) {
      const lines = title ? (change.title ? change.title.text : String(title)).split("<br>").length : 0;
      change.margin = { l: 48, r: 14, t: 24 + 21 * lines, b: 44, ...(layout.margin || {}) };
    }
    return { ...layout, ...change };
  };
  // A map shows more around what it is meant to show; at another size that begins anew, unless the reader has zoomed.
  const windowOf = (holder) => {
    const { xaxis = {}, yaxis = {} } = holder.figure.layout;
    if (holder.zoomed || !yaxis.scaleanchor || !xaxis.range || !yaxis.range) return {};
    return { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] };
  };
  const heedZoom = (holder) => holder.on("plotly_relayout", (change) => {
    if ("xaxis.range[0]" in change || "yaxis.range[0]" in change) holder.zoomed = true;
    if (change["xaxis.autorange"] || change["yaxis.autorange"]) holder.zoomed = false;
  });
  const [PRINT_WIDTH, PRINT_HEIGHT, PRINT_TEXT] = [660, 700, 14]; // pixels; 14 are 10.5 points
  const OURS = { modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"] };
  const config = (own, holder) => ({ ...own, ...(holder.figure.own ? OURS : {}), ...(still(holder) ? { displayModeBar: false } : isLarge(holder) ? { displayModeBar: true } : {}), responsive: false, displaylogo: false, showSendToCloud: false, showLink: false, plotlyServerURL: "", showEditInChartStudio: false, topojsonURL: "" });
  // Figures are drawn one after the other; after a quarter of a second the page answers first.
  const LONGEST = 250;
  let turns = Promise.resolve();
  let paused = 0;
  const turn = () => {
    turns = turns.then(() => (performance.now() - paused < LONGEST ? null : new Promise((done) => setTimeout(() => { paused = performance.now(); done(); }, 0))));
    return turns;
  };
  const draw = async (holder) => {
    if (state.has(holder)) return state.get(holder);
    const job = (async () => {
      try {
        await start();
        await turn();
        drawNow(holder);
        await Promise.race([holder.drawing, new Promise((done) => setTimeout(done, 15000))]);
      } catch (problem) { fail(holder, problem); }
    })();
    state.set(holder, job);
    return job;
  };
  // What is done once with a figure, before it is drawn for the first time.
  const begin = (holder, figure) => {
    addControls(holder, figure.layout);
    const { title, annotations = [] } = figure.layout;
    holder.said = { title: title?.text ?? title, subtitle: title?.subtitle?.text };
    for (const note of annotations) if (PARTS[note.name]) holder.said[PARTS[note.name]] = note.text;
    if (!figure.beside) return;
    const traces = new Set(Object.keys(figure.narrow || {}).map((path) => Number((ofData(path) || [])[1])));
    figure.whole = { ...figure.layout, data: figure.data.map((trace, number) => (traces.has(number) ? structuredClone(trace) : null)) };
    figure.told = {};
    figure.frames = figure.frames?.map((frame) => {
      const [layout, said] = parted(holder, frame.layout || {});
      figure.told[frame.name] = said;
      return { ...frame, layout };
    });
  };
  const drawNow = (holder) => {
    const again = holder.figure;
    const figure = again || unfold(JSON.parse(figures[Number(holder.dataset.spec)]));
    figure.own = figure.look === "own";
    holder.figure = figure;
    if (!again) begin(holder, figure);
    $$(".waiting, .still", holder).forEach((mark) => mark.remove());
    const layout = layoutFor(holder, figure);
    holder.short = Boolean(figure.beside) && narrow(layout.width);
    if (holder.short) outside(holder, Object.fromEntries(shorts(figure, true).filter(([path]) => !ofData(path))));
    const data = inked(figure, holder.short ? shortened(figure) : figure.data, isDark());
    holder.drawing = window.Plotly.newPlot(holder, data, inked(figure, layout, isDark()), config(figure.config, holder))
      .then(() => (figure.frames ? window.Plotly.addFrames(holder, figure.frames) : null))
      .then(() => { heedZoom(holder); sealLinks(holder); holder.on("plotly_afterplot", () => sealLinks(holder)); })
      .then(() => holder.on("plotly_animatingframe", ({ name }) => { tellAll(holder, figure.told?.[name] || {}); if (holder.onframe) holder.onframe(name); }))
      .then(() => { if (holder.textContent.includes("WebGL is not supported")) throw new Error("no WebGL"); })
      .then(() => { holder.classList.add("drawn"); if (parseFloat(holder.style.minHeight) > holder._fullLayout.height) holder.style.minHeight = ""; count(); })
      .then(() => makeRoom(holder));
    holder.placed = true;
    holder.dataset.dark = String(isDark());
  };
  const sealLinks = (holder) => $$("a", holder).forEach((link) => link.setAttribute("rel", "noopener noreferrer"));
  // A page has few drawing contexts of the graphics card: figures far away give theirs back and leave a picture.
  const MOST_SOLID = 8;
  let solid = [];
  const distance = (holder) => { const box = holder.getBoundingClientRect(); return Math.max(0, box.top - innerHeight, -box.bottom); };
  const makeRoom = async (holder) => {
    if (!("solid" in holder.dataset)) return;
    solid = [...solid.filter((other) => other !== holder), holder];
    if (solid.length <= MOST_SOLID) return;
    const far = solid.filter((other) => other !== holder && (printing || distance(other) > 700)).sort((a, b) => distance(b) - distance(a))[0];
    if (far) await park(far);
  };
  const park = async (holder) => {
    solid = solid.filter((other) => other !== holder);
    const { width, height } = holder._fullLayout;
    const address = await window.Plotly.toImage(holder, { format: "png", width, height });
    window.Plotly.purge(holder);
    holder.append(element("img", { className: "still", src: address, width, height, alt: "" }));
    holder.placed = false;
    state.delete(holder);
    if (near) near.observe(holder);
  };
  const fail = (holder, problem) => {
    holder.classList.add("failed");
    holder.replaceChildren();
    const note = document.createElement("p");
    note.className = "waiting";
    note.textContent = words.draw_failed;
    note.dataset.cause = String(problem && problem.message || problem);
    holder.append(note);
    const table = $("details.data", holder.closest("figure"));
    if (table) table.open = true;
  };
  const count = () => { root.dataset.figures = `${$$(".plot.drawn").length}/${plots.length}`; };
  // All up to plotly's own promise happens at once: Firefox prints without waiting for more.
  const relay = async (holder) => {
    if (!holder.placed || holder.classList.contains("failed")) return;
    const { figure } = holder;
    const turned = holder.dataset.dark !== String(isDark());
    const layout = layoutFor(holder, figure);
    holder.dataset.dark = String(isDark());
    const change = figure.beside ? swap(holder, narrow(layout.width)) : {};
    Object.assign(change, { template: layout.template, height: layout.height, width: layout.width, ...windowOf(holder) });
    for (const path of Object.keys(change)) if (path.startsWith("margin.")) delete change[path];
    if (noPointer.matches) change.dragmode = layout.dragmode ?? null;
    if (layout.modebar || holder.layout.modebar) change.modebar = layout.modebar || null;
    if (layout.title && !figure.beside) change.title = layout.title;
    if (layout.margin || holder.layout.margin) change.margin = layout.margin || null;
    if (!turned || !figure.inks) return void await window.Plotly.relayout(holder, change);
    for (const [path, value] of Object.entries(change)) putAt(holder.layout, path, value);
    await window.Plotly.react(holder, inked(figure, holder.data, isDark()), inked(figure, { ...holder.layout }, isDark()), config(figure.config, holder));
    if (figure.frames) await window.Plotly.addFrames(holder, figure.frames);
  };
  // What is in sight comes first; what waits already is not asked twice.
  const queued = new Set();
  const relayInTurns = (holders) => {
    const far = holders.filter((holder) => !queued.has(holder)).map((holder) => [distance(holder), holder]);
    for (const [, holder] of far.sort(([one], [other]) => one - other)) {
      queued.add(holder);
      turn().then(() => { queued.delete(holder); return relay(holder); });
    }
  };
  // A figure opened large covers the page, until Escape or the same button puts it back.
  let large = null;
  const turnLarge = async (figure, open) => {
    const holder = $(".plot", figure);
    const button = $('[data-do="large"]', figure);
    await draw(holder);
    if (holder.classList.contains("failed")) return;
    large = open ? figure : null;
    figure.classList.toggle("large", open);
    document.body.classList.toggle("covered", open);
    button.textContent = open ? words.close : words.large;
    button.setAttribute("aria-pressed", String(open));
    holder.zoomed = false;
    // The bar of plotly is chosen when a figure is drawn; data and choices stay as they are.
    await window.Plotly.react(holder, holder.data, holder.layout, config(holder.figure.config, holder));
    if (holder.figure.frames) await window.Plotly.addFrames(holder, holder.figure.frames);
    await relay(holder);
    button.focus({ preventScroll: true });
    if (!open) figure.scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !large) return;
    event.stopImmediatePropagation();
    turnLarge(large, false);
  });
  let near = null;
  // What is folded away is not drawn, printed or presented until it is opened.
  const laidOut = (node) => !(node.parentElement.closest("details:not([open])") && !node.matches("summary")) && node.getClientRects().length > 0;
  const drawAll = async (which = plots) => { for (const holder of which) await draw(holder); };
  if (plots.length && old) {
    $(".too-old").hidden = false;
    plots.forEach((holder) => holder.classList.add("failed"));
  } else if (plots.length) {
    near = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) { near.unobserve(entry.target); draw(entry.target); }
    }), { rootMargin: "700px 0px" });
    requestAnimationFrame(() => setTimeout(() => {
      plots.forEach((holder) => near.observe(holder));
      start().catch((problem) => plots.forEach((holder) => fail(holder, problem)));
    }, 0));
    const resized = new ResizeObserver((entries) => {
      if (printing) return;
      relayInTurns(entries.filter(({ target, contentRect: { width } }) => {
        const before = widths.get(target) ?? 0;
        widths.set(target, width);
        return measured.get(target).classList.contains("drawn") && width > 0 && Math.abs(before - width) > 1;
      }).map(({ target }) => measured.get(target)));
    });
    const measured = new Map(plots.map((holder) => [authoredWidth(holder) ? holder.parentElement : holder, holder]));
    for (const target of measured.keys()) resized.observe(target);
  }
  window.caSummit = { drawAll };

  const retheme = () => {
    const button = $('[data-do="theme"]');
    button.textContent = isDark() ? words.light : words.dark;
    relayInTurns(plots.filter((holder) => holder.placed && holder.dataset.dark !== String(isDark())));
  };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const stored = recall("ca-summit-theme");
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;
  media.addEventListener("change", retheme);
  retheme();

  /* ---- printing ---- */
  const decoded = (path) => { try { return decodeURIComponent(path); } catch { return path; } };
  // Sources that only folded figures name are not printed.
  const numbersOf = (figure) => [
    ...$$(".refs a", figure).flatMap((link) => { const first = Number(link.hash.replace("#source_", "")); return Array.from({ length: Number(link.dataset.to || first) - first + 1 }, (_, more) => first + more); }),
    ...$$(".refs-list li", figure).map((item) => item.value),
  ];
  const markSources = () => {
    // Printed, a title and its host are enough to find a source; a name that is none keeps its address.
    $$(".source-list a").forEach((link) => {
      const host = link.hostname.replace(/^www\./, "");
      link.dataset.host = /\s/.test(link.textContent) ? host : `${host}${decoded(link.pathname)}${link.search}`;
    });
    const read = new Set($$("figure.fig").filter(laidOut).flatMap(numbersOf));
    $$(".source-list li").forEach((item, place) => item.classList.toggle("unread", plots.some((holder) => !laidOut(holder)) && !read.has(place + 1)));
  };
  // On paper the contents follow the cover.
  const list = $("nav#_contents");
  const home = list && document.createComment("");
  const moveContents = (inward) => {
    const first = list && $("main h2");
    if (inward && first && !home.parentNode) { list.replaceWith(home); first.before(list); }
    else if (!inward && home?.parentNode) home.replaceWith(list);
  };
  // Firefox knows no rule that keeps a heading with what follows it: on paper both stand in one box.
  const kept = [];
  let opened = [];
  const keepHeadings = () => $$("main :is(h2, h3, h4)").filter(laidOut).forEach((heading) => {
    let next = heading.nextElementSibling || heading.parentElement.nextElementSibling;
    while (next && !next.matches("p, figure, table") && next.firstElementChild) next = next.firstElementChild;
    if (!next || !next.matches("p") || next.closest("figure")) return;
    const [whole, place] = [element("div", { className: "kept" }), document.createComment("")];
    heading.before(whole);
    next.replaceWith(place);
    whole.append(heading, next);
    kept.push(() => { place.replaceWith(next); whole.replaceWith(heading); });
  });
  addEventListener("beforeprint", () => {
    printing = true;
    moveContents(true);
    keepHeadings();
    markSources();
    opened = $$("details.all-sources:not([open])");
    opened.forEach((box) => { box.open = true; });
    // A table wider than the sheet shrinks alone; left as it is, it would shrink every page.
    $$(".scroll > table").forEach((table) => {
      const wide = table.scrollWidth * (PRINT_TEXT / parseFloat(getComputedStyle(root).fontSize));
      if (wide > PRINT_WIDTH) table.style.zoom = String(PRINT_WIDTH / wide);
    });
    if (figures && window.Plotly) for (const holder of plots) {
      if (!laidOut(holder)) continue;
      if (holder.placed) relay(holder);
      else if (!holder.classList.contains("failed")) {
        try { drawNow(holder); state.set(holder, holder.drawing); } catch (problem) { fail(holder, problem); }
      }
    }
  });
  addEventListener("afterprint", () => { printing = false; moveContents(false); kept.splice(0).forEach((undo) => undo()); opened.forEach((box) => { box.open = false; }); opened = []; $$(".scroll > table").forEach((table) => { table.style.zoom = ""; }); relayInTurns(plots); });

  /* ---- saving and copying ---- */
  const save = (name, blob) => {
    const link = document.createElement("a");
    link.download = name;
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`${words.downloaded}: ${name}`);
  };
  const fileName = (figure) => figure.id.replace("_", "-");
  const csv = async (figure) => {
    await fill(figure);
    const table = $("table", figure);
    const rows = table ? $$("tr", table).map((row) => $$("th,td", row).map((cell) => cell.textContent)) : [];
    const text = csvFile.text(rows);
    save(`${fileName(figure)}.csv`, new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
  };
  const picture = async (figure, format) => {
    const holder = $(".plot", figure);
    await draw(holder);
    if (holder.classList.contains("failed")) return;
    const layout = holder.figure.beside ? headed(holder) : holder.layout;
    const size = { width: holder.clientWidth, height: holder.figure.beside ? layout.height : holder.clientHeight };
    const address = await window.Plotly.toImage({ data: holder.data, layout: { ...layout, paper_bgcolor: pageColour(holder) }, config: holder._context },
      { format, ...size, scale: format === "png" ? 2 : 1 });
    const [head, body] = [address.slice(0, address.indexOf(",")), address.slice(address.indexOf(",") + 1)];
    const content = head.includes("base64") ? bytes(body) : decodeURIComponent(body);
    save(`${fileName(figure)}.${format}`, new Blob([content], { type: format === "png" ? "image/png" : "image/svg+xml" }));
  };
  const pageColour = (holder) => (holder.classList.contains("own-colours") && opaque(holder.layout.paper_bgcolor) ? holder.layout.paper_bgcolor : getComputedStyle(document.body).backgroundColor);
  const copy = async (text, button) => {
    const plain = await text;
    try { await navigator.clipboard.writeText(plain); }
    catch {
      const box = document.createElement("textarea");
      box.value = plain;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    const label = button.textContent;
    button.textContent = words.copied;
    say(words.copied);
    setTimeout(() => { button.textContent = label; }, 1500);
  };

  /* ---- presenting ---- */
  const { present, end, move, onStage, sizeOf } = slideShow({ $, $$, element, words, root, laidOut, draw, relay, isMap, afterwards: () => relayInTurns(plots) });

  /* ---- heads of number columns stand over their numbers ---- */
  $$(".html table").forEach((table) => {
    const head = table.tHead && table.tHead.rows[table.tHead.rows.length - 1];
    const rows = table.tBodies[0] ? [...table.tBodies[0].rows].filter((row) => head && row.cells.length === head.cells.length) : [];
    if (head) [...head.cells].forEach((title, at) => {
      const cells = rows.map((row) => row.cells[at]).filter((cell) => cell.textContent.trim());
      const whole = cells.every((cell) => cell.dataset.n !== undefined);
      if (whole && cells.some((cell) => /\d/.test(cell.textContent))) title.dataset.n = "";
    });
  });

  /* ---- buttons ---- */
  $$(".code-box").forEach((box) => {
    const button = element("button", { type: "button", className: "copy", textContent: words.copy });
    button.dataset.do = "copy";
    box.prepend(button);
  });
  $$("figure.fig").forEach((figure) => {
    const kinds = [$(".plot", figure) && "large", $("table", figure) && "csv", ...($(".plot", figure) ? ["png", "svg"] : [])].filter(Boolean);
    const made = kinds.map((kind) => {
      const button = element("button", { type: "button", textContent: words[kind], title: words[`download_${kind}`] || words.large_hint });
      button.setAttribute("aria-label", `${words[`download_${kind}`] || words.large_hint}, ${$(".fig-no", figure).textContent}`);
      button.dataset.do = kind;
      return button;
    });
    if (made.length) $(".fig-tools", figure).append(element("span", { className: "buttons" }, ...made));
  });
  const actions = {
    theme: () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember("ca-summit-theme", root.dataset.theme);
      retheme();
    },
    code: (button) => {
      const open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      $$("details.source").forEach((box) => { box.open = open; });
    },
    print: async () => { if (plots.length && !old) await drawAll(plots.filter(laidOut)); print(); },
    present, end,
    back: () => move(-1),
    forward: () => move(1),
    copy: (button) => copy($("pre", button.parentElement).textContent, button),
    bibtex: (button) => copy(bibtex(button.dataset.sources.split(" ")), button),
    large: (button) => turnLarge(button.closest("figure"), !button.closest("figure.large")),
    csv: (button) => csv(button.closest("figure")),
    png: (button) => picture(button.closest("figure"), "png"),
    svg: (button) => picture(button.closest("figure"), "svg"),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do](button);
  });

  followContents({ $, $$, laidOut });

  // All are measured before the first is changed, so that the page is laid out once; what is folded away waits.
  const reachable = () => {
    const scrolls = (area) => area.scrollWidth > area.clientWidth + 1 || area.scrollHeight > area.clientHeight + 1;
    const shown = $$(".scroll, .formula-line, pre").filter((area) => !area.closest("details:not([open])"));
    const areas = shown.map((area) => [area, scrolls(area)]);
    for (const [area, long] of areas) if (long) area.tabIndex = 0; else area.removeAttribute("tabindex");
  };
  document.addEventListener("toggle", reachable, true);
  addEventListener("resize", reachable);
  requestAnimationFrame(() => setTimeout(reachable, 0));
  // A page inside another tells how high it is, so that its frame can follow.
  if (window.parent !== window) new ResizeObserver(() => window.parent.postMessage({ caSummitHeight: $("main").offsetHeight }, "*")).observe($("main"));
  $$("details.data[open]").forEach((box) => fill(box.closest("figure")));
})();
