/* Present a page as slides of one thought or one figure each. */
const slideShow = ({ $, $$, element, words, root, laidOut, draw, relay, isMap, afterwards }) => {
  const pager = $(".pager");
  const [slideHead, slideBody] = [element("p", { className: "slide-head", tabIndex: -1 }), element("div", { className: "slide" })];
  const stage = element("div", { className: "stage", hidden: true }, slideHead, slideBody);
  document.body.append(stage);
  const NO_SLIDE = ".fig-again, .signpost, .masthead, .too-old, .label, summary, footer, style, .stream, details.source, details.methods, details.messages, details.bib, details.all-sources, .source-list";
  const SHELL = "section, .cell, .prose, .standfirst, .imprint, .answer, details.chapter";
  let slides = [];
  let at = -1;
  // In the order of the page: what is folded away is on no slide, a heading stands over what follows it.
  const units = () => {
    const found = [];
    let title = $(".masthead h1").textContent;
    const walk = (node) => [...node.children].forEach((child) => {
      if (child.matches(NO_SLIDE) || !laidOut(child)) return;
      if (child.matches("h1,h2,h3,h4,h5,h6")) title = [...child.childNodes].filter((part) => !(part.matches && part.matches(".anchor"))).map((part) => part.textContent).join("");
      else if (child.matches(SHELL)) walk(child);
      else found.push({ title, source: child, bottom: child.getBoundingClientRect().bottom, tall: tooTall(child), moved: child.matches("figure.fig") || Boolean($("form, input, select, video, audio", child)) });
    });
    walk($("main"));
    return found;
  };
  // A figure that would be unreadable on one slide is told in its words.
  const MOST = 1500; // pixels of height
  const tooTall = (figure) => figure.matches("figure.fig") && Math.max(0, ...$$(".plot", figure).map((holder) => Number(holder.dataset.height))) > MOST;
  const spills = () => slideBody.scrollHeight > slideBody.clientHeight + 1;
  const fits = (title, nodes) => {
    slideHead.textContent = title;
    slideBody.replaceChildren(...nodes);
    return !spills();
  };
  // A table too wide for one slide goes on overleaf, column by column; its first column stands on each.
  const byColumns = (title, node) => {
    const whole = copied(node);
    const table = whole.matches("table") ? whole : $("table", whole);
    if (!table) return [whole];
    fits(title, [whole]);
    const room = slideBody.clientWidth;
    const rows = [...table.rows];
    const [first] = rows;
    const widths = first ? [...first.cells].map((cell) => cell.offsetWidth) : [];
    const even = rows.every((row) => row.cells.length === widths.length && [...row.cells].every(({ colSpan, rowSpan }) => colSpan === 1 && rowSpan === 1));
    if (table.offsetWidth <= room || !even || widths.length < 3) return [whole];
    const groups = [[]];
    let used = widths[0];
    widths.slice(1).forEach((width, at) => {
      if (used + width > room && groups[groups.length - 1].length) { groups.push([]); used = widths[0]; }
      groups[groups.length - 1].push(at + 1);
      used += width;
    });
    return groups.map((columns) => {
      const part = whole.cloneNode(true);
      const kept = new Set([0, ...columns]);
      for (const row of (part.matches("table") ? part : $("table", part)).rows) [...row.cells].forEach((cell, at) => { if (!kept.has(at)) cell.remove(); });
      $$("col, colgroup", part).forEach((column) => column.remove());
      return part;
    });
  };
  const copied = (node) => {
    const twin = node.cloneNode(true);
    if (node.closest(".imprint")) twin.classList.add("imprint");
    [twin, ...$$("[id]", twin)].forEach((part) => part.removeAttribute("id"));
    return twin;
  };
  // A list or table too long for one slide goes on overleaf, item by item; a long paragraph sentence by sentence.
  const cut = (title, node) => {
    const whole = copied(node);
    const find = (from) => (from.matches("ul,ol,tbody") ? from : $("tbody,ul,ol", from));
    const list = find(whole);
    if (!list && !whole.matches("p")) return [whole];
    const items = list ? [...list.children] : whole.textContent.split(/(?<=[.!?])\s+/).map((text) => document.createTextNode(`${text} `));
    (list || whole).replaceChildren();
    const pieces = [];
    let shell = null;
    items.forEach((item, number) => {
      if (shell) (find(shell) || shell).append(item);
      if (shell && fits(title, [shell])) return;
      if (shell) item.remove();
      shell = whole.cloneNode(true);
      const inner = find(shell) || shell;
      if (inner.matches("ol")) inner.start = number + (node.start || 1);
      inner.append(item);
      pieces.push(shell);
    });
    return pieces;
  };
  const [SHORT, THOUGHT] = [160, 420]; // signs of a sentence over a figure, and of what stands on one slide
  const signs = (nodes) => nodes.reduce((sum, node) => sum + node.textContent.length, 0);
  const layOut = (found) => {
    slides = [];
    for (const { title, source, bottom, moved, tall } of found) {
      const last = slides[slides.length - 1];
      const open = last && last.title === title && !last.moved ? last : null;
      const slide = { title, source, bottom, moved, nodes: [] };
      if (tall) {
        const [alt, caption] = [$(".plot", source).getAttribute("aria-label"), $("figcaption", source).textContent];
        const said = caption.includes(alt) ? [caption] : [alt, caption];
        slides.push({ ...slide, moved: false, nodes: said.map((text) => element("p", { textContent: text })) });
      } else if (moved) {
        // A short sentence before a figure stands over it.
        if (open && open.nodes.length === 1 && open.nodes[0].textContent.length <= SHORT) slide.nodes = slides.pop().nodes;
        slides.push(slide);
      } else if (open && (signs([...open.nodes, source]) <= THOUGHT || source.closest(".imprint")) && fits(title, [...open.nodes, copied(source)]) && slideBody.scrollWidth <= slideBody.clientWidth + 1) open.nodes.push(copied(source));
      else {
        const pieces = byColumns(title, source).flatMap((part) => (fits(title, [part]) ? [part] : cut(title, part)));
        slides.push(...pieces.map((piece) => ({ ...slide, nodes: [piece] })));
      }
    }
    slideBody.replaceChildren();
  };
  const onStage = (holder) => stage.contains(holder);
  const heightOf = (parts) => parts.filter((part) => part.offsetHeight).reduce((sum, part) => sum + part.offsetHeight + 12, 0);
  // Another author's figure grows until it fills the screen and its letters can be read on a wall.
  const filling = (holder, width, height) => {
    const wanted = Number(holder.dataset.height);
    const room = Math.max(200, height - heightOf([...holder.closest("figure").children].filter((part) => part !== holder)) - 32);
    const { l = 80, r = 80, t = 100, b = 80 } = holder.figure?.layout.margin || {};
    // As long as its margins leave a drawing between them.
    const legible = Math.min((slides[at].more || 1) * wall.scale(holder.figure || {}, innerWidth), width / (l + r + 160), room / (t + b + 90));
    const scale = Math.round(1000 * Math.max(legible, Math.min(Math.max(1, innerWidth / 780), room / (0.64 * wanted), width / 600))) / 1000;
    return { scale, height: Math.floor(room / scale), room };
  };
  // The words of our figures stand at its left; what is too high for that takes the whole width and goes on overleaf.
  const [WORDS, FEWEST] = [0.3, 0.17];
  const sizeOf = (holder) => {
    const figure = holder.closest("figure");
    const [width, height] = [slideBody.clientWidth, slideBody.clientHeight - heightOf([...slideBody.children].filter((part) => !part.contains(holder)))];
    if (!holder.figure?.beside?.t) return filling(holder, width, height);
    const { layout, beside } = holder.figure;
    const edges = (layout.margin?.t ?? 0) + (layout.margin?.b ?? 0) - beside.t - beside.b;
    const { wide = false, more = 1, share = WORDS } = slides[at];
    const scale = more * wall.scale(holder.figure, innerWidth);
    const least = isMap(holder.figure) ? 0 : wall.least(holder.figure, Number(holder.dataset.height), edges);
    const words = () => heightOf([...figure.children].filter((part) => part !== holder && !part.matches(".strip")));
    slideBody.classList.remove("aside");
    const below = height - words();
    const turns = (room) => Math.ceil(least * scale / (room - 16));
    // Rows of sentences need no axis on each slide: beside the words they take fewer slides than under them.
    const fewer = () => wall.hasNoAxis(layout) && turns(height) < turns(below);
    const aside = !wide && innerWidth >= 900 && width > 1.3 * height && (least * scale < 1.04 * height || fewer());
    slideBody.classList.toggle("aside", aside);
    slideBody.style.setProperty("--words", share);
    const room = aside ? height : below;
    return { scale, room, height: Math.max(Math.floor(room / scale), aside && least * scale < 1.04 * height ? 0 : least) };
  };
  // What does not fit beside or under a figure stays in the page: first the sources, then the note, sentence by sentence.
  const trim = (slide, figure) => {
    const [note, caption] = [$(".fig-source", figure), $("figcaption", figure)];
    const over = () => Math.max(...[...figure.children].filter((part) => part.offsetHeight && !part.matches(".plot")).map((part) => part.getBoundingClientRect().bottom)) > slideBody.getBoundingClientRect().bottom - 16;
    const said = note ? wall.sentences(note.textContent) : [];
    if (note) slide.note = [note, [...note.childNodes]];
    while (said.length && over()) { said.pop(); note.textContent = said.join(" "); }
    if (caption && caption.offsetHeight && over()) caption.classList.add("unsaid");
  };
  // One window of a drawing that is higher than the slide, between copies of its heads and of its lower axis.
  const PARTS = ["--from", "--until", "--shift", "--end"];
  const turnTo = (slide, holder, room) => {
    const [scale, height] = [Number(holder.style.getPropertyValue("--scale")) || 1, holder._fullLayout.height];
    const { t, b } = holder._fullLayout._size;
    const top = holder.getBoundingClientRect().top;
    const extent = (box) => [(box.top - top) / scale, (box.bottom - top) / scale];
    const boxes = (marks) => $$(marks, holder).map((part) => part.getBoundingClientRect()).filter((box) => box.height).map(extent);
    const panels = Object.values(holder._fullLayout._plots).map(({ yaxis }) => [yaxis._offset, yaxis._offset + yaxis._length]);
    const letters = boxes("text");
    const single = new Set(panels.map(String)).size === 1;
    const [over, under] = [letters.filter(([, end]) => end < t + 1), letters.filter(([start]) => start > height - b - 1)];
    const [above, below] = [single && over.length ? t : 0, single && under.length ? b : 0];
    // The copies begin and end with their letters.
    const first = above && Math.max(0, Math.min(...over.map(([start]) => start)) - 2);
    const last = below ? Math.min(height, Math.max(...under.map(([, end]) => end)) + 2) : height;
    if (!slide.places) {
      const air = 3; // pixels over and under the letters of a line
      const glyphs = letters.map(([start, end]) => [start + Math.min(air, 0.18 * (end - start)), end - Math.min(air, 0.18 * (end - start))]);
      const taken = [...glyphs, ...boxes(".point path, path.point"), ...(single ? [] : panels.filter(([start, end]) => scale * (end - start) < 0.75 * room))].map((ends) => ends.map((end) => end - above));
      const cuts = wall.cuts(taken, height - above - below, room / scale - (above - first) - (last - height + below));
      slide.places = cuts.map((place) => place + above);
      const more = cuts.slice(2).map((_, number) => ({ ...slide, window: number + 1, mark: null, note: null }));
      slides.splice(slides.indexOf(slide) + 1, 0, ...more);
      slide.window = 0;
    }
    const [from, until] = slide.places.slice(slide.window, slide.window + 2);
    const drawing = $(".svg-container", holder);
    const strip = (start, end) => {
      const copy = drawing.cloneNode(true);
      Object.assign(copy.style, { transform: `scale(${scale})`, transformOrigin: "0 0", position: "absolute", top: `${-start * scale}px`, left: "0" });
      return Object.assign(element("div", { className: "strip" }, copy), { style: `height: ${(end - start) * scale}px` });
    };
    if (above) holder.before(strip(first, above));
    if (below) holder.after(strip(height - below, last));
    holder.style.setProperty("--from", `${from}px`);
    holder.style.setProperty("--until", `${height - until}px`);
    holder.style.setProperty("--shift", `${-from * scale}px`);
    holder.style.setProperty("--end", `${(until - from) * scale - height}px`);
    holder.classList.add("part");
  };
  const putBack = () => {
    const slide = slides[at];
    if (!slide || !slide.mark) return;
    $$(".strip", slideBody).forEach((strip) => strip.remove());
    $$(".unsaid", slideBody).forEach((part) => part.classList.remove("unsaid"));
    $$(".plot.part", slideBody).forEach((holder) => { holder.classList.remove("part"); PARTS.forEach((name) => holder.style.removeProperty(name)); });
    if (slide.note) slide.note[0].replaceChildren(...slide.note[1]);
    slide.note = null;
    slide.mark.replaceWith(slide.source);
    slide.mark = null;
  };
  // Letters that plotly made smaller to fit their mark need more room, or all are enlarged.
  const shown = (text) => { const { a, b } = text.getScreenCTM(); return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b); };
  // Sentences that would run over the edge take room from the words beside them, or stand under them.
  const makeRoom = async (slide, holder) => {
    if (!slideBody.matches(".aside") || slide.share || !wall.hasNoAxis(holder.figure.layout)) return;
    const { left, right } = holder.getBoundingClientRect();
    const reach = Math.max(...$$("text", holder).map((text) => text.getBoundingClientRect().right)) - left + 4;
    if (reach <= right - left) return;
    const share = 1 - reach / slideBody.clientWidth;
    Object.assign(slide, share < FEWEST ? { wide: true } : { share });
    await relay(holder);
  };
  const lacking = (holder) => wall.target(innerWidth) / Math.min(...$$("text", holder).filter((text) => text.textContent.trim() && text.getClientRects().length).map(shown));
  // Another author's letters may be smaller than the figure says.
  const enlarge = async (slide, holder) => {
    const share = holder.figure ? lacking(holder) : 0;
    if (innerWidth < 900 || share < 1.01 || slide.more) return;
    slide.more = Math.min(1.6, share);
    await relay(holder);
  };
  const settle = async (slide, holder) => {
    for (const change of ["wide", "more"]) {
      const share = lacking(holder);
      if (innerWidth < 900 || share < 1.01 || slides[at] !== slide) break;
      slide[change] ??= change === "wide" ? !isMap(holder.figure) : Math.min(1.6, share);
      await relay(holder);
    }
    if (slides[at] !== slide) return;
    await makeRoom(slide, holder);
    if (slides[at] !== slide) return;
    const figure = slide.source;
    const long = () => { const { scale, height, room } = sizeOf(holder); return height * scale > room + scale; };
    if (long() && !slideBody.matches(".aside")) $$(".fig-source, figcaption", figure).forEach((part) => part.classList.add("unsaid"));
    if (long()) turnTo(slide, holder, sizeOf(holder).room - 16);
    // The note stands under the last window.
    if (slide.window === undefined || slide.window === slide.places.length - 2) $$(".unsaid", figure).forEach((part) => part.classList.remove("unsaid"));
    trim(slide, figure);
  };
  const count = () => { $(".at", pager).textContent = words.screen.replace("{at}", at + 1).replace("{total}", slides.length); };
  const show = (index) => {
    putBack();
    at = Math.max(0, Math.min(slides.length - 1, index));
    const slide = slides[at];
    slideHead.textContent = slide.title;
    slideBody.style.fontSize = "";
    slideBody.classList.remove("aside");
    stage.classList.toggle("figures", slide.moved && slide.source.matches("figure.fig"));
    stage.classList.toggle("cover", at === 0 && !slide.moved && slide.title === $(".masthead h1").textContent);
    if (slide.moved) {
      slide.mark = document.createComment("");
      slide.source.replaceWith(slide.mark);
    }
    slideBody.replaceChildren(...slide.nodes, ...(slide.moved ? [slide.source] : []));
    count();
    // Few words are written large.
    if (!slide.moved) for (const size of [1.9, 1.7, 1.5, 1.3, 1.15, 1]) { slideBody.style.fontSize = `${size}rem`; if (!spills()) break; }
    const holders = $$(".plot", slideBody);
    stage.setAttribute("aria-busy", String(holders.length > 0));
    Promise.all(holders.map((holder) => (holder.placed ? relay(holder) : draw(holder)))).then(async () => {
      if (slides[at] !== slide) return;
      for (const holder of holders) await (holder.figure?.beside?.t ? settle(slide, holder) : enlarge(slide, holder));
      if (slides[at] !== slide) return;
      stage.setAttribute("aria-busy", "false");
      count();
      // What cannot be cut shrinks until it fits.
      const share = Math.min(slideBody.clientHeight / (slideBody.scrollHeight - 2), slideBody.clientWidth / (slideBody.scrollWidth - 2));
      if (share < 1 && slide.window === undefined) [...slideBody.children].forEach((part) => { part.style.zoom = String(Math.floor(share * 98) / 100); });
    });
    slideHead.focus({ preventScroll: true });
  };
  const restage = () => {
    const { source } = slides[at];
    putBack();
    slideBody.replaceChildren();
    document.body.classList.remove("presenting");
    const found = units();
    document.body.classList.add("presenting");
    layOut(found);
    show(Math.max(0, slides.findIndex((slide) => slide.source === source)));
  };
  const present = () => {
    if (at >= 0) return;
    const [found, scrolled] = [units(), scrollY];
    if (!found.length) return;
    document.body.classList.add("presenting");
    pager.hidden = stage.hidden = false;
    if (root.requestFullscreen) root.requestFullscreen().catch(() => {});
    layOut(found);
    // At the top of the page the talk begins with its cover, however high the screen is.
    show(scrolled < innerHeight / 10 ? 0 : Math.max(0, slides.findIndex(({ bottom }) => bottom > innerHeight / 3)));
  };
  addEventListener("resize", () => { if (at >= 0) restage(); });
  const end = () => {
    const here = slides[at];
    $$("[style]", slideBody).forEach((part) => { if (part.parentElement === slideBody) part.style.zoom = ""; });
    putBack();
    at = -1;
    slides = [];
    slideBody.replaceChildren();
    document.body.classList.remove("presenting");
    pager.hidden = stage.hidden = true;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    afterwards();
    if (here) here.source.scrollIntoView({ behavior: "instant" });
    $('[data-do="present"]').focus({ preventScroll: true });
  };
  addEventListener("keydown", (event) => {
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest && event.target.closest("input,select,textarea");
    if (typing && event.key !== "Escape") return;
    const pressed = event.target.closest && event.target.closest("button,summary,a");
    const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
    if (event.key === " " && pressed) return;
    if (event.key in steps) show(at + steps[event.key]);
    else if (event.key === " ") show(at + (event.shiftKey ? -1 : 1));
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (event.key === "Escape") end();
    else return;
    event.preventDefault();
  });
  document.addEventListener("fullscreenchange", () => { if (!document.fullscreenElement && at >= 0) end(); });
  const move = (by) => show(at + by);
  return { present, end, move, onStage, sizeOf };
};
