/* Give a figure the size and look that its place asks for: in the text, large, on a slide, on paper. */
const BROAD = 1020; // pixels of the widest figure in a text; a snippet may be wider
const SHEET = { width: 660, height: 680 }; // pixels; a heading and a sentence stand above
const PLOTLY = {
  "Zoom in": "in", "Zoom out": "out", "Reset axes": "reset", Autoscale: "reset", Zoom: "zoom", Pan: "pan",
  "Box Select": "box", "Lasso Select": "lasso",
  "Reset view": "reset", "Reset views": "reset", "Orbital rotation": "turn", "Turntable rotation": "turn",
  "Reset camera to default": "reset", "Reset camera to last save": "reset", "Double-click to zoom back out": "double",
};
const figureLayout = ({ page, heads, slides, words, language = "en" }) => {
  const { narrow, wrap, titleRoom, leastFor, isMap, flows, hasRows, hasLanes, worldHeight } = figureForms;
  // On a screen without a pointer a finger on a figure scrolls the page; opened large it moves the figure.
  const noPointer = matchMedia("(hover: none)");
  const isLarge = (holder) => Boolean(holder.closest("figure.large"));
  const still = (holder) => noPointer.matches && !isLarge(holder);
  const aroundLarge = (holder) => {
    const parts = [...holder.closest("figure").children].filter((part) => part.offsetHeight);
    const last = parts[parts.length - 1];
    return last.offsetTop + last.offsetHeight - parts[0].offsetTop - holder.offsetHeight;
  };
  const authoredWidth = (holder) => Number(holder.dataset.width) || 0;
  const scaleFor = (holder) => {
    const own = authoredWidth(holder);
    if (slides.onStage(holder)) return slides.sizeOf(holder).scale;
    if (own) return Math.min(1, (page.printing ? SHEET.width : holder.parentElement.clientWidth) / own) || 1;
    return 1;
  };
  const shownScale = (holder) => Number(holder.style.getPropertyValue("--scale")) || 1;
  const heightFor = (holder, width, layout) => {
    const wanted = layout.height || Number(holder.dataset.height);
    const figure = holder.figure;
    const whole = (figure.own && !isMap(figure)) || hasRows(figure);
    const least = whole ? wanted : Math.min(wanted, leastFor(layout, width));
    if (slides.onStage(holder)) return slides.sizeOf(holder).height;
    if (isLarge(holder)) return Math.max(280, innerHeight - aroundLarge(holder) - 24);
    const [edges, screen] = [(layout.margin?.t ?? 0) + (layout.margin?.b ?? 0), figure.beside && !page.printing];
    if (screen && isMap(figure) && narrow(width)) return Math.round(edges + Math.min(wanted - edges, Math.max(240, 0.8 * width)));
    // In a broad frame a map would show paper beside it and lines would lie flat: both keep their shape.
    if (screen && width > BROAD && !hasLanes(figure)) return Math.round(edges + (wanted - edges) * width / BROAD);
    if (page.printing) {
      const { t = 0, b = 0 } = layout.margin || {};
      const rows = figure.beside ? Math.min(wanted, 1.2 * wall.least(figure, wanted, t + b)) : least;
      return Math.round(wanted > 900 ? wanted : Math.max(280, rows, wanted * 0.66));
    }
    return narrow(width) && wanted <= 900 ? Math.round(Math.max(320, least, Math.min(wanted, width * 1.2))) : wanted;
  };
  // Measuring a figure that is about to be drawn would lay out the whole page: its width was observed.
  const widths = new WeakMap();
  const widthOf = (holder) => {
    if (page.printing) return Number(getComputedStyle(holder).getPropertyValue("--print-width")) || SHEET.width;
    const seen = !holder.placed && !slides.onStage(holder) && !isLarge(holder) && widths.get(holder);
    return seen || holder.clientWidth || holder.parentElement.clientWidth;
  };
  const layoutFor = (holder, figure) => {
    const share = scaleFor(holder);
    // On paper a scaled box would still take its first width, and every page would shrink: there it is zoomed.
    const scale = page.printing ? 1 : share;
    if (shownScale(holder) !== scale) holder.style.setProperty("--scale", scale);
    if (holder.style.zoom) holder.style.zoom = "";
    const room = widthOf(holder);
    const layout = figure.beside ? heads.trimmed(holder, figure, room) : structuredClone(figure.layout);
    const template = layout.template && typeof layout.template === "object" ? layout.template : {};
    if (figure.look === "author" || page.opaque(layout.paper_bgcolor)) holder.classList.add("own-colours");
    const look = figure.look === "author" ? template : page.themed(template, page.isDark(), figure.own);
    // A figure whose author gave its width keeps its size; on a narrower screen it is scaled as a whole.
    if (still(holder)) {
      layout.dragmode = false;
      Object.keys(layout).filter((key) => key.startsWith("scene")).forEach((key) => { layout[key] = { ...layout[key], dragmode: false }; });
    }
    // Beside the figure the bar of plotly covers no title.
    if (figure.own || isLarge(holder)) layout.modebar = { orientation: "v", ...(layout.modebar || {}) };
    if (authoredWidth(holder) && slides.onStage(holder)) holder.style.width = "";
    else if (authoredWidth(holder)) {
      const [width, height] = [authoredWidth(holder), Number(holder.dataset.height)];
      Object.assign(holder.style, { width: `${width}px`, height: `${height}px` });
      if (page.printing && share < 1) holder.style.zoom = String(share);
      holder.style.marginBottom = `${Math.round(height * (scale - 1))}px`;
      return { ...layout, template: look, width, height, autosize: false };
    }
    const height = worldHeight(layout, room, heightFor(holder, room, layout));
    // On paper a tall figure shrinks somewhat, so that words stand beside it, at most to the page; a much taller one goes on overleaf.
    const sheet = SHEET.height / height;
    const shrunk = page.printing && height > 640 && sheet > 1 / 1.75 ? Math.max(640 / height, Math.min(0.8, sheet)) : 1;
    if (shrunk < 1) holder.style.zoom = String(shrunk);
    const width = Math.round(room / shrunk);
    holder.style.marginBottom = scale !== 1 ? `${Math.round(height * (scale - 1))}px` : "";
    holder.style.height = `${height}px`;
    const change = { template: look, height, width, autosize: false };
    if (figure.beside) return { ...layout, ...change };
    const title = layout.title && (layout.title.text ?? (typeof layout.title === "string" ? layout.title : null));
    const own = layout.title?.font?.size || 17;
    const size = narrow(width) ? Math.min(15, own) : own;
    const text = title && wrap(title, Math.floor((width - 24) / (size * 0.54)));
    const placed = (layout.title?.y ?? look.layout?.title?.y) !== undefined;
    if (title && (text !== title || size !== own)) {
      change.title = { ...(typeof layout.title === "object" ? layout.title : {}), text };
      change.title.font = { ...(change.title.font || {}), size };
      // A title of several lines that its author placed at the top begins most of a line too high.
      const pad = layout.title.pad || {};
      if (placed && layout.title.subtitle && text.includes("<br>")) change.title.pad = { l: 16, ...pad, t: (pad.t || 0) + Math.round(0.75 * size) };
    }
    let sub = title && layout.title.subtitle && layout.title.subtitle.text;
    if (sub && narrow(width)) {
      const broken = wrap(sub, Math.floor((width - 24) / ((layout.title.subtitle.font || {}).size * 0.54 || 7.5)));
      if (broken !== sub) change.title = { ...layout.title, ...change.title, subtitle: { ...layout.title.subtitle, text: broken } };
      sub = broken;
    }
    const tight = (narrow(width) || page.printing) && !figure.own;
    const sides = { ...(tight ? { l: 48, r: 14, b: 44 } : {}), ...(layout.margin || {}) };
    const least = titleRoom(size, text || "", sub || "", placed);
    if (tight) change.margin = { ...sides, t: title && change.title ? Math.max(least, sides.t || 0) : sides.t ?? least };
    else if (change.title && least > (sides.t ?? 100)) change.margin = { ...sides, t: least };
    return { ...layout, ...change };
  };
  // A map shows more around what it is meant to show; at another size that begins anew, unless the reader has zoomed.
  const windowOf = (holder) => {
    const { xaxis = {}, yaxis = {} } = holder.figure.layout;
    if (holder.zoomed || !yaxis.scaleanchor || !xaxis.range || !yaxis.range) return {};
    return { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] };
  };
  const OURS = { modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"] };
  // What plotly.js says itself: its buttons, the months on its axes.
  const spoken = () => {
    const month = (style) => Array.from({ length: 12 }, (_, at) => new Intl.DateTimeFormat(language, { month: style, timeZone: "UTC" }).format(Date.UTC(2025, at)));
    const said = Object.fromEntries(Object.entries(PLOTLY).map(([text, key]) => [text, words[`plot_${key}`]]));
    return { locale: language, locales: { [language]: { dictionary: { ...said, "Download plot as a PNG": words.download_png, "Download plot": words.download_png }, format: { months: month("long"), shortMonths: month("short") } } } };
  };
  const locale = language === "en" ? {} : spoken();
  const config = (own, holder) => ({ ...own, ...locale, ...(holder.figure.own ? OURS : {}), ...(page.printing && flows(holder.figure) ? { staticPlot: true } : {}), ...(still(holder) ? { displayModeBar: false } : isLarge(holder) ? { displayModeBar: true } : {}), responsive: false, displaylogo: false, showSendToCloud: false, showLink: false, plotlyServerURL: "", showEditInChartStudio: false, topojsonURL: "" });
  return { noPointer, isLarge, authoredWidth, widths, layoutFor, windowOf, config };
};
