// Parts of the page's program that work on its nodes, each alone on nodes made for the test.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const folder = path.join(__dirname, "../../src/ca_summit/report/template");
// A part with what it finds around it: other parts and what a browser gives.
const part = (file, name, around = {}) => new Function(...Object.keys(around), `${fs.readFileSync(path.join(folder, file), "utf8")}; return ${name};`)(...Object.values(around));
const element = (tagName, properties = {}, ...children) => Object.assign({ tagName: tagName.toUpperCase(), dataset: {}, style: {}, children, attributes: {},
  setAttribute(key, value) { this.attributes[key] = value; }, append(...more) { this.children.push(...more); } }, properties);
// What listens, by the name of the event.
const listening = () => {
  const heard = {};
  return { heard, addEventListener: (kind, listener) => { (heard[kind] ??= []).push(listener); } };
};
const soon = () => new Promise((done) => setImmediate(done));

const forms = part("figure_forms.js", "figureForms");
class Words { parseFromString(text) { return { body: { textContent: text.replaceAll("&amp;", "&") } }; } }
// Controls of a figure whose frames are named by the places of its choices.
const controlled = (layout, names) => {
  const played = [];
  const Plotly = { animate: async (_, [frame]) => { played.push(frame); }, update: async () => {}, relayout: async () => {}, restyle: async (_, change) => { played.push(change); } };
  const { addControls } = part("controls.js", "figureControls", { figureForms: forms, DOMParser: Words, window: { Plotly } })({
    element, words: { controls: "Controls", play: "Play", pause: "Pause" }, page: { isDark: () => false }, heads: { outside: (_, change) => change },
  });
  const holder = { figure: { frames: names.map((name) => ({ name })) }, before: (box) => { holder.box = box; } };
  addControls(holder, layout);
  return { holder, played, parts: holder.box?.children ?? [] };
};
const step = (label, frame) => ({ label, method: "animate", args: [[frame], {}] });
const choose = (control, place) => { Object.assign(control, { value: String(place) }); control.onchange(); };

test("a choice keeps what the other menus chose", () => {
  const menus = [{ name: "Indicator", buttons: [step("a &amp; b", "0|0"), step("c", "1|0")] }, { name: "Year", buttons: [step("2010", "0|0"), step("2020", "0|1")] }];
  const { parts: [indicator, year], played } = controlled({ updatemenus: menus }, ["0|0", "0|1", "1|0", "1|1"]);
  assert.deepEqual([indicator.attributes["aria-label"], indicator.children[0].textContent], ["Indicator", "a & b"]);
  choose(year, 1);
  choose(indicator, 1);
  choose(year, 0);
  assert.deepEqual(played, ["0|1", "1|1", "1|0"]);
});

test("where no frame holds all choices together the other menus go back, and show it", () => {
  const menus = [{ buttons: [step("a", "0|0"), step("b", "1|0")] }, { buttons: [step("c", "0|0"), step("d", "0|1")] }];
  const { parts: [first, second], played } = controlled({ updatemenus: menus }, ["0|0", "0|1", "1|0"]);
  choose(second, 1);
  choose(first, 1);
  assert.deepEqual(played, ["0|1", "1|0"]);
  assert.equal(second.value, 0);
});

test("a slider says where it stands, also when frames play", () => {
  const { holder, parts: [label] } = controlled({ sliders: [{ currentvalue: { prefix: "Year " }, active: 1, steps: [step("2010", "a"), step("2020", "b")] }] }, []);
  const [name, range, shown] = label.children;
  assert.deepEqual([name.textContent, shown.textContent, range.attributes["aria-valuetext"]], ["Year", "2020", "2020"]);
  holder.onframe("a");
  assert.deepEqual([range.value, shown.textContent], [0, "2010"]);
  holder.onframe("elsewhere");
  assert.equal(shown.textContent, "2010");
});

