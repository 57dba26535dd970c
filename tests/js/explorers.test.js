// What an explorer does with views before any page is there. Run by tests/test_report_js.py, or: node --test tests/js
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const folder = path.join(__dirname, "../../src/ca_summit/explorers/front");
const views = new Function(`${fs.readFileSync(path.join(folder, "views.js"), "utf8")}; return figureViews;`)();

test("the program of the explorers is free of faults of grammar", () => {
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".js"))) {
    execFileSync(process.execPath, ["--check", path.join(folder, file)]);
  }
});

test("a frame changes what it names and leaves the figure it is laid over as it was", () => {
  const figure = { data: [{ y: [1, 2], marker: { color: "red", size: 3 } }, { y: [5] }], layout: { title: { text: "one" }, annotations: [{ text: "a" }, { text: "b" }] } };
  const before = JSON.stringify(figure);
  const frame = { name: "1", traces: [0], data: [{ y: [7], marker: { color: "blue" } }], layout: { title: { text: "two" }, annotations: [{ text: "c" }] } };
  const made = views.framed(figure, frame);
  assert.deepEqual(made.data, [{ y: [7], marker: { color: "blue", size: 3 } }, { y: [5] }]);
  assert.deepEqual(made.layout, { title: { text: "two" }, annotations: [{ text: "c" }, { text: "b" }] });
  assert.equal(JSON.stringify(figure), before);
});

test("the choice just made holds; of the others as few change as can, and by as little", () => {
  const names = ["0|0", "0|1", "0|4", "1|0", "1|3", "2|3"];
  assert.equal(views.nearest(names, [1, 0], 0), "1|0");
  assert.equal(views.nearest(names, [1, 4], 0), "1|3");
  assert.equal(views.nearest(names, [2, 0], 0), "2|3");
  assert.equal(views.nearest(names, [0, 3], 1), "1|3");
  assert.equal(views.nearest(names, [0, 9], 1), null);
});

test("short forms replace what their paths name, and a path that leads nowhere nothing", () => {
  const figure = { data: [{ text: ["Kazakhstan"] }], layout: { title: { text: "long" }, annotations: [{}, {}, { text: "long" }] } };
  const made = views.shortened(figure, { "data[0].text": ["KAZ"], "title.text": "short", "annotations[2].text": "s", "annotations[7].text": "x" });
  assert.deepEqual(made, { data: [{ text: ["KAZ"] }], layout: { title: { text: "short" }, annotations: [{}, {}, { text: "s" }] } });
  assert.equal(figure.layout.title.text, "long");
});

test("a figure of the user's own follows a dark page, unless it has colours of its own", () => {
  const dark = views.darkened({ template: { layout: { font: { size: 9, color: "#000" }, paper_bgcolor: "white" } } });
  assert.equal(dark.template.layout.font.size, 9);
  assert.notEqual(dark.template.layout.font.color, "#000");
  assert.notEqual(dark.template.layout.paper_bgcolor, "white");
  for (const own of [{ paper_bgcolor: "#eee" }, { plot_bgcolor: "#eee" }, { font: { color: "red" } }]) assert.deepEqual(views.darkened(own), own);
});

test("letters get the ink of dark paper everywhere, and nothing else changes", () => {
  const figure = { data: [{ textfont: { color: "#111111" }, fillcolor: "#222222" }], layout: { title: { text: '<span style="color:#111111">a</span>' } } };
  const made = views.inked(figure, { "#111111": "#EEEEEE" });
  assert.equal(made.data[0].textfont.color, "#EEEEEE");
  assert.equal(made.data[0].fillcolor, "#222222");
  assert.match(made.layout.title.text, /#EEEEEE/);
});

test("a point lies in a land, not in its neighbour, not in the hole of a ring", () => {
  const xs = [0, 10, 10, 0, 0, null, 4, 6, 6, 4, 4];
  const ys = [0, 0, 10, 10, 0, null, 4, 4, 6, 6, 4];
  assert.equal(views.inside(xs, ys, 2, 2), true);
  assert.equal(views.inside(xs, ys, 5, 5), false);
  assert.equal(views.inside(xs, ys, 12, 5), false);
});
