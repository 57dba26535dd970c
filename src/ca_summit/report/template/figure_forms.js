/* Work out forms of a figure: short texts for a narrow screen, inks for dark paper, heights, broken lines. */
const figureForms = (() => {
  const narrow = (width) => width < 560;
  // Lanes with names of their own, and maps between key and notes, need room on a narrow screen.
  const leastFor = (layout, width) => {
    const axes = Object.keys(layout).filter((key) => key.startsWith("yaxis"));
    const lanes = Math.max(0, ...axes.map((key) => (layout[key].tickvals || []).length || 0));
    const margin = layout.margin || {};
    if (layout.yaxis && layout.yaxis.scaleanchor) return (margin.t || 60) + (margin.b || 60) + 0.75 * width;
    return lanes > 5 ? (margin.t || 60) + (margin.b || 60) + 48 * lanes : 0;
  };
  // A map may shrink with the screen; a chart of rows or lanes may not.
  const isMap = ({ layout }) => Object.keys(layout).some((key) => key.startsWith("yaxis") && (layout[key].scaleanchor || layout[key].visible === false));
  // The parts of a flow move to their places; paper would show them on their way.
  const flows = ({ data }) => data.some(({ type }) => type === "sankey");
  const hasRows = ({ data }) => data.some(({ y }) => Array.isArray(y) && y.filter((value) => typeof value === "string").length > 5);
  const hasLanes = (figure) => hasRows(figure) || Object.keys(figure.layout).some((key) => /^yaxis\d*$/.test(key) && figure.layout[key].tickvals?.length > 1);
  // A map of the whole world is as high as its width asks for.
  const worldHeight = ({ margin = {}, xaxis = {}, yaxis = {} }, width, height) => {
    if (yaxis.constrain !== "domain" || !xaxis.range || !yaxis.range) return height;
    const share = (yaxis.range[1] - yaxis.range[0]) / (xaxis.range[1] - xaxis.range[0]);
    return Math.min(height, Math.ceil((width - (margin.l || 0) - (margin.r || 0)) * share) + (margin.t || 0) + (margin.b || 0));
  };
  const wrap = (text, limit) => String(text).split(/<br\s*\/?>/i).map((line) => {
    let width = 0;
    return line.split(/ (?![^<]*>)/).reduce((done, word) => {
      const size = word.replace(/<[^>]*>/g, "").length;
      const turn = width && width + size + 1 > limit;
      width = turn ? size : width + size + 1;
      return done + (done ? (turn ? "<br>" : " ") : "") + word;
    }, "");
  }).join("<br>");
  // The margin that title and subtitle need above a drawing: plotly begins a title in the middle of
  // the margin, unless its author placed it.
  const titleRoom = (size, title, sub, placed) => {
    if (!title) return 24;
    const lines = (text) => text.split(/<br\s*\/?>/i).length;
    const high = 1.3 * size * lines(title) + (sub ? 8 + 18 * lines(sub) : 0);
    return Math.round(Math.max(2.6 * size, placed ? high + size : 2 * (high - 0.8 * size)) + 8);
  };
  // Letters have one ink on light paper and another on dark: wherever one of them stands it is exchanged.
  const inked = (figure, node, dark) => {
    const pairs = Object.entries(figure.inks || {});
    if (!pairs.length) return node;
    const wanted = new Map(pairs.map(([light, deep]) => (dark ? [light, deep] : [deep, light])));
    const pattern = new RegExp([...wanted.keys()].join("|"), "g");
    const change = (part) => {
      if (typeof part === "string") return part.includes("#") ? part.replace(pattern, (ink) => wanted.get(ink)) : part;
      if (Array.isArray(part)) return typeof part[0] === "number" || ArrayBuffer.isView(part) ? part : part.map(change);
      if (!part || typeof part !== "object" || Object.getPrototypeOf(part) !== Object.prototype) return part;
      return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "template" ? value : change(value)]));
    };
    return change(node);
  };
  // Short forms stand in for whole texts on a narrow screen, by the path of what they replace.
  const wayOf = (path) => path.replace(/\[(\d+)\]/g, ".$1").split(".");
  const valueAt = (node, path) => wayOf(path).reduce((part, step) => part?.[step], node);
  const putAt = (node, path, value) => {
    const way = wayOf(path);
    const last = way.pop();
    way.reduce((part, step) => (part[step] ??= {}), node)[last] = value;
  };
  const ofData = (path) => path.match(/^data\[(\d+)\]\.(.+)$/);
  const shorts = (figure, short) => Object.entries(figure.narrow || {}).map(([path, value]) => [path, short ? value : structuredClone(valueAt(figure.whole, path)) ?? null]);
  const shortened = (figure) => {
    const data = structuredClone(figure.data);
    for (const [path, value] of shorts(figure, true)) if (ofData(path) && data[ofData(path)[1]]) putAt({ data }, path, value);
    return data;
  };
  return { narrow, leastFor, isMap, flows, hasRows, hasLanes, worldHeight, wrap, titleRoom, inked, putAt, ofData, shorts, shortened };
})();
