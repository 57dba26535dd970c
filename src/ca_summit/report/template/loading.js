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
  // A figure as it was packed; null before the page has read them.
  const figure = (number) => (lines ? packed.unfold(JSON.parse(lines[number])) : null);
  return { read, start, figure, started: () => Boolean(lines && window.Plotly) };
})();
