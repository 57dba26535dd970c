/* Unpack what the page carries when it is asked for: figures, rows of tables, plotly.js. */
const pageParts = (() => {
  const settings = JSON.parse(document.getElementById("_settings").textContent);
  const unpack = (id) => packed.unpack(document.getElementById(id).textContent);
  let lines = null;
  let reading = null;
  // What the page packs away: a line for rows of tables and sources, then one for each figure, parsed alone.
  const read = () => {
    reading ??= unpack("_specs").then((text) => {
      const [first, ...rest] = text.split("\n");
      lines = rest;
      return JSON.parse(first);
    });
    return reading;
  };
  let starting = null;
  const start = () => {
    starting ??= (async () => {
      const specs = read();
      const code = settings.beside ? "" : await unpack("_plotly");
      const world = document.getElementById("_outlines") ? JSON.parse(await unpack("_outlines")) : null;
      window.PlotlyGeoAssets = { topojson: new Proxy({}, { get: (_, name) => (world ? outlines.of(world, String(name)) : emptyWorld) }) };
      textSizes.serve();
      wheels.wait(Element.prototype);
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
  // plotly.js keeps kinds of traces back (ca_summit.report.plotly_source): they are started when a figure names them.
  const waiting = () => window.Plotly?.unregistered || {};
  const register = (kinds) => kinds.forEach((kind) => {
    const { [kind]: begin, ...others } = waiting();
    if (!begin) return;
    window.Plotly.unregistered = others;
    const module = begin();
    window.Plotly.register(module);
    if (module.name !== kind) register(Object.keys(others));
  });
  // Words of a figure that may be kinds: of traces, in frames, of what a menu sets; a template changes none.
  const named = (node, kinds, found = new Set()) => {
    if (kinds.has(node)) found.add(node);
    else if (Array.isArray(node)) node.forEach((part) => named(part, kinds, found));
    else if (node && typeof node === "object") Object.keys(node).forEach((key) => key !== "template" && named(node[key], kinds, found));
    return found;
  };
  // The kinds that no figure has named yet, one at a time while the reader does nothing.
  const idle = (then) => (window.requestIdleCallback ? window.requestIdleCallback(then) : setTimeout(then, 50));
  let resting = false;
  const registerRest = () => {
    const [kind] = Object.keys(waiting());
    if (!kind || resting) return;
    resting = true;
    idle(() => { resting = false; register([kind]); registerRest(); });
  };
  // A figure as it was packed, with all that it draws at hand; null before the page has read them.
  const figureOf = (number) => {
    if (!lines) return null;
    const figure = packed.unfold(JSON.parse(lines[number]));
    register([...named(figure, new Set(Object.keys(waiting())))]);
    return figure;
  };
  return { read, start, figure: figureOf, registerRest, started: () => Boolean(lines && window.Plotly) };
})();
