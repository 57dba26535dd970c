/* Draw the figures of the page: those near the reader first, each once, and anew when their place or the paper changes. */
const pageFigures = ({ $, $$, element, words, plots, old, page, heads, controls, layouts }) => {
  const { narrow, flows, inked, putAt, ofData, shorts, shortened } = figureForms;
  const { noPointer, authoredWidth, widths, layoutFor, windowOf, config } = layouts;
  const root = document.documentElement;
  const state = new WeakMap();
  const swap = (holder, short) => {
    if (holder.short === short) return {};
    holder.short = short;
    const change = {};
    for (const [path, value] of shorts(holder.figure, short)) {
      const [, trace, attribute] = ofData(path) || [];
      if (trace === undefined) change[path] = value;
      else if (holder.data[trace]) window.Plotly.restyle(holder, { [attribute]: [value] }, [Number(trace)]);
    }
    return heads.outside(holder, change);
  };
  const heedZoom = (holder) => holder.on("plotly_relayout", (change) => {
    if ("xaxis.range[0]" in change || "yaxis.range[0]" in change) holder.zoomed = true;
    if (change["xaxis.autorange"] || change["yaxis.autorange"]) holder.zoomed = false;
  });
  // Figures are drawn one after the other; after a quarter of a second the page answers first.
  const LONGEST = 250;
  const REST = 1500;
  let turns = Promise.resolve();
  let paused = 0;
  const turn = () => {
    turns = turns.then(() => (performance.now() - paused < LONGEST ? null : new Promise((done) => setTimeout(() => { paused = performance.now(); done(); }, 0))));
    return turns;
  };
  const draw = async (holder) => {
    if (state.has(holder)) return state.get(holder);
    const job = (async () => {
      try {
        await pageParts.start();
        await turn();
        drawNow(holder);
        await Promise.race([holder.drawing, new Promise((done) => setTimeout(done, 15000))]);
      } catch (problem) { fail(holder, problem); }
    })();
    state.set(holder, job);
    return job;
  };
  // What is done once with a figure, before it is drawn for the first time.
  const begin = (holder, figure) => {
    controls.addControls(holder, figure.layout);
    const { title, annotations = [] } = figure.layout;
    holder.said = { title: title?.text ?? title, subtitle: title?.subtitle?.text };
    for (const note of annotations) if (heads.PARTS[note.name]) holder.said[heads.PARTS[note.name]] = note.text;
    figure.told = {};
    if (figure.painted) holder.painter = window.figurePainter(figure);
    figure.frames = figure.frames?.map(({ said: around, ...frame }) => {
      const [layout, said] = heads.parted(holder, frame.layout || {});
      figure.told[frame.name] = { ...said, ...around };
      return frame.layout ? { ...frame, layout } : frame;
    });
    if (!figure.beside) return;
    const traces = new Set(Object.keys(figure.narrow || {}).map((path) => Number((ofData(path) || [])[1])));
    figure.whole = { ...figure.layout, data: figure.data.map((trace, number) => (traces.has(number) ? structuredClone(trace) : null)) };
  };
  const drawNow = (holder) => {
    const again = holder.figure;
    const figure = again || pageParts.figure(Number(holder.dataset.spec));
    figure.own = figure.look === "own";
    holder.figure = figure;
    if (!again) begin(holder, figure);
    $$(".waiting, .still", holder).forEach((mark) => mark.remove());
    const layout = layoutFor(holder, figure);
    holder.short = Boolean(figure.beside) && narrow(layout.width);
    if (holder.short) heads.outside(holder, Object.fromEntries(shorts(figure, true).filter(([path]) => !ofData(path))));
    const data = inked(figure, holder.short ? shortened(figure) : figure.data, page.isDark());
    holder.drawing = window.Plotly.newPlot(holder, data, inked(figure, layout, page.isDark()), config(figure.config, holder))
      .then(() => (figure.frames ? window.Plotly.addFrames(holder, figure.frames) : null))
      .then(() => { heedZoom(holder); finished(holder); holder.on("plotly_afterplot", () => finished(holder)); })
      .then(() => holder.on("plotly_animatingframe", ({ name }) => { heads.tellAll(holder, figure.told?.[name] || {}); if (holder.onframe) holder.onframe(name); }))
      .then(() => { if (holder.textContent.includes("WebGL is not supported")) throw new Error("no WebGL"); })
      .then(() => { holder.classList.add("drawn"); count(); restLater(); })
      .then(() => makeRoom(holder));
    holder.placed = true;
    holder.dataset.dark = String(page.isDark());
  };
  // What no figure has asked for waits until those in sight are drawn.
  let resting = 0;
  const restLater = () => { clearTimeout(resting); resting = setTimeout(pageParts.registerRest, REST); };
  const sealLinks = (holder) => $$("a", holder).forEach((link) => link.setAttribute("rel", "noopener noreferrer"));
  // plotly.js makes its links and buttons anew whenever it draws.
  const finished = (holder) => {
    sealLinks(holder);
    const bar = $(".modebar", holder);
    if (bar) toolbars.make(bar, () => $$(".modebar-btn", bar), `${words.plot_tools}, ${$(".fig-no", holder.closest("figure")).textContent}`);
  };
  // A page has few drawing contexts of the graphics card: figures far away give theirs back and leave a picture.
  const MOST_SOLID = 8;
  let solid = [];
  const distance = (holder) => { const box = holder.getBoundingClientRect(); return Math.max(0, box.top - innerHeight, -box.bottom); };
  const makeRoom = async (holder) => {
    if (!("solid" in holder.dataset)) return;
    solid = [...solid.filter((other) => other !== holder), holder];
    if (solid.length <= MOST_SOLID) return;
    const far = solid.filter((other) => other !== holder && (page.printing || distance(other) > 700)).sort((a, b) => distance(b) - distance(a))[0];
    if (far) await park(far);
  };
  const park = async (holder) => {
    solid = solid.filter((other) => other !== holder);
    const { width, height } = holder._fullLayout;
    const address = await window.Plotly.toImage(holder, { format: "png", width, height });
    window.Plotly.purge(holder);
    holder.append(element("img", { className: "still", src: address, width, height, alt: "" }));
    holder.placed = false;
    state.delete(holder);
    if (near) near.observe(holder);
  };
  const fail = (holder, problem) => {
    holder.classList.add("failed");
    holder.replaceChildren();
    const note = document.createElement("p");
    note.className = "waiting";
    note.textContent = words.draw_failed;
    note.dataset.cause = String(problem && problem.message || problem);
    holder.append(note);
    const table = $("details.data", holder.closest("figure"));
    if (table) table.open = true;
  };
  const count = () => { root.dataset.figures = `${$$(".plot.drawn").length}/${plots.length}`; };
  // All up to plotly's own promise happens at once: Firefox prints without waiting for more.
  const relay = async (holder) => {
    if (!holder.placed || holder.classList.contains("failed")) return;
    // Hidden behind slides a figure has no room; it is laid out anew when they end.
    if (!page.printing && !holder.parentElement.clientWidth) return;
    const { figure } = holder;
    if (flows(figure) && (page.printing || holder._context.staticPlot)) {
      delete holder._context; // plotly.js would keep it
      return void drawNow(holder);
    }
    const turned = holder.dataset.dark !== String(page.isDark());
    const layout = layoutFor(holder, figure);
    holder.dataset.dark = String(page.isDark());
    const change = figure.beside ? swap(holder, narrow(layout.width)) : {};
    Object.assign(change, { template: layout.template, height: layout.height, width: layout.width, ...windowOf(holder) });
    for (const path of Object.keys(change)) if (path.startsWith("margin.")) delete change[path];
    if (noPointer.matches) change.dragmode = layout.dragmode ?? null;
    if (layout.modebar || holder.layout.modebar) change.modebar = layout.modebar || null;
    if (layout.title && !figure.beside) change.title = layout.title;
    if (layout.margin || holder.layout.margin) change.margin = layout.margin || null;
    if (!turned || !figure.inks) return void await window.Plotly.relayout(holder, change);
    for (const [path, value] of Object.entries(change)) putAt(holder.layout, path, value);
    await window.Plotly.react(holder, inked(figure, holder.data, page.isDark()), inked(figure, { ...holder.layout }, page.isDark()), config(figure.config, holder));
    if (figure.frames) await window.Plotly.addFrames(holder, figure.frames);
  };
  // What is in sight comes first; what waits already is not asked twice.
  const queued = new Set();
  const relayInTurns = (holders) => {
    const far = holders.filter((holder) => !queued.has(holder)).map((holder) => [distance(holder), holder]);
    for (const [, holder] of far.sort(([one], [other]) => one - other)) {
      queued.add(holder);
      turn().then(() => { queued.delete(holder); return relay(holder); });
    }
  };
  // A figure opened large covers the page, until Escape or the same button puts it back.
  let large = null;
  const turnLarge = async (figure, open) => {
    const holder = $(".plot", figure);
    const button = $('[data-do="large"]', figure);
    await draw(holder);
    if (holder.classList.contains("failed")) return;
    large = open ? figure : null;
    figure.classList.toggle("large", open);
    document.body.classList.toggle("covered", open);
    button.textContent = open ? words.close : words.large;
    button.setAttribute("aria-pressed", String(open));
    holder.zoomed = false;
    // The bar of plotly is chosen when a figure is drawn; data and choices stay as they are.
    await window.Plotly.react(holder, holder.data, holder.layout, config(holder.figure.config, holder));
    if (holder.figure.frames) await window.Plotly.addFrames(holder, holder.figure.frames);
    await relay(holder);
    button.focus({ preventScroll: true });
    if (!open) figure.scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !large) return;
    event.stopImmediatePropagation();
    turnLarge(large, false);
  });
  let near = null;
  const drawAll = async (which = plots) => { for (const holder of which) await draw(holder); };
  if (plots.length && old) {
    $(".too-old").hidden = false;
    plots.forEach((holder) => holder.classList.add("failed"));
  } else if (plots.length) {
    near = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) { near.unobserve(entry.target); draw(entry.target); }
    }), { rootMargin: "700px 0px" });
    requestAnimationFrame(() => setTimeout(() => {
      plots.forEach((holder) => near.observe(holder));
      pageParts.start().then(restLater, (problem) => plots.forEach((holder) => fail(holder, problem)));
    }, 0));
    const resized = new ResizeObserver((entries) => {
      if (page.printing) return;
      relayInTurns(entries.filter(({ target, contentRect: { width } }) => {
        const before = widths.get(target) ?? 0;
        widths.set(target, width);
        return measured.get(target).classList.contains("drawn") && width > 0 && Math.abs(before - width) > 1;
      }).map(({ target }) => measured.get(target)));
    });
    const measured = new Map(plots.map((holder) => [authoredWidth(holder) ? holder.parentElement : holder, holder]));
    for (const target of measured.keys()) resized.observe(target);
  }
  return { state, draw, drawNow, drawAll, fail, relay, relayInTurns, turnLarge };
};
