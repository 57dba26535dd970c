/* What a figure needs so that it can be read on a wall: size of letters, least height, places to turn the page. */
const wall = (() => {
  const ROW = 15; // pixels of one line of letters in a row
  const CLEAR = 6; // pixels between letters at which a window may end early or late
  const SMALLEST = 24 / 1920; // of the width of the screen, for the smallest letters
  // Size of the smallest letters that a figure names, in pixels.
  const smallest = ({ data = [], layout = {}, narrow = {} }) => {
    let least = 12;
    const walk = (node, isFont) => {
      if (!node || typeof node !== "object" || ArrayBuffer.isView(node)) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === "size" && isFont) [value].flat().forEach((size) => { if (size >= 8) least = Math.min(least, size); });
        else if (key !== "template" && key !== "meta") walk(value, /font$/.test(key));
      }
    };
    [data, layout].forEach((node) => walk(node, false));
    for (const [path, size] of Object.entries(narrow)) if (/font\.size$/.test(path)) walk({ size }, true);
    return least;
  };
  const target = (width) => SMALLEST * width;
  const scale = (figure, width) => Math.max(1, target(width) / smallest(figure));
  // How flat lanes of unequal height may become, as a share: until letters meet, or marks cover a sixth of each other.
  // Where bars stand in the lanes, hardly.
  const FLAT = 0.93;
  const flattest = (data, { tickvals, ticktext = [] }) => {
    if (data.some(({ type }) => type === "bar")) return FLAT;
    // What stands at a place of the axis, and how far it reaches above and below.
    const groups = [tickvals.map((y, at) => [y, 0.5 * ROW * String(ticktext[at] ?? "").split(/<br\s*\/?>/i).length])];
    const lines = (text) => String(text ?? "").split(/<br\s*\/?>/i).length;
    const said = data.filter(({ y, mode = "", text }) => mode.includes("text") && Array.isArray(y) && text);
    groups.push(said.flatMap(({ y, text, textfont: { size = 12 } = {} }) => y.map((own, at) => [own, 0.65 * size * lines(Array.isArray(text) ? text[at] : text)])));
    for (const { y, mode = "", marker: { size } = {} } of data) {
      if (mode.includes("markers") && Array.isArray(y)) groups.push(y.map((own, at) => [own, 0.42 * ((Array.isArray(size) ? size[at] : size) || 6)]));
    }
    const shares = groups.flatMap((group) => {
      const sorted = group.filter(([y]) => typeof y === "number").sort(([one], [other]) => one - other);
      return sorted.slice(1).map(([y, reach], at) => (y === sorted[at][0] ? 0 : (reach + sorted[at][1]) / (y - sorted[at][0])));
    });
    return Math.min(FLAT, Math.max(0.6, ...shares));
  };
  // The least height of a drawing at which its rows or panels can be told apart; `drawn` is its authored height.
  const least = ({ data = [], layout = {} }, drawn, edges) => {
    const axes = Object.entries(layout).filter(([key]) => /^yaxis\d*$/.test(key)).map(([, axis]) => axis);
    // Charts one over the other keep their height, a single one may be flatter; rows are counted.
    const panels = new Set(axes.map(({ domain = [0, 1] }) => String(domain))).size;
    const charts = panels > 1 && panels < 5 && axes.some(({ tickvals = [] }) => !tickvals.length);
    let height = (charts ? 0.85 : 0.64) * drawn;
    for (const axis of axes) {
      const { tickvals = [], ticktext = [], range, domain = [0, 1] } = axis;
      if (tickvals.length <= 5) continue;
      const rows = range ? Math.abs(range[1] - range[0]) : tickvals.length + 0.4;
      const lines = Math.max(1, ...ticktext.map((text) => String(text).split(/<br\s*\/?>/i).length));
      // Lanes of unequal height are measured in pixels.
      if (rows > 4 * tickvals.length) height = Math.max(height, edges + flattest(data, axis) * (drawn - edges));
      else height = Math.max(height, (ROW * lines * rows) / (domain[1] - domain[0]) + edges);
    }
    return Math.ceil(height);
  };
  // Where a drawing of that height is cut into windows no higher than `room`: in the widest gap between
  // its letters and marks, `taken` being their extents from top to bottom.
  const cuts = (taken, height, room) => {
    const sorted = [...taken].sort((a, b) => a[0] - b[0]);
    const widest = (first, last) => {
      let [best, free] = [[0, last], first];
      for (const [top, bottom] of [...sorted.filter((ends) => ends[1] > first && ends[0] < last), [last, last]]) {
        if (Math.min(top, last) - free > best[0]) best = [Math.min(top, last) - free, (Math.min(top, last) + free) / 2];
        free = Math.max(free, bottom);
      }
      return best;
    };
    const places = [0];
    while (height - places[places.length - 1] > room + 1) {
      const from = places[places.length - 1];
      // As late as it must be for no more windows than needed, where there is a gap.
      const needed = height - (Math.ceil((height - from) / room - 0.001) - 1) * room;
      const tries = [needed, ...[0.75, 0.5, 0.25].map((share) => from + share * room)].map((first) => widest(Math.min(first, from + room - 1), from + room));
      places.push((tries.find(([gap], at) => gap > (at ? 1 : CLEAR)) || tries[1])[1]);
    }
    return [...places, height];
  };
  const hasNoAxis = (layout) => Object.keys(layout).every((key) => !/^xaxis\d*$/.test(key) || layout[key].visible === false || layout[key].showticklabels === false);
  // A sentence ends where the next begins; "U.S. Survey" is none.
  const sentences = (text) => String(text).split(/(?<=[\p{L}\p{N}%)”»]{2}[.!?]?[.!?][”»)]?)\s+(?=[\p{Lu}\p{N}“«])/u);
  return { smallest, target, scale, least, hasNoAxis, cuts, sentences };
})();
