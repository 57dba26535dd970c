// Parts of the page's program, each alone. Run by tests/test_report_js.py, or: node --expose-internals --test tests/js
const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const folder = path.join(__dirname, "../../src/ca_summit/report/template");
const part = (file, name) => new Function(`${fs.readFileSync(path.join(folder, file), "utf8")}; return ${name};`)();
const python = (code, input) => execFileSync(process.env.PYTHON || "python3", ["-c", code], { input, maxBuffer: 1e9 }).toString();

test("what Python packs, the page unpacks, references to far back included", async () => {
  const packed = part("packed.js", "packed");
  const noise = Array.from({ length: 40000 }, (_, at) => ((at * 2654435761) % 4294967296).toString(36)).join(" ");
  for (const text of ["", "Арал <&>", noise + "between" + noise]) {
    const made = python("import sys; from ca_summit.report.compress import pack; sys.stdout.write(pack(sys.stdin.buffer.read().decode()))", text);
    assert.equal(await packed.unpack(made), text);
  }
});

test("numbers written as steps come back, and keys that look like ours stay", () => {
  const packed = part("packed.js", "packed");
  const figure = { y: Array.from({ length: 30 }, (_, at) => (at % 7 ? Math.round(at * 37) / 100 : null)), $d: 3, $s: { $v: [1] }, deep: [{ x: [1, "a"] }] };
  const made = python("import sys, json; from ca_summit.report.json_numbers import steps; print(json.dumps(steps(json.load(sys.stdin))))", JSON.stringify(figure));
  assert.match(made, /"\$d": 2/);
  assert.deepEqual(packed.unfold(JSON.parse(made)), figure);
});