test("of several buttons one is pressed, and what was interrupted is no fault", async () => {
  const { parts: [whole], played } = controlled({ updatemenus: [{ type: "buttons", active: 1, buttons: [{ label: "then", method: "restyle", args: [{ x: 1 }] }, { label: "▶", method: "skip" }] }] }, []);
  const pressed = () => whole.children.map(({ ariaPressed }) => ariaPressed);
  assert.deepEqual(pressed(), ["false", "true"]);
  assert.equal(whole.children[1].ariaLabel, "Play");
  whole.children[0].onclick();
  assert.deepEqual([pressed(), played], [["true", "false"], [{ x: 1 }]]);
  whole.children[1].onclick();
  assert.equal(played.length, 1);
  await soon();
  assert.equal(controlled({ updatemenus: [{ visible: false, buttons: [step("a", "b")] }] }, []).parts.length, 0);
});

// Contents over an address that leads into two folds.
const contents = (hash) => {
  const { heard, addEventListener } = listening();
  const outer = { tagName: "DETAILS", open: false };
  const inner = { tagName: "DETAILS", open: false, parentElement: outer };
  const target = { tagName: "H2", parentElement: inner, hasAttribute: () => true, focus() { this.focused = true; } };
  const document = { getElementById: (id) => ({ way: target, "%E0%A4%A": target, дорога: target })[id] };
  part("contents.js", "followContents", { addEventListener, document, location: { hash }, matchMedia: () => ({ matches: false }), window: {}, requestAnimationFrame: () => {} })({ $: () => null, $$: () => [], laidOut: () => true });
  return { outer, inner, target, heard };
};

test("an address opens every fold above its target, one that cannot be decoded too", () => {
  for (const hash of ["#way", "#%E0%A4%A", "#%D0%B4%D0%BE%D1%80%D0%BE%D0%B3%D0%B0"]) {
    const { outer, inner, target } = contents(hash);
    assert.deepEqual([outer.open, inner.open, target.focused], [true, true, true], hash);
  }
  const { outer, heard } = contents("#nowhere");
  assert.equal(outer.open, false);
  heard.hashchange.forEach((listener) => listener());
});

// A figure with a table whose rows are packed away, and its sources.
const furnished = (parts) => {
  const { heard, addEventListener } = listening();
  const rows = [];
  const table = { tBodies: [{ append: (body) => rows.push(...body.made) }] };
  const left = { remove() { this.gone = true; } };
  const first = { dataset: { n: "" }, textContent: "1250000.5" };
  const figure = { id: "figure_1", closest: () => ({ lang: "en" }) };
  const document = {
    addEventListener,
    createDocumentFragment: () => ({ made: [], append(row) { this.made.push(row); } }),
    createElement: () => ({ cells: [], insertCell() { this.cells.push({ dataset: {} }); return this.cells.at(-1); } }),
  };
  let asked = 0;
  const read = async () => { asked += 1; return parts; };
  const $ = (selector, from) => (selector === "table" ? table : selector === ".left" ? left : from?.found?.[selector] ?? parts.nodes?.[selector]);
  const made = part("tables.js", "figureTables", { document, packed: { unfold: (value) => value }, bibliography: { entry: (entry) => JSON.stringify(entry) } })({
    $, $$: (selector, from) => (selector === "td[data-n]" ? [first] : from.found[selector]), element, words: { bibtex: "BibTeX" }, read, old: false, changed: () => { left.told = true; },
  });
  return { made, figure, rows, left, heard, first, asked: () => asked };
};

test("rows packed away are put into a table once, numbers in groups and as they are, gaps empty", async () => {
  const { made, figure, rows, left, first, asked } = furnished({ rows: { figure_1: [["a", null], [2003, 78250000.125]] } });
  await Promise.all([made.fill(figure), made.fill(figure)]);
  assert.deepEqual(rows.map(({ cells }) => cells.map(({ textContent, dataset }) => [textContent, dataset.n])), [[["a", undefined], ["2003", 2003]], [["", undefined], ["78,250,000.125", 78250000.125]]]);
  assert.deepEqual([first.textContent, first.dataset.n], ["1,250,000.5", "1250000.5"]);
  assert.deepEqual([left.gone, left.told, asked()], [true, true, 1]);
});

