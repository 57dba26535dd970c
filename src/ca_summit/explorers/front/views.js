// Views of a figure as data: frames, short texts, dark looks. Knows nothing of a page.
const figureViews = (() => {
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  // As plotly extends a figure by a frame: objects key by key, lists of objects item by item.
  const merged = (into, from) => {
    if (Array.isArray(into) && Array.isArray(from) && from.length && from.every(isObject)) {
      return Array.from({ length: Math.max(into.length, from.length) }, (_, at) => (at in from ? merged(into[at], from[at]) : into[at]));
    }
    if (!isObject(from)) return from;
    const made = isObject(into) ? { ...into } : {};
    for (const [key, value] of Object.entries(from)) made[key] = key === "narrow" ? value : merged(made[key], value);
    return made;
  };

  const framed = ({ data, layout }, frame) => {
    const traces = [...data];
    (frame.traces || []).forEach((number, at) => { traces[number] = merged(traces[number], frame.data[at]); });
    return { data: traces, layout: merged(layout, frame.layout || {}) };
  };

  // Frames are named by the places of the choices, "2|0|5". Of those that hold the choice just made,
  // the one that changes fewest of the others, and those least.
  const nearest = (names, wanted, moved) => {
    let best = null;
    let least = Infinity;
    for (const name of names) {
      const places = name.split("|").map(Number);
      if (moved !== undefined && places[moved] !== wanted[moved]) continue;
      const far = places.reduce((sum, place, at) => sum + (place === wanted[at] ? 0 : 1e4 + Math.abs(place - wanted[at])), 0);
      if (far < least) [best, least] = [name, far];
    }
    return best;
  };

  const put = (node, path, value) => {
    const steps = path.match(/[^.[\]]+/g);
    const last = steps.pop();
    const owner = steps.reduce((inner, step) => inner && inner[step], node);
    if (owner) owner[last] = value;
  };

  // Short forms for a narrow screen, by the path of what they replace.
  const shortened = (figure, narrow) => {
    const made = structuredClone(figure);
    for (const [path, value] of Object.entries(narrow || {})) put(path.startsWith("data") ? made : made.layout, path, value);
    return made;
  };

  // Letters whose ink is for light paper get the one that dark paper needs.
  const inked = (figure, inks) => {
    const lights = Object.keys(inks || {});
    if (!lights.length) return figure;
    return JSON.parse(JSON.stringify(figure).replace(new RegExp(lights.join("|"), "g"), (ink) => inks[ink]));
  };

  const DARK = { ink: "#e6e7e4", grid: "#343c42", line: "#5b656c", raised: "#232a30", clear: "rgba(0,0,0,0)" };
  // The template of a figure whose author left the colours of paper and letters to plotly.
  const darkened = (layout) => {
    if (layout.paper_bgcolor !== undefined || layout.plot_bgcolor !== undefined || (layout.font && layout.font.color)) return layout;
    const c = DARK;
    const axis = { gridcolor: c.grid, linecolor: c.line, zerolinecolor: c.line, tickcolor: c.line };
    const dark = {
      font: { color: c.ink }, paper_bgcolor: c.clear, plot_bgcolor: c.clear, xaxis: axis, yaxis: axis,
      polar: { bgcolor: c.clear, angularaxis: axis, radialaxis: axis },
      scene: { xaxis: { ...axis, backgroundcolor: c.clear }, yaxis: { ...axis, backgroundcolor: c.clear }, zaxis: { ...axis, backgroundcolor: c.clear } },
      hoverlabel: { bgcolor: c.raised, bordercolor: c.line, font: { color: c.ink } },
      legend: { bgcolor: c.clear, font: { color: c.ink } }, title: { font: { color: c.ink } },
    };
    const template = isObject(layout.template) ? layout.template : {};
    return { ...layout, template: { ...template, layout: merged(template.layout, dark) } };
  };

  // Whether a point lies in an area drawn as one line with gaps between its rings.
  const inside = (xs, ys, x, y) => {
    let odd = false;
    let first = 0;
    for (let at = 0; at <= xs.length; at += 1) {
      if (at < xs.length && Number.isFinite(xs[at]) && xs[at] !== null && ys[at] !== null) continue;
      for (let one = first, two = at - 1; one < at; two = one, one += 1) {
        if (ys[one] > y !== ys[two] > y && x < ((xs[two] - xs[one]) * (y - ys[one])) / (ys[two] - ys[one]) + xs[one]) odd = !odd;
      }
      first = at + 1;
    }
    return odd;
  };

  return { merged, framed, nearest, shortened, inked, darkened, inside };
})();
