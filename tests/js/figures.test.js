// How figures are unpacked, formed, laid out and drawn, each part alone, with as little of a page as it asks for.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const folder = path.join(__dirname, "../../src/ca_summit/report/template");
// The parts of the program that a part needs, and what a browser gives it.
const part = (name, files, given = {}) => {
  const text = files.map((file) => fs.readFileSync(path.join(folder, `${file}.js`), "utf8")).join("");
  return new Function(...Object.keys(given), `${text}; return ${name};`)(...Object.values(given));
};
const forms = part("figureForms", ["figure_forms"]);

/* ---- figure_forms.js ---- */

test("a long line is broken between words, and marks take no room", () => {
  const { wrap } = forms;
  assert.equal(wrap("one two three", 9), "one two<br>three");
  assert.equal(wrap('<span style="color: red">one</span> two', 9), '<span style="color: red">one</span> two');
  assert.equal(wrap("a<br/>b c", 1), "a<br>b<br>c");
  assert.equal(wrap("unbreakable", 3), "unbreakable", "no word is cut");
});

test("letters change their ink with the paper, templates and numbers stay", () => {
  const figure = { inks: { "#111111": "#eeeeee", "#222222": "#dddddd" } };
  const numbers = [1, 2];
  const node = { font: { color: "#111111" }, text: ['<b style="color:#222222">a</b>', null], template: { color: "#111111" }, y: numbers };
  const dark = forms.inked(figure, node, true);
  assert.deepEqual(dark, { font: { color: "#eeeeee" }, text: ['<b style="color:#dddddd">a</b>', null], template: { color: "#111111" }, y: numbers });
  assert.equal(dark.y, numbers, "numbers are not copied");
  assert.deepEqual(forms.inked(figure, dark, false), node);
  assert.equal(forms.inked({}, node, true), node);
});

test("short forms replace what their path names, and give it back", () => {
  const figure = { data: [{ text: ["long", "longer"] }, { y: [1] }], narrow: { "data[0].text": ["l", "m"], "title.text": "Short", "xaxis.title.text": "x", "data[7].text": "none" } };
  figure.whole = { title: { text: "A whole title" }, data: structuredClone(figure.data) };
  const short = forms.shortened(figure);
  assert.deepEqual(short, [{ text: ["l", "m"] }, { y: [1] }], "a trace that is not there is left alone");
  assert.deepEqual(figure.data[0].text, ["long", "longer"], "the figure itself stays whole");
  const back = Object.fromEntries(forms.shorts(figure, false));
  assert.deepEqual([back["title.text"], back["data[0].text"], back["xaxis.title.text"]], ["A whole title", ["long", "longer"], null]);
  const layout = {};
  forms.putAt(layout, "annotations[1].text", "b");
  assert.deepEqual(layout, { annotations: { 1: { text: "b" } } });
  assert.deepEqual([...forms.ofData("data[12].marker.size")].slice(1), ["12", "marker.size"]);
  assert.equal(forms.ofData("title.text"), null);
});

test("lanes and maps keep the height that their names need", () => {
  assert.equal(forms.leastFor({ yaxis: { tickvals: [1, 2, 3] } }, 390), 0);
  assert.equal(forms.leastFor({ yaxis: { tickvals: Array(8).fill(0) }, margin: { t: 10, b: 20 } }, 390), 10 + 20 + 48 * 8);
  assert.equal(forms.leastFor({ yaxis: { scaleanchor: "x" }, margin: { t: 10, b: 20 } }, 400), 330);
  assert.ok(forms.isMap({ layout: { yaxis: { scaleanchor: "x" } } }));
  assert.ok(!forms.isMap({ layout: { xaxis: { visible: false }, yaxis: {} } }));
  assert.ok(forms.hasRows({ data: [{ y: ["a", "b", "c", "d", "e", "f"] }] }));
  assert.ok(!forms.hasRows({ data: [{ y: [1, 2, 3, 4, 5, 6] }, {}] }));
  const world = { margin: { l: 10, r: 10, t: 20, b: 30 }, xaxis: { range: [-180, 180] }, yaxis: { range: [-60, 90], constrain: "domain" } };
  assert.equal(forms.worldHeight(world, 740, 600), 300 + 50);
  assert.equal(forms.worldHeight(world, 740, 200), 200);
  assert.equal(forms.worldHeight({ ...world, yaxis: {} }, 740, 600), 600);
});