test("links to a run of sources become their whole entries", () => {
  const replaced = [];
  const refs = { replaceWith: (...nodes) => replaced.push(...nodes) };
  const entry = (text) => ({ cloneNode: () => ({ childNodes: [text] }) });
  const nodes = Object.fromEntries([2, 3, 4, 7].map((number) => [`#source_${number}`, entry(`source ${number}`)]));
  const { heard } = furnished({ rows: {}, nodes });
  const box = { open: true, matches: (kind) => kind === "details.sources", found: { ".refs a": [{ hash: "#source_2", dataset: { to: "4" } }, { hash: "#source_7", dataset: {} }], ".refs": refs } };
  heard.toggle.forEach((listener) => listener({ target: box }));
  const [list, button] = replaced;
  assert.deepEqual(list.children.map(({ value, children }) => [value, ...children]), [[2, "source 2"], [3, "source 3"], [4, "source 4"], [7, "source 7"]]);
  assert.equal(button.dataset.sources, "2 3 4 7");
});

test("a table is saved under the name of its figure, with all rows, guarded", async () => {
  const links = [];
  const document = { createElement: () => ({ click() { links.push(this); } }) };
  const blobs = [];
  const address = { createObjectURL: (blob) => { blobs.push(blob); return "blob:1"; }, revokeObjectURL: () => {} };
  const filled = [];
  const cells = (texts) => texts.map((textContent) => ({ textContent, dataset: textContent === "2,003,000.5" ? { n: "2003000.5" } : {} }));
  const rows = [["well", "depth"], ["=1+1", "-2"], ["Aral", "2,003,000.5"]];
  const said = [];
  const { csv } = part("saving.js", "saving", { document, URL: address, setTimeout: () => {}, csvFile: part("csv.js", "csvFile") })({
    $: () => ({}), $$: (selector, from) => (selector === "tr" ? rows : cells(from)), words: { downloaded: "Saved" }, say: (text) => said.push(text), page: {}, heads: {}, figures: {},
    tables: { fill: async (figure) => filled.push(figure.id) },
  });
  await csv({ id: "figure_3" });
  assert.deepEqual([links[0].download, filled, said], ["figure-3.csv", ["figure_3"], ["Saved: figure-3.csv"]]);
  const bytes = new Uint8Array(await blobs[0].arrayBuffer());
  assert.deepEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf], "spreadsheets see by these bytes that it is UTF-8");
  assert.equal(await blobs[0].text(), "well,depth\r\n'=1+1,-2\r\nAral,2003000.5\r\n");
});

test("what is copied goes another way where the page may not use the clipboard", async () => {
  const box = { select() { this.selected = true; }, remove() { this.gone = true; } };
  const done = [];
  const document = { createElement: () => box, body: { append: () => {} }, execCommand: (command) => done.push(command) };
  const navigator = { clipboard: { writeText: async () => { throw new Error("not allowed"); } } };
  let later = null;
  const { copy } = part("saving.js", "saving", { document, navigator, setTimeout: (call) => { later = call; } })({ $: null, $$: null, words: { copied: "Copied" }, say: () => {}, page: {}, heads: {}, tables: {}, figures: {} });
  const button = { textContent: "Copy" };
  await copy(Promise.resolve("x = 1"), button);
  assert.deepEqual([box.value, box.selected, box.gone, done, button.textContent], ["x = 1", true, true, ["copy"], "Copied"]);
  later();
  assert.equal(button.textContent, "Copy");
});

