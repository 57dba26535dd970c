/* Measure the texts of figures on a canvas: asked for the place of one text, a browser lays out the page. */
const textSizes = (() => {
  const FONT = ["font-style", "font-variant", "font-weight", "font-size", "font-family"];
  // What else a style may say without changing the room of a text.
  const SAME = /^(?:fill|stroke|color|opacity|cursor|pointer-events|text-decoration|text-shadow|text-anchor|text-wrap|white-space)(?:-|$)/;
  // The font of a style within that of what stands around it, or null where it says more than a canvas knows.
  const fontOf = (style, outer) => {
    const font = { ...outer };
    for (const part of (style || "").split(";")) {
      const [name, value] = [part.slice(0, part.indexOf(":")), part.slice(part.indexOf(":") + 1)].map((text) => text.trim());
      if (name === "font-size") {
        const size = parseFloat(value);
        if (!/^[\d.]+(?:px|%)$/.test(value)) return null;
        font[name] = value.endsWith("%") ? size / 100 * outer[name] : size;
      } else if (name.startsWith("font-variant")) {
        if (value === "small-caps") font["font-variant"] = value;
        else if (value !== "normal") return null;
      } else if (FONT.includes(name)) font[name] = value;
      else if (part.trim() && !SAME.test(name) && !(name === "text-transform" && value === "none")) return null;
    }
    return font;
  };
  const named = (font) => FONT.map((name) => (name === "font-size" ? `${font[name]}px` : font[name])).join(" ");
  const START = { "font-style": "normal", "font-variant": "normal", "font-weight": "normal", "font-size": 16, "font-family": "sans-serif" };
  // The runs of a text: what has one font and one height; each line begins anew.
  const runsOf = (text) => {
    const lines = [[]];
    let down = 0;
    const walk = (node, font) => [...node.childNodes].every((child) => {
      if (child.nodeType === 3) {
        if (child.data) lines[lines.length - 1].push({ text: child.data, font, down });
        return true;
      }
      if (child.nodeName !== "tspan" && child.nodeName !== "a") return false;
      const own = fontOf(child.getAttribute("style"), font);
      if (!own) return false;
      const shift = child.getAttribute("dy");
      if (shift && !/^-?[\d.]+em$/.test(shift)) return false;
      const by = (parseFloat(shift) || 0) * own["font-size"];
      if (child.getAttribute("class") === "line") {
        if (lines[lines.length - 1].length) lines.push([]);
        down = by;
      } else down += by;
      return walk(child, own);
    });
    const font = fontOf(text.getAttribute("style"), START);
    return font && walk(text, font) ? lines : null;
  };
  const bounds = (left, top, right, bottom) => ({ left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top });
  const SHARE = { middle: 0.5, end: 1 };
  // The box of a text that stands at 0, 0; null where only the page knows it. ``sizeOf(text, font)`` gives width, ascent, descent, and what stands out before and after.
  const boxOf = (text, sizeOf) => {
    const lines = runsOf(text);
    if (!lines) return null;
    const share = SHARE[text.getAttribute("text-anchor")] || 0;
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const runs of lines) {
      const sizes = runs.map((run) => sizeOf(run.text, named(run.font)));
      const width = sizes.reduce((sum, size) => sum + size.width, 0);
      if (!width) continue;
      let along = -share * width;
      sizes.forEach((size, at) => {
        box.left = Math.min(box.left, along - size.before);
        along += size.width;
        box.right = Math.max(box.right, along + size.after);
        box.top = Math.min(box.top, runs[at].down - size.ascent);
        box.bottom = Math.max(box.bottom, runs[at].down + size.descent);
      });
    }
    if (box.left > box.right) return null;
    return bounds(box.left, box.top, box.right, box.bottom);
  };
  const LIST = /^(?:\s*(?:translate|rotate)\(-?[\d.e-]+(?:[ ,]+-?[\d.e-]+){0,2}\))*\s*$/;
  // The box of a text where its own place and a list of moves and turns put it.
  const placedBox = (text, sizeOf) => {
    const moves = text.getAttribute("transform") || "";
    const box = LIST.test(moves) ? boxOf(text, sizeOf) : null;
    if (!box) return null;
    const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)) || 0);
    let corners = [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]].map(([a, b]) => [a + x, b + y]);
    for (const [, kind, list] of [...moves.matchAll(/(\w+)\(([^)]*)\)/g)].reverse()) {
      const [first, second = 0, third = 0] = list.split(/[ ,]+/).map(Number);
      if (kind === "translate") corners = corners.map(([a, b]) => [a + first, b + second]);
      else {
        const [cos, sin] = [Math.cos(first * Math.PI / 180), Math.sin(first * Math.PI / 180)];
        corners = corners.map(([a, b]) => [second + cos * (a - second) - sin * (b - third), third + sin * (a - second) + cos * (b - third)]);
      }
    }
    const [across, down] = [0, 1].map((at) => corners.map((corner) => corner[at]));
    return bounds(Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down));
  };
  const onCanvas = (ink) => {
    const pen = document.createElement("canvas").getContext("2d");
    let last = "";
    return (text, font) => {
      if (font !== last) pen.font = last = font;
      const { width, fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent, actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = pen.measureText(text);
      return { width, ascent, descent, before: ink ? Math.max(0, left) : 0, after: ink ? Math.max(0, right - width) : 0 };
    };
  };
  const PROBE = ["white-space: pre", "font-weight: bold; font-style: italic"].map((style) => `font-family: sans-serif; font-size: 13px; ${style}`);
  // Whether a browser tells of texts what a canvas tells: some add the room of an outline, some blur what a canvas tells.
  const agreed = (parent, sizeOf) => PROBE.every((style) => {
    const text = document.createElementNS(parent.namespaceURI, "text");
    text.setAttribute("style", style);
    text.textContent = "Jury, Ålmaty fj";
    parent.append(text);
    const [told, at] = [text, parent].map((node) => node.getBoundingClientRect());
    text.remove();
    const box = placedBox(text, sizeOf);
    const off = [told.left - at.left - box.left, told.right - at.left - box.right, told.top - at.top - box.top, told.bottom - at.top - box.bottom];
    return off.every((pixels) => Math.abs(pixels) < 0.1);
  });
  // plotly.js puts copies of its texts beside a path at 0, 0 and asks where both are: here they are told without the page.
  const serve = () => {
    const tester = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    tester.id = "js-plotly-tester";
    tester.setAttribute("style", "position: absolute; left: -10000px; top: -10000px; width: 9000px; height: 9000px; z-index: 1;");
    document.body.append(tester);
    // Some browsers count ink that stands out over the width of a letter.
    const sizeOf = [true, false].map(onCanvas).find((way) => agreed(tester, way));
    if (!sizeOf) return;
    const { appendChild, removeChild, getBoundingClientRect } = Element.prototype;
    let told = false;
    tester.appendChild = (node) => {
      if (node.nodeName === "path") {
        node.getBoundingClientRect = () => (told ? bounds(0, 0, 1, 1) : getBoundingClientRect.call(node));
        return appendChild.call(tester, node);
      }
      const text = node.nodeName === "g" && node.childNodes.length === 1 ? node.firstChild : node;
      told = false;
      if (text.nodeName !== "text" || !text.hasAttribute("data-unformatted")) return appendChild.call(tester, node);
      node.getBoundingClientRect = () => {
        const box = placedBox(text, sizeOf);
        told = Boolean(box);
        if (!box) appendChild.call(tester, node);
        return box || getBoundingClientRect.call(node);
      };
      return node;
    };
    tester.removeChild = (node) => (node.parentNode === tester ? removeChild.call(tester, node) : node);
  };
  return { placedBox, serve };
})();
