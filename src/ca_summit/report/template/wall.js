/* What a figure needs so that it can be read on a wall: size of letters, least height, places to turn the page. */
const wall = (() => {
  const ROW = 15; // pixels of one line of letters in a row
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
  // The least height of a drawing at which its rows or panels can be told apart; `drawn` is its authored height.
  const least = ({ layout = {} }, drawn, edges) => {
    const axes = Object.entries(layout).filter(([key]) => /^yaxis\d*$/.test(key)).map(([, axis]) => axis);
    // Charts one over the other keep their height, a single one may be flatter; rows are counted.
    const panels = new Set(axes.map(({ domain = [0, 1] }) => String(domain))).size;
    const charts = panels > 1 && panels < 5 && axes.some(({ tickvals = [] }) => !tickvals.length);
    let height = (charts ? 0.85 : 0.64) * drawn;
    for (const { tickvals = [], ticktext = [], range, domain = [0, 1] } of axes) {
      if (tickvals.length <= 5) continue;
      const rows = range ? Math.abs(range[1] - range[0]) : tickvals.length + 0.4;
      const lines = Math.max(1, ...ticktext.map((text) => String(text).split(/<br\s*\/?>/i).length));
      // Lanes of unequal height are measured in pixels.
      if (rows > 4 * tickvals.length) height = Math.max(height, 0.93 * drawn);
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
      const tries = [0.75, 0.5, 0.25].map((share) => widest(from + share * room, from + room));
      places.push((tries.find(([gap]) => gap > 1) || tries[0])[1]);
    }
    return [...places, height];
  };
  // A sentence ends where the next begins; "U.S. Survey" is none.
  const sentences = (text) => String(text).split(/(?<=[\p{L}\p{N}%)”»]{2}[.!?]?[.!?][”»)]?)\s+(?=[\p{Lu}\p{N}“«])/u);
  return { smallest, target, scale, least, cuts, sentences };
})();