/* ---- figure_heads.js ---- */

// A figure in the page: lines that say its head, one after the other.
const headed = (layout, beside = { t: 60, b: 30 }) => {
  const lines = {};
  const line = (name) => (lines[name] ??= { hidden: false, textContent: "", replaceChildren(...nodes) { this.textContent = nodes.join(""); } });
  const holder = { said: {}, figure: { layout, beside }, dataset: { height: "300" }, closest: () => null };
  const given = {
    Node: { TEXT_NODE: 3 },
    document: { createTextNode: (text) => text },
    DOMParser: class { parseFromString(text) { return { body: { childNodes: text ? [{ nodeType: 3, data: text }] : [] } }; } },
  };
  const heads = part("figureHeads", ["figure_forms", "themes", "figure_heads"], given)({ $: (name) => line(name.slice(5)), page: { isDark: () => false } });
  return { heads, holder, lines };
};

test("what the page says beside a figure is taken out of a change, the rest goes to plotly", () => {
  const note = { name: "ca_summit_source", text: "Old" };
  const { heads, holder, lines } = headed({ annotations: [{ text: "Aral" }, note] });
  const rest = heads.outside(holder, { "title.text": "New<br>title", "title.font.size": 9, "annotations[1].text": "A source", "annotations[0].text": "Sea", "yaxis.range": [0, 1] });
  assert.deepEqual(rest, { "annotations[0].text": "Sea", "yaxis.range": [0, 1] });
  assert.deepEqual([lines.title.textContent, lines.source.textContent], ["New title", "A source"]);
  const [drawn, said] = heads.parted(holder, { title: { text: "T", subtitle: { text: "S" } }, annotations: [{ text: "Sea" }, { ...note, text: "B" }] });
  assert.deepEqual(said, { title: "T", subtitle: "S", source: "B" });
  assert.deepEqual(drawn.annotations.map(({ visible }) => visible), [undefined, false]);
  heads.outside(holder, { "title.text": "" });
  assert.ok(lines.title.hidden, "an empty line takes no room");
});

test("a figure that keeps its head within itself is changed as it says", () => {
  const { heads, holder } = headed({ annotations: [] }, null);
  const change = { "title.text": "T" };
  assert.deepEqual(heads.parted(holder, change), [change, {}]);
});

test("beside a figure its head takes no room in it, and its axes measure nothing", () => {
  const layout = { title: { text: "T" }, margin: { l: 60, r: 8, t: 100, b: 70 }, height: 400, xaxis: { automargin: true }, annotations: [{ name: "ca_summit_key" }, { text: "a" }] };
  const { heads, holder } = headed(layout);
  const trimmed = heads.trimmed(holder, holder.figure, 1000);
  assert.deepEqual([trimmed.margin, trimmed.height, trimmed.title], [{ l: 52, r: 0, t: 40, b: 40 }, 310, undefined]);
  assert.deepEqual(trimmed.xaxis, { automargin: false, ticklabeloverflow: "allow" });
  assert.deepEqual(trimmed.annotations.map(({ visible }) => visible), [false, undefined]);
  assert.equal(layout.height, 400, "the figure itself stays as it is");
  const menus = headed({ ...layout, updatemenus: [{}] });
  assert.deepEqual(menus.heads.trimmed(menus.holder, menus.holder.figure, 1000).xaxis, { automargin: true });
  holder.figure.narrow = { "xaxis.dtick": 5 };
  holder.figure.whole = layout;
  assert.equal(heads.trimmed(holder, holder.figure, 390).xaxis.dtick, 5);
  assert.equal(heads.trimmed(holder, holder.figure, 800).xaxis.dtick, undefined);
});

/* ---- figure_layout.js ---- */

// A place for a figure in a page of a width: on a screen, by touch, large, on paper.
const placed = ({ width = 800, height = 400, own = "", touch = false, large = false, printing = false, figure = {} }) => {
  const style = { values: {}, setProperty(name, value) { this.values[name] = String(value); }, getPropertyValue(name) { return this.values[name] || ""; } };
  const classes = new Set();
  const holder = {
    style, figure: { data: [], layout: {}, ...figure }, dataset: { height: String(height), width: own }, clientWidth: width, parentElement: { clientWidth: width },
    classList: { add: (name) => classes.add(name) }, classes,
    closest: (name) => (name === "figure.large" ? large : { children: [{ offsetHeight: 30, offsetTop: 0 }, { offsetHeight: height, offsetTop: 30 }] }),
  };
  holder.offsetHeight = height;
  const page = { printing, isDark: () => false, opaque: (colour) => colour === "white", themed: () => ({ themed: true }) };
  const given = { matchMedia: () => ({ matches: touch }), getComputedStyle: () => ({ getPropertyValue: () => "" }), innerHeight: 900 };
  const heads = { trimmed: (_, { layout }) => ({ margin: {}, ...structuredClone(layout) }) };
  const layouts = part("figureLayout", ["figure_forms", "wall", "figure_layout"], given)({ page, heads, slides: { onStage: () => false } });
  return { holder, ...layouts, layout: () => layouts.layoutFor(holder, holder.figure) };
};

