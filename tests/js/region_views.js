// Reads what an explorer of the region keeps and choices, one JSON a line; writes each view as JSON.
const fs = require("node:fs");
const path = require("node:path");

const folder = path.join(__dirname, "../../src/ca_summit/explorers/front");
const parts = ["views.js", "numbers.js", "series.js", "region.js"].map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
const { regionViews } = new Function(`${parts.join("\n")}; return { regionViews };`)();
const [saved, ...choices] = fs.readFileSync(0, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const painter = regionViews(saved);
for (const choice of choices) process.stdout.write(`${JSON.stringify(choice.moved ? painter.moved(...choice.moved) : painter.view(choice))}\n`);
