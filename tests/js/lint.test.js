// Every file of the page's program: strict, no name that nobody declares, none declared in vain.
// WRITTEN stands before the program on a page with exercises.
// Node carries the parser acorn for its own use; --expose-internals lets a test read with it.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");
const acorn = require("internal/deps/acorn/acorn/dist/acorn");
const walk = require("internal/deps/acorn/acorn-walk/dist/walk");

const folder = path.join(__dirname, "../../src/ca_summit/report/template");
const files = fs.readdirSync(folder).filter((name) => name.endsWith(".js"));
const BROWSER = new Set(("window document location navigator performance console localStorage globalThis crypto undefined Infinity NaN module "
  + "innerWidth innerHeight scrollX scrollY print matchMedia getComputedStyle addEventListener requestAnimationFrame setTimeout clearTimeout structuredClone atob "
  + "Intl IntersectionObserver ResizeObserver DecompressionStream TextDecoder TextEncoder DOMParser Blob Response URL Node Element Event CSS "
  + "Array ArrayBuffer DataView Int32Array Uint8Array Map Math Number Object Promise Proxy RegExp Set String WeakMap Error JSON Date Boolean "
  + "WRITTEN require decodeURIComponent encodeURIComponent parseFloat parseInt").split(" "));

const patterns = {
  Identifier: (node, into) => into.push(node.name),
  ObjectPattern: (node, into) => node.properties.forEach((part) => names(part.value || part.argument, into)),
  ArrayPattern: (node, into) => node.elements.forEach((part) => part && names(part, into)),
  AssignmentPattern: (node, into) => names(node.left, into),
  RestElement: (node, into) => names(node.argument, into),
};
const names = (node, into) => patterns[node.type](node, into);

const read = (text) => {
  const tree = acorn.parse(text, { ecmaVersion: "latest", sourceType: "script", allowReturnOutsideFunction: true });
  const [declared, used, needed] = [[], new Set(), new Set()];
  walk.full(tree, (node, _, kind) => {
    if (node.type === "VariableDeclarator") names(node.id, declared);
    if (node.params) node.params.forEach((part) => names(part, declared));
    if (node.type === "CatchClause" && node.param) names(node.param, declared);
    if (node.type === "Identifier") used.add(node.name);
    if (node.type === "Identifier" && kind !== "VariablePattern") needed.add(node.name);
    if (node.type === "AssignmentExpression" && node.operator !== "=" && node.left.name) needed.add(node.left.name);
    if (node.type === "VariableDeclaration") assert.notEqual(node.kind, "var", "var");
    if (node.type === "BinaryExpression") assert.ok(!["==", "!="].includes(node.operator), `${node.operator} at ${node.start}`);
    assert.ok(!["WithStatement", "DebuggerStatement"].includes(node.type), node.type);
  });
  const top = tree.body.flatMap((part) => (part.declarations || []).map(({ id }) => id.name));
  return { declared, used, needed, top };
};

const parts = Object.fromEntries(files.map((name) => [name, read(fs.readFileSync(path.join(folder, name), "utf8"))]));
const shared = new Set(Object.values(parts).flatMap(({ top }) => top));

for (const [file, { declared, used, needed, top }] of Object.entries(parts)) {
  test(`${file} uses only names that are declared`, () => {
    const known = new Set(declared);
    assert.deepEqual([...used].filter((name) => !known.has(name) && !shared.has(name) && !BROWSER.has(name)), []);
  });
  test(`${file} declares nothing in vain`, () => {
    const once = declared.filter((name) => !name.startsWith("_") && !top.includes(name) && !needed.has(name));
    assert.deepEqual(once, []);
  });
}

test("the linter finds a name that nobody declares", () => {
  const { declared, used } = read("const a = () => missing + a;");
  assert.deepEqual([...used].filter((name) => !declared.includes(name)), ["missing"]);
});