test("a figure takes the width of its place and keeps its height", () => {
  const { holder, layout } = placed({ figure: { layout: { height: 500, paper_bgcolor: "red" } } });
  const { width, height, autosize, template } = layout();
  assert.deepEqual([width, height, autosize, template], [800, 500, false, { themed: true }]);
  assert.equal(holder.style.height, "500px");
  assert.equal(holder.figure.layout.width, undefined);
  const own = placed({ figure: { layout: { paper_bgcolor: "white", template: { mine: 1 } }, look: "author" } });
  assert.deepEqual(own.layout().template, { mine: 1 });
  assert.ok(own.holder.classes.has("own-colours"));
});

test("a width that was observed is not measured again before the figure is drawn", () => {
  const { holder, widths, layout } = placed({});
  widths.set(holder, 640);
  Object.defineProperty(holder, "clientWidth", { get() { assert.ok(holder.placed, "measured"); return 700; } });
  assert.equal(layout().width, 640);
  holder.placed = true;
  assert.equal(layout().width, 700);
});

test("a figure whose author gave its width is scaled as a whole", () => {
  const { holder, layout } = placed({ width: 500, own: "1000", height: 600 });
  const { width, height } = layout();
  assert.deepEqual([width, height], [1000, 600]);
  assert.equal(holder.style.getPropertyValue("--scale"), "0.5");
  assert.equal(holder.style.marginBottom, "-300px");
  const paper = placed({ width: 5, own: "1320", printing: true });
  paper.layout();
  assert.equal(paper.holder.style.zoom, "0.5", "on paper the sheet gives the room, and a box that is only scaled would widen it");
});

test("on a narrow screen a title is broken and a chart gets flatter, but rows stay", () => {
  const figure = { layout: { height: 800, title: { text: "A title of many words that is longer than a narrow screen is wide" } } };
  const narrow = placed({ width: 360, figure }).layout();
  assert.ok(narrow.title.text.includes("<br>"));
  assert.equal(narrow.title.font.size, 15);
  assert.equal(narrow.height, 432);
  assert.equal(placed({ width: 360, figure: { ...figure, data: [{ y: ["a", "b", "c", "d", "e", "f"] }] } }).layout().height, 800);
  assert.equal(placed({ width: 1200, figure }).layout().title.text, figure.layout.title.text);
});

test("a finger scrolls the page until a figure is opened large", () => {
  const figure = { own: true, layout: { scene: {}, scene2: {} } };
  const small = placed({ touch: true, figure });
  const { dragmode, scene, scene2 } = small.layout();
  assert.deepEqual([dragmode, scene, scene2], [false, { dragmode: false }, { dragmode: false }]);
  assert.equal(small.config({}, small.holder).displayModeBar, false);
  const large = placed({ touch: true, large: true, figure });
  assert.equal(large.layout().dragmode, undefined);
  assert.equal(large.config({}, large.holder).displayModeBar, true);
  assert.equal(large.layout().height, 900 - 30 - 24);
});

test("nothing that an author configures makes a figure send or load", () => {
  const { config, holder } = placed({ figure: { own: false } });
  const made = config({ plotlyServerURL: "https://example.org", topojsonURL: "https://example.org", showSendToCloud: true, showLink: true, scrollZoom: true }, holder);
  assert.deepEqual([made.plotlyServerURL, made.topojsonURL, made.showSendToCloud, made.showLink, made.scrollZoom], ["", "", false, false, true]);
  assert.equal(made.modeBarButtonsToRemove, undefined);
});

