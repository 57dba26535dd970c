// Controls and figure of an explorer: live while its kernel answers, else from the views in the file.
const explorerPage = (() => {
  const MIME = "application/vnd.plotly.v1+json";
  const NARROW = 560;
  const PATIENCE = 6000; // ms without an answer of the kernel
  const PLAY = 900; // ms a step
  // Every output and every model of a page bring a copy of this program; what they share lies here.
  const shared = (globalThis.caSummitExplorers ??= { panels: new Map(), sources: new Map(), plotly: null });
  const of = (map, key) => map.get(key) || map.set(key, new Set()).get(key);

  const element = (tag, properties = {}, ...children) => {
    const { aria = {}, ...own } = properties;
    const made = Object.assign(document.createElement(tag), own);
    for (const [name, value] of Object.entries(aria)) made.setAttribute(name === "role" ? name : `aria-${name}`, value);
    made.append(...children);
    return made;
  };

  // Texts of figures hold some tags of plotly's; nothing else of them becomes part of the page.
  const rich = (text) => {
    const into = document.createDocumentFragment();
    const copy = (from, to) => from.childNodes.forEach((node) => {
      if (node.nodeType === Node.TEXT_NODE) return to.append(node.textContent);
      if (node.nodeType !== Node.ELEMENT_NODE) return undefined;
      const tag = node.tagName.toLowerCase();
      if (tag === "br") return to.append(" ");
      const made = ["b", "i", "em", "strong", "sub", "sup", "span"].includes(tag) ? to.appendChild(document.createElement(tag)) : to;
      if (made !== to && node.style.color) made.style.color = node.style.color;
      return copy(node, made);
    });
    copy(new DOMParser().parseFromString(String(text ?? ""), "text/html").body, into);
    return into;
  };

  /* ---- plotly.js, as JupyterLab's extension of plotly has loaded it ---- */
  const load = async () => {
    if (globalThis.Plotly) return globalThis.Plotly;
    const box = globalThis._JUPYTERLAB && globalThis._JUPYTERLAB["jupyterlab-plotly"];
    if (!box) return null;
    const { RenderedPlotly } = (await box.get("./mimeExtension"))();
    if (!RenderedPlotly.Plotly) {
      const first = new RenderedPlotly({ mimeType: MIME });
      await first.createGraph({ data: { [MIME]: { data: [], layout: { height: 10 } } }, setData() {} });
    }
    return RenderedPlotly.Plotly;
  };
  const plotlyOf = () => (shared.plotly ??= load().catch(() => null));

  const isDark = () => document.body.dataset.jpThemeLight === "false";
  if (!shared.themes) {
    shared.themes = new MutationObserver(() => shared.panels.forEach((set) => set.forEach((panel) => panel.draw(true))));
    shared.themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  }

  /* ---- one control each: what is shown, and how its value is put ---- */
  const MAKERS = {
    choice: (control, move) => {
      const input = element("select", { onchange: () => move(Number(input.value)) });
      const put = ({ options, value }) => {
        if (input.made !== JSON.stringify(options)) {
          input.made = JSON.stringify(options);
          input.replaceChildren(...options.map((text, place) => element("option", { value: place, textContent: text })));
        }
        input.value = value;
      };
      return { input, put };
    },
    slide: (control, move, panel) => {
      const input = element("input", { type: "range", min: 0, step: 1 });
      const said = element("output");
      const play = element("button", { type: "button", className: "ca-play", textContent: "▶", title: `Play: ${control.label}`, aria: { label: `Play: ${control.label}` } });
      let options = [];
      let plays = [];
      const tell = (place) => { said.textContent = options[place] ?? ""; input.setAttribute("aria-valuetext", said.textContent); };
      const stop = () => {
        clearTimeout(panel.playing);
        panel.playing = null;
        play.textContent = "▶";
        play.setAttribute("aria-label", `Play: ${control.label}`);
      };
      const step = () => {
        if (!play.isConnected) return stop();
        const next = plays.find((place) => place > Number(input.value));
        if (next === undefined) return stop();
        move(next);
        panel.playing = setTimeout(step, PLAY);
        return undefined;
      };
      play.onclick = () => {
        if (panel.playing) return stop();
        play.textContent = "⏸";
        play.setAttribute("aria-label", `Pause: ${control.label}`);
        if (Number(input.value) >= plays[plays.length - 1]) move(plays[0]);
        panel.playing = setTimeout(step, PLAY);
        return undefined;
      };
      input.oninput = () => { stop(); tell(Number(input.value)); move(Number(input.value)); };
      const put = (now) => {
        ({ options, plays } = now);
        input.max = Math.max(0, options.length - 1);
        input.value = now.value;
        tell(now.value);
        play.hidden = plays.length < 2;
      };
      return { input, put, beside: [said, play] };
    },
    several: (control, move) => {
      const buttons = element("span", { className: "ca-several", aria: { role: "group", label: control.label } });
      const put = ({ options, value }) => {
        if (buttons.children.length !== options.length) {
          buttons.replaceChildren(...options.map((text) => element("button", { type: "button", textContent: text })));
        }
        [...buttons.children].forEach((button, place) => {
          button.setAttribute("aria-pressed", value.includes(place));
          button.onclick = () => move(value.includes(place) ? value.filter((one) => one !== place) : [...value, place].sort((a, b) => a - b));
        });
      };
      return { input: buttons, put, grouped: true };
    },
    switch: (control, move) => {
      const input = element("input", { type: "checkbox", onchange: () => move(input.checked) });
      return { input, put: ({ value }) => { input.checked = Boolean(value); } };
    },
    number: (control, move) => {
      const input = element("input", { type: "range", min: control.low, max: control.high, step: control.step });
      const said = element("output");
      input.oninput = () => { said.textContent = input.value; move(Number(input.value)); };
      return { input, beside: [said], put: ({ value }) => { input.value = value; said.textContent = value; } };
    },
    day: (control, move) => {
      const input = element("input", { type: "date", onchange: () => move(input.value || null) });
      return { input, put: ({ value }) => { input.value = value || ""; } };
    },
    text: (control, move) => {
      const input = element("input", { type: "text", onchange: () => move(input.value) });
      return { input, put: ({ value }) => { input.value = value ?? ""; } };
    },
    tabs: (control, move) => {
      const list = element("div", { className: "ca-tabs", aria: { role: "tablist", label: control.label } });
      const put = ({ options, value }) => {
        if (list.children.length !== options.length) {
          list.replaceChildren(...options.map((text, place) => element("button", { type: "button", textContent: text, onclick: () => move(place), aria: { role: "tab" } })));
        }
        [...list.children].forEach((tab, place) => {
          tab.setAttribute("aria-selected", place === value);
          tab.tabIndex = place === value ? 0 : -1;
        });
      };
      list.onkeydown = ({ key }) => {
        const tabs = [...list.children];
        const now = tabs.findIndex((tab) => tab.tabIndex === 0);
        const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[key];
        if (next === undefined || !tabs[next]) return;
        tabs[next].focus();
        move(next);
      };
      return { input: list, put, grouped: true };
    },
  };

  /* ---- controls, texts and figure of one explorer in one place of the page ---- */
  class Panel {
    constructor(host, source) {
      this.inputs = new Map();
      this.axes = new Set();
      const button = (textContent, act) => element("button", { type: "button", textContent, onclick: act });
      this.parts = {
        tabs: element("div"),
        controls: element("div", { className: "ca-controls" }),
        message: element("p", { className: "ca-message", aria: { role: "status", live: "polite" } }),
        head: element("div", { className: "ca-head" }),
        stage: element("div", { className: "ca-stage" }),
        foot: element("p", { className: "ca-foot" }),
        note: element("p", { className: "ca-note" }),
        line: element("code", { title: "The line that makes this" }),
      };
      const { line, ...above } = this.parts;
      this.copies = [button("Copy this line", () => this.copy("code")), button("Copy this view", () => this.copy("restore"))];
      this.copies[1].title = "Copy the line that opens the explorer as it stands";
      const below = element("div", { className: "ca-line" }, line, ...this.copies);
      this.root = element("div", { className: "ca-explorer", aria: { role: "group" } }, ...Object.values(above), below);
      // Keys meant for a control are no commands of the notebook.
      this.root.addEventListener("keydown", (event) => { if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation(); });
      // Notebook 7 takes keys on their way down, unless the focused element itself says no.
      this.heed = ({ target, ctrlKey, metaKey, altKey }) => { if (this.root.contains(target)) target.toggleAttribute("data-lm-suppress-shortcuts", !ctrlKey && !metaKey && !altKey); };
      addEventListener("keydown", this.heed, true);
      this.watched = new ResizeObserver(() => {
        const wide = this.parts.stage.clientWidth;
        if (wide && (wide !== this.wide || this.anew)) this.draw(true);
      });
      this.watched.observe(this.parts.stage);
      // While a button is down, plotly covers the page; a press and its end in one place are a click.
      this.parts.stage.addEventListener("pointerdown", (down) => {
        addEventListener("pointerup", (up) => { if (Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) < 4) this.pick(down); }, { capture: true, once: true });
      }, true);
      host.replaceChildren(this.root);
      this.take(source);
    }

    take(source) {
      if (this.source) this.source.panels.delete(this);
      this.source = source;
      source.panels.add(this);
      this.show();
    }

    say(text, { more = "" } = {}) {
      this.parts.message.textContent = [text, more].filter(Boolean).join(" ");
      this.parts.message.classList.toggle("ca-warned", Boolean(text));
    }

    show() {
      const view = this.source.view;
      this.root.setAttribute("aria-label", view.title);
      this.root.dataset.live = String(Boolean(this.source.live));
      for (const control of view.controls) this.put(control);
      this.inputs.forEach(({ row }, name) => { row.hidden = !view.controls.some((control) => control.name === name && control.shown); });
      this.say(view.message);
      this.parts.note.textContent = this.source.note || "";
      this.parts.line.textContent = view.code;
      this.copies[1].hidden = !view.restore;
      this.draw();
    }

    put(control) {
      const kind = control.tabs ? "tabs" : control.kind;
      if (!this.inputs.has(control.name)) {
        const made = MAKERS[kind](control, (value) => this.source.move(control.name, value), this);
        if (control.help) made.input.title = control.help;
        const words = element("span", { className: "ca-label", textContent: control.label });
        const row = kind === "tabs" ? made.input : element(made.grouped ? "span" : "label", { className: "ca-control" }, words, made.input);
        if (!made.grouped) made.input.setAttribute("aria-label", control.label);
        const whole = made.beside ? element("span", { className: "ca-control" }, row, ...made.beside) : row;
        this.parts[kind === "tabs" ? "tabs" : "controls"].append(whole);
        this.inputs.set(control.name, { row: whole, put: made.put });
      }
      this.inputs.get(control.name).put(control);
    }

    copy(which) {
      const text = this.source.view[which];
      const select = () => { getSelection().selectAllChildren(this.parts.line); };
      const told = (words) => this.say(this.source.view.message, { more: words });
      // Browsers refuse it on addresses without encryption.
      if (!navigator.clipboard) { this.parts.line.textContent = text; select(); return told("Selected: copy it with Ctrl + C."); }
      return navigator.clipboard.writeText(text).then(() => told("Copied."), () => { this.parts.line.textContent = text; select(); told("Selected: copy it with Ctrl + C."); });
    }

    /* A click on a state picks it or lets it go. */
    pick(event) {
      const control = this.source.view.controls.find((one) => one.picks && one.shown);
      const stage = this.parts.stage;
      const drag = stage.querySelector(".nsewdrag");
      if (!control || !drag || !stage._fullLayout || event.target.closest(".modebar, .legend, .updatemenu-button")) return;
      const box = drag.getBoundingClientRect();
      const [x, y] = [[stage._fullLayout.xaxis, event.clientX - box.left], [stage._fullLayout.yaxis, event.clientY - box.top]].map(([axis, at]) => axis.p2d(at));
      const area = stage._fullData.find((trace) => trace.meta && trace.meta.iso3 && control.picks.includes(trace.meta.iso3) && figureViews.inside(trace.x, trace.y, x, y));
      const line = (stage._hoverdata || []).map((point) => point.fullData.name);
      const place = area ? control.picks.indexOf(area.meta.iso3) : control.options.findIndex((text) => line.includes(text));
      if (place >= 0) this.source.move(control.name, control.value.includes(place) ? control.value.filter((one) => one !== place) : [...control.value, place].sort((a, b) => a - b));
    }

    draw(anew = false) {
      this.anew ||= anew;
      const next = () => this.drawn().catch((error) => this.say(`The figure could not be drawn: ${error.message}`));
      this.queue = (this.queue || Promise.resolve()).then(next);
      return this.queue;
    }

    async drawn() {
      const stage = this.parts.stage;
      const { view, figure: whole } = this.source;
      const anew = this.anew;
      // Where nothing is laid out plotly measures words as empty; the observer calls when it is seen.
      if (!stage.clientWidth) {
        // Hidden for less than a frame, as while JupyterLab changes its theme, it has no new size.
        requestAnimationFrame(() => { if (stage.clientWidth && this.anew) this.draw(true); });
        return;
      }
      if (!anew && this.last === whole) { stage.dataset.number = view.number; return; }
      this.anew = false;
      const plotly = await plotlyOf();
      const begin = performance.now();
      const width = (this.wide = stage.clientWidth);
      let figure = typeof whole === "string" ? JSON.parse(whole) : whole;
      this.last = whole;
      const meta = view.meta || {};
      if (figure.data.length === 1 && figure.data[0].type === "table") return this.tabulate(figure.data[0], meta, figure.layout, plotly);
      if (!plotly) return this.without();
      figure = figureViews.shortened(figure, width < NARROW ? meta.narrow : {});
      if (isDark()) figure = figureViews.inked(figure, meta.inks);
      if (isDark()) figure.layout = meta.own ? { ...figure.layout, template: { layout: this.source.dark } } : figureViews.darkened(figure.layout);
      this.head(figure.layout, meta);
      this.mark(figure.data, view);
      const layout = { ...figure.layout, width, autosize: false };
      stage.style.minHeight = `${layout.height || 450}px`;
      // Plotly keeps the room that labels took and the scale of a map; another form or width begins anew.
      if (this.plotted && (anew || this.kind !== meta.kind)) { this.plotted = false; plotly.purge(stage); }
      if (this.kind !== meta.kind) this.axes.clear();
      this.kind = meta.kind;
      if (!this.plotted) stage.replaceChildren();
      this.zoomed(layout);
      await plotly.react(stage, figure.data, layout, this.source.config);
      stage.setAttribute("role", "img");
      stage.setAttribute("aria-label", meta.alt || "");
      if (!this.plotted) stage.on("plotly_relayout", (change) => this.moved(change || {}));
      this.plotted = true;
      Object.assign(stage.dataset, { number: view.number, drawn: Math.round(performance.now() - begin), at: Date.now() });
    }

    /* Zoom is kept while an axis means the same; plotly itself forgets it on axes held to a scale. */
    moved(change) {
      const keys = Object.keys(change);
      if (keys.some((key) => key.endsWith("autorange"))) this.axes.clear();
      else keys.filter((key) => key.includes(".range")).forEach((key) => this.axes.add(key.split(".")[0]));
      this.ranges = Object.fromEntries([...this.axes].map((axis) => [axis, { range: [...this.parts.stage._fullLayout[axis].range], means: this.parts.stage._fullLayout[axis].uirevision }]));
    }

    zoomed(layout) {
      for (const axis of this.axes) {
        const kept = (this.ranges || {})[axis];
        if (kept && layout[axis] && layout[axis].uirevision === kept.means) layout[axis] = { ...layout[axis], range: [...kept.range], autorange: false };
      }
    }

    /* Title and notes are words of the page where the figure says how many pixels they leave free. */
    head(layout, meta) {
      const named = (name) => (layout.annotations || []).find((note) => note.name === `ca_summit_${name}`);
      const { head, foot } = this.parts;
      head.replaceChildren();
      foot.replaceChildren();
      if (meta.head && layout.title) {
        const title = layout.title;
        const lines = [["ca-question", meta.question], ["ca-title", title.text], ["ca-subtitle", (title.subtitle && title.subtitle.text) || meta.subtitle], ["ca-key", (named("key") || {}).text]];
        for (const [className, text] of lines) if (text) head.append(element("p", { className }, rich(text)));
        layout.title = { text: "" };
        layout.margin = { ...layout.margin, t: Math.max(10, (layout.margin.t || 0) - meta.head) };
        layout.height -= meta.head;
      }
      const source = named("source");
      if (meta.foot && source) {
        foot.append(rich(source.text));
        layout.margin = { ...layout.margin, b: Math.max(10, (layout.margin.b || 0) - meta.foot) };
        layout.height -= meta.foot;
      }
      layout.annotations = (layout.annotations || []).filter((note) => !(meta.head && ["ca_summit_question", "ca_summit_key"].includes(note.name)) && !(meta.foot && note === source));
    }

    /* States that are picked have a strong outline. */
    mark(data, { controls }) {
      const control = controls.find((one) => one.picks && one.shown);
      const picked = control ? control.value.map((place) => control.picks[place]) : [];
      data.forEach((trace, at) => {
        if (trace.meta && trace.meta.iso3 && trace.fill && picked.includes(trace.meta.iso3)) {
          data[at] = { ...trace, line: { ...trace.line, width: 3.5, color: isDark() ? "#ffffff" : "#111111" } };
        }
      });
    }

    tabulate(trace, meta, layout, plotly) {
      const stage = this.parts.stage;
      if (this.plotted) plotly.purge(stage);
      this.plotted = false;
      this.kind = meta.kind;
      this.head({ ...layout, height: 0, margin: {} }, { ...meta, head: meta.head || 1, foot: meta.foot || 1 });
      const columns = trace.cells.values;
      const head = element("tr", {}, ...trace.header.values.map((text) => element("th", { scope: "col" }, rich(text))));
      const rows = (columns[0] || []).map((_, row) => element("tr", {}, ...columns.map((cells, at) => {
        const cell = element(at ? "td" : "th", { textContent: String(cells[row] ?? "") });
        if (!at) cell.scope = "row";
        return cell;
      })));
      stage.removeAttribute("role");
      stage.removeAttribute("aria-label");
      stage.style.minHeight = "0";
      const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
      stage.replaceChildren(element("div", { className: "ca-table", tabIndex: 0, aria: { role: "region", label: meta.alt || "Table" } }, table));
      Object.assign(stage.dataset, { number: this.source.view.number, drawn: 0, at: Date.now() });
    }

    without() {
      const picture = this.source.picture;
      const drawn = picture ? element("img", { src: `data:image/svg+xml,${encodeURIComponent(picture)}`, alt: (this.source.view.meta || {}).alt || "" }) : "";
      this.parts.stage.replaceChildren(drawn);
      this.say("Controls draw this figure anew in JupyterLab 4 or Notebook 7 with plotly’s extension; here it is a picture.");
    }
  }

  /* ---- where views come from ---- */
  const savedSource = (saved) => {
    const frames = new Map(saved.figure.frames.map((frame) => [frame.name, frame]));
    let places = [...saved.places];
    let wish = places; // what was chosen, also where this file keeps no such view
    let number = 0;
    let message = "";
    const source = { ...saved, live: false, panels: new Set() };
    const build = () => {
      const frame = frames.get(places.join("|"));
      const { saved: own, ...figure } = figureViews.framed(saved.figure, frame);
      const { ca_summit: meta = {}, ...rest } = figure.layout.meta || {};
      figure.layout.meta = rest;
      const controls = saved.controls.map((control, at) => ({ ...control, shown: !(meta.hidden || []).includes(control.name), value: places[at] }));
      number += 1;
      source.figure = figure;
      source.view = { title: saved.title, number, controls, message, meta: { ...meta, own: saved.own }, code: meta.code, restore: meta.restore };
    };
    source.move = (name, place) => {
      const moved = saved.controls.findIndex((control) => control.name === name);
      const wanted = wish.map((old, at) => (at === moved ? place : old));
      const found = figureViews.nearest(frames.keys(), wanted, moved);
      const { label, options } = saved.controls[moved];
      message = `${label}: ${options[place]} is not kept in this file.`;
      if (found !== null) {
        places = found.split("|").map(Number);
        wish = wanted;
        build();
        const seen = source.view.controls;
        const other = saved.controls.filter((_, at) => seen[at].shown && places[at] !== wanted[at]).map((control) => `${control.label}: ${control.options[places[saved.controls.indexOf(control)]]}`);
        message = other.length ? `With ${options[place]}, this file keeps ${other.join(", ")}.` : "";
      }
      build();
      source.panels.forEach((panel) => panel.show());
    };
    build();
    return source;
  };

  // Every choice of the region, whose views are made from its values.
  const paintedSource = (saved) => {
    const painter = regionViews(saved);
    const source = { ...saved, live: false, panels: new Set() };
    let values = saved.values;
    let number = 0;
    const build = (message) => {
      number += 1;
      const { figure, view } = painter.view(values);
      source.figure = figure;
      source.view = { ...view, title: saved.title, number, message };
    };
    source.move = (name, value) => {
      const [made, message] = painter.moved(values, name, value);
      values = made;
      build(message);
      source.panels.forEach((panel) => panel.show());
    };
    build("");
    return source;
  };

  const liveSource = (model) => {
    const source = { live: true, panels: new Set(), dark: model.get("dark"), config: model.get("config") };
    const queued = new Map();
    let sent = 0;
    let timer = null;
    const everywhere = (words) => source.panels.forEach((panel) => panel.say(words));
    const silent = () => everywhere("The kernel does not answer: it is busy, or it has ended. If it has, run the cell again.");
    const send = (name, value) => {
      sent += 1;
      timer = setTimeout(silent, PATIENCE);
      try { model.send({ move: name, value, number: sent, seen: source.view.number }); } catch { clearTimeout(timer); silent(); }
    };
    // One move at a time; of those made meanwhile the last of each control counts.
    source.move = (name, value) => { if (timer) queued.set(name, value); else send(name, value); };
    const read = () => {
      ({ figure: source.figure, ...source.view } = model.get("view"));
      if (source.view.answers >= sent) {
        clearTimeout(timer);
        timer = null;
        const [[name, value] = []] = queued;
        if (name !== undefined) { queued.delete(name); send(name, value); }
      }
    };
    model.on("change:view", () => { read(); source.panels.forEach((panel) => panel.show()); });
    read();
    return source;
  };

  /* ---- what anywidget calls, and what the output in the file calls ---- */
  const initialize = ({ model }) => {
    const key = model.get("key");
    const source = liveSource(model);
    const begin = () => {
      shared.sources.set(key, source);
      of(shared.panels, key).forEach((panel) => panel.take(source));
    };
    const end = () => {
      shared.sources.delete(key);
      [...source.panels].forEach((panel) => {
        if (!panel.saved) { panel.say("The kernel has ended. Run the cell again for live controls."); return; }
        panel.saved.note = `The kernel has ended: controls show the views kept in the file. ${panel.saved.kept} Run the cell again for live controls.`;
        panel.take(panel.saved);
      });
    };
    // A kernel that is restarted forgets its widgets, while the page keeps what it made of them.
    model.on("comm_live_update", end);
    model.on("change:view", () => { if (!shared.sources.has(key)) begin(); });
    begin();
    return end;
  };

  const render = ({ model, el }) => {
    const key = model.get("key");
    const panel = new Panel(el, shared.sources.get(key) || liveSource(model));
    of(shared.panels, key).add(panel);
    return () => { of(shared.panels, key).delete(panel); panel.source.panels.delete(panel); panel.watched.disconnect(); removeEventListener("keydown", panel.heed, true); };
  };

  const showSaved = (host, saved) => {
    if (!document.getElementById("ca-explorer-style")) document.head.append(element("style", { id: "ca-explorer-style", textContent: saved.style }));
    const source = saved.pack ? paintedSource(saved) : savedSource(saved);
    source.note = saved.kept;
    const panel = new Panel(host, source);
    panel.saved = source;
    of(shared.panels, saved.key).add(panel);
    const live = shared.sources.get(saved.key);
    if (live) panel.take(live);
  };

  return { initialize, render, showSaved };
})();