// A page with three sources, the first named by a figure that is read, and a folded figure.
const onPaper = ({ links }) => {
  const { heard, addEventListener } = listening();
  const items = links.map((link) => ({ link, dataset: {}, classList: { toggle: (name, on) => { link.unread = on; } } }));
  const [open, folded] = [{ shown: true, classList: { contains: () => false } }, { shown: false, classList: { contains: () => false } }];
  const list = { open: false };
  const state = { redrawn: [], page: { printing: false } };
  const $$ = (selector, from) => ({
    ".source-list a": links, ".source-list li": items, "figure.fig": [{ shown: true, own: [{ hash: "#source_1", dataset: { to: "2" } }] }, { shown: false, own: [{ hash: "#source_3", dataset: {} }] }],
    ".refs a": from?.own ?? [], "details.all-sources:not([open])": list.open ? [] : [list],
    ".scroll > table": [state.table],
  })[selector] ?? (selector.startsWith(".cell > .html") ? state.blocks : []);
  state.table = { scrollWidth: 3000, style: {} };
  state.blocks = [{ scrollWidth: 2640, parentElement: { clientWidth: 660 }, style: {} }, { scrollWidth: 660, parentElement: { clientWidth: 660 }, style: {} }];
  const around = { addEventListener, document: { documentElement: { classList: { add: () => {}, remove: () => {} } } }, getComputedStyle: () => ({ fontSize: "17px" }), SHEET: { width: 660, height: 700 }, pageParts: { started: () => true } };
  part("printing.js", "printedPage", around)({
    $: () => null, $$, element, plots: [Object.assign(open, { placed: true }), folded], laidOut: (node) => node.shown, page: state.page,
    figures: { relay: (holder) => state.redrawn.push(holder), relayInTurns: () => { state.after = true; } },
  });
  return { heard, state, list, items, open };
};

test("paper holds the sources of what is read, each with its number and where it is found", () => {
  const links = [
    { hostname: "www.example.org", pathname: "/a", search: "", textContent: "A title", dataset: {} },
    { hostname: "example.org", pathname: "/%D0%B0/%E0%A4%A", search: "?b", textContent: "id-1", dataset: {} },
    { hostname: "example.net", pathname: "/c", search: "", textContent: "example.net/c", dataset: {} },
  ];
  const { heard, state, list, items, open } = onPaper({ links });
  heard.beforeprint.forEach((listener) => listener());
  assert.deepEqual(links.map(({ dataset }) => dataset.host), ["example.org", "example.org/%D0%B0/%E0%A4%A?b", ""]);
  assert.deepEqual([links.map(({ unread }) => unread), items.map(({ dataset }) => dataset.number)], [[false, false, true], [1, 2, 3]]);
  assert.deepEqual([state.page.printing, list.open, state.redrawn], [true, true, [open]], "what is folded is not drawn");
  assert.equal(Math.round(1000 * Number(state.table.style.zoom)), 267, "3000 pixels of 17 on a sheet of 660 of 14");
  assert.deepEqual(state.blocks.map(({ style }) => style.zoom), ["0.25", undefined], "2640 pixels on a sheet of 660");
  heard.afterprint.forEach((listener) => listener());
  assert.deepEqual([state.page.printing, list.open, state.table.style.zoom, state.after], [false, false, "", true]);
});

test("a title has the room of its lines above the drawing", () => {
  const { titleRoom } = forms;
  assert.equal(titleRoom(17, "", "", false), 24);
  assert.ok(titleRoom(17, "one", "", false) >= 44, "its letters begin inside the figure");
  // Where plotly.js draws them, in pixels from the top of a margin of that height.
  const bottom = (margin, lines, sub) => margin / 2 - 18 + 23 * lines + (sub ? 6 + 17 : 0);
  for (const lines of [1, 2, 3, 5]) for (const sub of ["", "years"]) {
    const room = titleRoom(17, Array(lines).fill("a").join("<br>"), sub, false);
    assert.ok(bottom(room, lines, sub) <= room, `${lines} lines, “${sub}”: ${bottom(room, lines, sub)} in ${room}`);
  }
  assert.ok(titleRoom(17, "a<br>b<br>c", "", true) < titleRoom(17, "a<br>b<br>c", "", false), "a title placed at the top wastes none");
});