test("a map begins its window anew at another size unless the reader has zoomed", () => {
  const { windowOf, holder } = placed({ figure: { layout: { xaxis: { range: [1, 2] }, yaxis: { range: [3, 4], scaleanchor: "x" } } } });
  assert.deepEqual(windowOf(holder), { "xaxis.range": [1, 2], "yaxis.range": [3, 4] });
  holder.zoomed = true;
  assert.deepEqual(windowOf(holder), {});
});

/* ---- loading.js ---- */

// A page that carries figures; plotly.js keeps kinds back and tells what was registered.
const loaded = (figures, { kinds = {}, starts = true } = {}) => {
  const window = {};
  const registered = [];
  const idle = [];
  const texts = { _settings: "{}", _specs: [{ rows: {} }, ...figures].map((line) => JSON.stringify(line)).join("\n"), _plotly: "program" };
  const scripts = [];
  const document = {
    getElementById: (id) => (id in texts ? { textContent: texts[id] } : null),
    createElement: () => ({ remove() {} }),
    head: { append: (script) => { scripts.push(script.textContent); if (starts) window.Plotly = { unregistered: Object.fromEntries(Object.entries(kinds).map(([kind, name]) => [kind, () => ({ name })])), register: (module) => registered.push(module.name) }; } },
  };
  window.requestIdleCallback = (then) => idle.push(then);
  const { unfold } = part("packed", ["packed"]);
  const parts = part("pageParts", ["loading"], {
    document, window, Element: class {}, outlines: { of: () => null }, textSizes: { serve() {} }, wheels: { wait() {} },
    packed: { unpack: async (text) => text, unfold },
  });
  return { parts, registered, scripts, idle, window };
};
const KINDS = { bar: "bar", pie: "pie", heatmap: "heatmap", box: "box", surface: "surface" };

test("plotly.js is started once, and one that does not start is told", async () => {
  const { parts, scripts } = loaded([{ data: [] }]);
  assert.equal(parts.figure(0), null, "before the page has read them there is none");
  assert.equal(parts.started(), false);
  await Promise.all([parts.start(), parts.start()]);
  assert.deepEqual(scripts, ["program"]);
  assert.ok(parts.started());
  assert.deepEqual(parts.figure(0), { data: [] });
  await assert.rejects(loaded([], { starts: false }).parts.start(), /did not start/);
});

test("kinds are registered before a figure that names them, wherever it does, and once", async () => {
  const figure = {
    data: [{ type: "bar" }, { y: [1, "box plot"] }],
    layout: { template: { data: { surface: [{ type: "surface" }] } }, updatemenus: [{ buttons: [{ args: [{ type: ["heatmap"] }] }] }] },
    frames: [{ data: [{ type: "pie" }] }],
  };
  const { parts, registered } = loaded([figure, { data: [{ type: "bar" }, { type: "box" }] }], { kinds: KINDS });
  await parts.start();
  assert.deepEqual(registered, [], "none before a figure asks");
  assert.deepEqual(parts.figure(0), figure);
  assert.deepEqual([...registered].sort(), ["bar", "heatmap", "pie"]);
  parts.figure(1);
  assert.deepEqual([...registered].sort(), ["bar", "box", "heatmap", "pie"]);
});

test("the other kinds are registered one at a time, each when the reader does nothing", async () => {
  const { parts, registered, idle, window } = loaded([{ data: [{ type: "pie" }] }], { kinds: KINDS });
  await parts.start();
  parts.figure(0);
  parts.registerRest();
  parts.registerRest();
  for (let turn = 1; idle.length; turn += 1) {
    idle.shift()();
    assert.equal(registered.length, 1 + turn);
  }
  assert.deepEqual([...registered].sort(), Object.keys(KINDS).sort());
  assert.deepEqual(window.Plotly.unregistered, {});
});

test("if a kind is not what its name says, all are registered before anything is drawn", async () => {
  const { parts, registered } = loaded([{ data: [{ type: "bar" }] }], { kinds: { ...KINDS, bar: "pie", pie: "bar" } });
  await parts.start();
  parts.figure(0);
  assert.deepEqual([...registered].sort(), Object.keys(KINDS).sort());
});

test("a plotly.js that keeps nothing back draws as it is", async () => {
  const { parts, window } = loaded([{ data: [{ type: "bar" }] }]);
  await parts.start();
  delete window.Plotly.unregistered;
  parts.registerRest();
  assert.deepEqual(parts.figure(0).data, [{ type: "bar" }]);
});

/* ---- figures.js ---- */