test("a spreadsheet runs no cell of a CSV file", () => {
  const { guarded } = part("csv.js", "csvFile");
  for (const cell of ["=1+1", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\uff1d1+1", "\uff0b1", "  =1", "\u00a0=1", "-", "=", "-1-1"]) {
    assert.match(guarded(cell), /^[\s\u00a0]*'/u, cell);
  }
  assert.equal(guarded("a;=1+1"), "a;'=1+1");
  for (const unseen of ["\u200b", "\u2060", "\ufeff", "\xad", "\0", "\v", "\x7f", "\x85", "\u061c", "\u202e", "\u2066", "\u3164", "\ue000"]) assert.equal(guarded(`${unseen}=1`), `${unseen}'=1`);
  for (const small of ["\ufe66", "\ufe62", "\ufe63", "\ufe6b"]) assert.equal(guarded(`${small}1`), `'${small}1`);
  assert.equal(guarded("two\n=1"), "two\n'=1");
});

test("numbers and words of a CSV file stay as they are", () => {
  const { guarded, quoted, text } = part("csv.js", "csvFile");
  for (const cell of ["-5", "+7", "-1.25e-7", "-1 234,5", ".5", "-.5", "-12 %", "words - and more", "a+b=c", "1990, -3", "2025-11-06", ""]) assert.equal(guarded(cell), cell);
  assert.equal(quoted('He said "well", twice'), '"He said ""well"", twice"');
  assert.equal(text([["a", "b;c"], ["1", "=2"]]), 'a,"b;c"\r\n1,\'=2');
});

test("each part of the world has its countries and their coasts", () => {
  const outlines = part("outlines.js", "outlines");
  const world = JSON.parse(fs.readFileSync(path.join(folder, "outlines.json"), "utf8"));
  assert.equal(outlines.of(world, "world_110m"), world);
  const codes = (name) => outlines.of(world, name).objects.countries.geometries.map(({ id }) => id);
  assert.deepEqual(codes("usa_110m"), ["USA"]);
  assert.ok(codes("africa_50m").includes("EGY") && !codes("africa_50m").includes("FRA"));
  assert.ok(codes("asia_110m").includes("KAZ"));
  const europe = outlines.of(world, "europe_110m");
  const france = europe.objects.countries.geometries.find(({ id }) => id === "FRA");
  assert.equal(france.arcs.length, world.objects.countries.geometries.find(({ id }) => id === "FRA").arcs.length - 1, "without Guiana");
  assert.ok(europe.objects.coastlines.arcs.length > 20);
});

test("a source becomes a BibTeX entry that TeX can read", () => {
  const { entry } = part("bibtex.js", "bibliography");
  const made = entry({ key: "paper 4:x", before: "Office 4; Bureau (A; B): ", title: "50% of {all} #wells", after: " (2019-05-01). CC BY 4.0.", url: "https://example.org/4", read: "read in translation" });
  assert.equal(made, [
    "@misc{paper-4:x,",
    "  author = {{Office 4} and {Bureau (A; B)}},",
    "  title = {{50\\% of \\{all\\} \\#wells}},",
    "  year = {2019},",
    "  url = {https://example.org/4},",
    "  note = {CC BY 4.0. read in translation},",
    "}",
  ].join("\n"));
  assert.equal(entry({ key: "a", before: "", title: "T", after: "", url: "" }), "@misc{a,\n  title = {{T}},\n}");
});

test("a template takes the colours of the page and keeps what it says otherwise", () => {
  const { themed, palette } = part("themes.js", "themes");
  const template = { layout: { xaxis: { gridcolor: "red", ticks: "outside" }, colorway: ["#123456"] }, data: { bar: [{ width: 1 }] } };
  const before = JSON.stringify(template);
  const { layout, data } = themed(template, true, "Test Sans");
  assert.equal(layout.xaxis.gridcolor, palette(true).grid);
  assert.equal(layout.xaxis.ticks, "outside");
  assert.deepEqual([layout.colorway, data.bar, layout.font.family], [["#123456"], [{ width: 1 }], "Test Sans"]);
  assert.equal(JSON.stringify(template), before, "the template itself stays as it is");
  assert.notEqual(themed(template, false, "x").layout.font.color, layout.font.color);
});

test("on a wall the smallest letters of a figure have 24 pixels of 1920", () => {
  const wall = part("wall.js", "wall");
  const figure = { data: [{ textfont: { size: [12, 10] } }], layout: { font: { size: 14 }, template: { layout: { font: { size: 5 } } }, size: 3 } };
  assert.equal(wall.smallest(figure), 10);
  assert.equal(wall.scale(figure, 1920) * 10, 24);
  assert.equal(wall.scale(figure, 390), 1, "a phone is no wall");
  assert.equal(wall.smallest({ ...figure, narrow: { "data[0].textfont.size": 9, "data[0].marker.size": 8 } }), 9);
});

test("rows need a line of letters each, panels their height; a chart may be flatter", () => {
  const { least } = part("wall.js", "wall");
  assert.equal(least({ layout: { yaxis: {} } }, 400, 50), 256);
  assert.equal(least({ layout: { yaxis: { tickvals: [...Array(40).keys()], range: [-0.5, 39.5] } } }, 700, 50), 650);
  const two = least({ layout: { yaxis: { tickvals: [...Array(20).keys()], ticktext: Array(20).fill("a<br>b"), range: [-0.5, 19.5] } } }, 400, 50);
  assert.equal(two, 650);
  assert.ok(least({ layout: { yaxis: { domain: [0, 0.4] }, yaxis2: { domain: [0.6, 1] } } }, 400, 50) > 300);
});

test("lanes of unequal height grow flatter until letters or marks would meet", () => {
  const { least } = part("wall.js", "wall");
  const lanes = (gap, more = {}) => ({ data: [], layout: { yaxis: { tickvals: [1, 2, 3, 4, 5, 6].map((at) => at * gap), ticktext: Array(6).fill("a<br>b"), range: [0, 7 * gap] } }, ...more });
  const share = (figure) => (least(figure, 1000, 0)) / 1000;
  assert.equal(share(lanes(100)), 0.64, "with room to spare as any chart");
  assert.equal(share(lanes(40)), 0.75, "two lines of 15 pixels stand in 40");
  assert.equal(share(lanes(31)), 0.93);
  const dots = [{ mode: "markers", y: [40, 50, null, 120], marker: { size: [10, 8, 8, 8] } }];
  assert.equal(Math.round(1000 * share(lanes(60, { data: dots }))), 756, "marks 10 pixels apart, of 10 and 8, cover a sixth at most");
  assert.equal(share(lanes(100, { data: [{ type: "bar", y: [100] }] })), 0.93, "words of bars hang between the lanes");
  const sentences = [{ mode: "markers+text", y: [100, 150, 400], text: ["a<br>b<br>c", "d<br>e", "f"], textfont: { size: 13 } }];
  assert.equal(Math.round(1000 * share(lanes(100, { data: sentences }))), 845, "three lines and two of 17 pixels stand in 50");
});

test("a high drawing is cut between its letters, and no window is higher than the room", () => {
  const { cuts } = part("wall.js", "wall");
  const rows = Array.from({ length: 25 }, (_, at) => [at * 40 + 5, at * 40 + 33]);
  const places = cuts(rows, 1000, 300);
  assert.equal(places[0], 0);
  assert.equal(places.at(-1), 1000);
  places.slice(1).forEach((place, at) => {
    assert.ok(place > places[at] && place - places[at] <= 301, `${places}`);
    assert.ok(!rows.some(([top, bottom]) => top < place && place < bottom), `${place} cuts a row`);
  });
  const late = cuts(rows.slice(0, 15), 600, 330);
  assert.equal(late.length, 3, "two windows are enough, though wider gaps would ask for three");
  assert.deepEqual(cuts([[0, 1000]], 600, 300), [0, 300, 600], "where nothing is free it is cut all the same");
});

test("sentences end where the next begins, not after initials", () => {
  const { sentences } = part("wall.js", "wall");
  assert.deepEqual(sentences("Counts of 2024. Sources: U.S. Survey; 24.kg and 3 more"), ["Counts of 2024.", "Sources: U.S. Survey; 24.kg and 3 more"]);
  assert.deepEqual(sentences("Данные за год. Источник: ЦБ"), ["Данные за год.", "Источник: ЦБ"]);
});

// A node of a drawing, as far as the program asks for it.
const drawn = (nodeName, attributes, ...children) => ({ nodeName, nodeType: 1, getAttribute: (name) => attributes[name] ?? null, childNodes: children.map((child) => (typeof child === "string" ? { nodeType: 3, data: child } : child)) });
// Every letter is half as wide as its font is high; bold ones are as wide as high.
const letters = (text, font) => {
  const size = Number(font.match(/([\d.]+)px/)[1]);
  return { width: text.length * size * (font.includes("bold") ? 1 : 0.5), ascent: size, descent: size / 4, before: 0, after: 0 };
};

test("a text of a figure has the room of its letters, lines and turns", () => {
  const { placedBox } = part("text_sizes.js", "textSizes");
  const style = "font-family: 'A B', serif; font-size: 10px; fill: red; white-space: pre";
  const sides = (...given) => { const { left, top, right, bottom } = placedBox(drawn(...given), letters); return [left, top, right, bottom].map((side) => Math.round(1000 * side) / 1000); };
  assert.deepEqual(sides("text", { style }, "abcd"), [0, -10, 20, 2.5]);
  assert.deepEqual(sides("text", { style, "text-anchor": "middle", x: "100", y: "7" }, "abcd"), [90, -3, 110, 9.5]);
  assert.deepEqual(sides("text", { style, "text-anchor": "end" }, "ab", drawn("tspan", { style: "font-weight:bold;" }, "cd")), [-30, -10, 0, 2.5]);
  const line = (number, ...children) => drawn("tspan", { class: "line", dy: `${1.3 * number}em`, x: "0", y: "0" }, ...children);
  assert.deepEqual(sides("text", { style }, line(0, "abcd"), line(1, "abcdef")), [0, -10, 30, 15.5]);
  assert.deepEqual(sides("text", { style }, "ab", drawn("tspan", { style: "font-size:50%", dy: "-0.6em" }, "cd")), [0, -10, 15, 2.5]);
  assert.deepEqual(sides("text", { style, x: "1", transform: "translate(5,5) rotate(90)" }, "abcd"), [2.5, 6, 15, 26]);
});

test("what a canvas cannot tell of a text is left to the page", () => {
  const { placedBox } = part("text_sizes.js", "textSizes");
  for (const style of ["letter-spacing: 3px", "font-size: 2em", "font-variant: ruby", "text-transform: uppercase", "writing-mode: tb"]) {
    assert.equal(placedBox(drawn("text", { style }, "abc"), letters), null, style);
  }
  assert.equal(placedBox(drawn("text", { style: "font-size: 9px", transform: "scale(2)" }, "abc"), letters), null);
  assert.equal(placedBox(drawn("text", {}, drawn("textPath", {}, "abc")), letters), null);
  assert.equal(placedBox(drawn("text", {}, ""), letters), null);
});

test("an element listens to the wheel from the moment that the pointer is over it", () => {
  class Part extends EventTarget {}
  part("wheels.js", "wheels").wait(Part.prototype);
  const [node, turned] = [new Part(), []];
  const [kept, gone] = [() => turned.push("kept"), () => turned.push("gone")];
  node.addEventListener("wheel", kept, { passive: false });
  node.addEventListener("wheel", gone);
  node.addEventListener("click", () => turned.push("click"));
  node.removeEventListener("wheel", gone);
  for (const kind of ["wheel", "click", "pointerover", "wheel", "pointerover", "wheel"]) node.dispatchEvent(new Event(kind));
  assert.deepEqual(turned, ["click", "kept", "kept"]);
  node.removeEventListener("wheel", kept);
  node.dispatchEvent(new Event("wheel"));
  assert.equal(turned.length, 3);
});