// A page of some figures whose drawing is only noted; ``broken`` ones cannot be drawn.
const drawing = (count, { broken = [], old = false } = {}) => {
  const drawn = [];
  const asked = [];
  const root = { dataset: {} };
  const tables = [];
  const watching = {};
  const watched = new Set();
  const text = { append() {}, hidden: true };
  const plots = Array.from({ length: count }, (_, number) => {
    const classes = new Set();
    const table = { open: false };
    tables.push(table);
    return {
      dataset: { spec: String(number) }, children: [], _fullLayout: {}, classList: { add: (name) => classes.add(name), contains: (name) => classes.has(name) }, classes,
      on() {}, textContent: "", replaceChildren() {}, append(node) { this.children.push(node); }, closest: () => ({ table }),
      parentElement: {}, getBoundingClientRect: () => ({ top: 0, bottom: 0 }),
    };
  });
  const Plotly = { newPlot: async (holder) => { drawn.push(plots.indexOf(holder)); if (broken.includes(plots.indexOf(holder))) throw new Error("no such trace"); }, relayout: async () => {} };
  class IntersectionObserver {
    constructor(told) { watching.near = (holder) => told([{ isIntersecting: true, target: holder }]); watching.far = (holder) => told([{ isIntersecting: false, target: holder }]); }
    observe(holder) { watched.add(holder); }
    unobserve(holder) { watched.delete(holder); }
  }
  const $$ = (selector) => (selector === ".plot.drawn" ? plots.filter(({ classes }) => classes.has("drawn")) : []);
  const given = {
    document: { documentElement: root, createElement: () => ({ dataset: {} }), body: text }, window: { Plotly }, IntersectionObserver,
    ResizeObserver: class { observe() {} }, requestAnimationFrame: (then) => then(), addEventListener() {}, innerHeight: 900, performance,
    pageParts: { start: async () => {}, registerRest() {}, figure: (number) => { asked.push(number); return { data: [], layout: {} }; } },
  };
  const pageFigures = part("pageFigures", ["toolbars", "figure_forms", "figures"], given);
  const layouts = { noPointer: {}, authoredWidth: () => 0, widths: new Map(), layoutFor: () => ({ width: 800, height: 400 }), windowOf: () => ({}), config: () => ({}) };
  const figures = pageFigures({
    $: (selector, from) => (selector === "details.data" ? from.table : selector === ".modebar" ? null : text), $$, element: () => ({}), words: { draw_failed: "Not drawn" }, plots, old,
    page: { isDark: () => false }, heads: { PARTS: {} }, controls: { addControls() {} }, layouts,
  });
  return { figures, plots, drawn, asked, root, tables, watching, watched, text };
};
const soon = () => new Promise((done) => { setTimeout(done, 20); });

test("a figure is drawn when it comes near, and only once", async () => {
  const { plots, drawn, asked, root, watching, watched } = drawing(3);
  await soon();
  assert.deepEqual([watched.size, drawn], [3, []], "nothing is drawn before it is near");
  watching.far(plots[0]);
  watching.near(plots[1]);
  watching.near(plots[1]);
  await soon();
  assert.deepEqual([drawn, asked, watched.has(plots[1])], [[1], [1], false]);
  assert.equal(root.dataset.figures, "1/3");
});

test("asked for all, figures are drawn in their order, those that are there not again", async () => {
  const { figures, plots, drawn } = drawing(4);
  await figures.draw(plots[2]);
  await figures.drawAll();
  assert.deepEqual(drawn, [2, 0, 1, 3]);
});

test("a figure that cannot be drawn says so, opens its table and stops no other", async () => {
  const { figures, plots, tables, root } = drawing(3, { broken: [1] });
  await figures.drawAll();
  assert.deepEqual(plots.map(({ classes }) => [...classes][0]), ["drawn", "failed", "drawn"]);
  const [note] = plots[1].children;
  assert.deepEqual([note.textContent, note.dataset.cause], ["Not drawn", "no such trace"]);
  assert.deepEqual(tables.map(({ open }) => open), [false, true, false]);
  assert.equal(root.dataset.figures, "2/3");
  await figures.relay(plots[1]);
});

test("a browser that is too old is told so and is asked for nothing", async () => {
  const { plots, drawn, watched, text } = drawing(2, { old: true });
  await soon();
  assert.deepEqual([drawn, watched.size, text.hidden], [[], 0, false]);
  assert.ok(plots.every(({ classes }) => classes.has("failed")));
});
