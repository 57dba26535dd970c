/* Present a page as slides of one thought or one figure each. */
const slideShow = ({ $, $$, element, words, root, laidOut, draw, relay, afterwards }) => {
  const pager = $(".pager");
  const [slideHead, slideBody] = [element("p", { className: "slide-head", tabIndex: -1 }), element("div", { className: "slide" })];
  const stage = element("div", { className: "stage", hidden: true }, slideHead, slideBody);
  document.body.append(stage);
  const NO_SLIDE = ".fig-again, .masthead, .too-old, .label, summary, footer, style, .stream, details.source, details.methods, details.messages, details.bib, details.all-sources, .source-list";
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
  const tooTall = (figure) => figure.matches("figure.fig") && Math.max(0, ...$$(".plot", figure).map((holder) => Number(holder.dataset.height))) > 1.35 * innerHeight;
  const spills = () => slideBody.scrollHeight > slideBody.clientHeight + 1;
  const fits = (title, nodes) => {
    slideHead.textContent = title;
    slideBody.replaceChildren(...nodes);
    return !spills();
  };
  const copied = (node) => {
    const twin = node.cloneNode(true);
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
  const SHORT = 160;
  const layOut = (found) => {
    slides = [];
    for (const { title, source, bottom, moved, tall } of found) {
      const last = slides[slides.length - 1];
      const open = last && last.title === title && !last.moved ? last : null;
      const slide = { title, source, bottom, moved, nodes: [] };
      if (tall) {
        const said = [$(".plot", source).getAttribute("aria-label"), $("figcaption", source).textContent];
        slides.push({ ...slide, moved: false, nodes: said.map((text) => element("p", { textContent: text })) });
      } else if (moved) {
        // A short sentence before a figure stands over it.
        if (open && open.nodes.length === 1 && open.nodes[0].textContent.length <= SHORT) slide.nodes = slides.pop().nodes;
        slides.push(slide);
      } else if (open && fits(title, [...open.nodes, copied(source)])) open.nodes.push(copied(source));
      else {
        const pieces = fits(title, [copied(source)]) ? [copied(source)] : cut(title, source);
        slides.push(...pieces.map((piece) => ({ ...slide, nodes: [piece] })));
      }
    }
    slideBody.replaceChildren();
  };
  // Pixels of what stands in a figure beside what is drawn.
  const besides = (holder) => [...holder.closest("figure").children].filter((part) => part !== holder && part.offsetHeight).reduce((sum, part) => sum + part.offsetHeight + 12, 0);
  const onStage = (holder) => stage.contains(holder);
  // The room that title, caption and controls leave to the figure of a slide.
  const stageRoom = (holder) => {
    const figure = holder.closest("figure");
    const taken = besides(holder) + [...slideBody.children].filter((part) => part !== figure && !part.contains(holder)).reduce((sum, part) => sum + part.offsetHeight + 14, 0);
    return [slideBody.clientWidth, Math.max(200, slideBody.clientHeight - taken - 32)];
  };
  const putBack = () => {
    const slide = slides[at];
    if (!slide || !slide.mark) return;
    slide.mark.replaceWith(slide.source);
    slide.mark = null;
  };
  const show = (index) => {
    putBack();
    at = Math.max(0, Math.min(slides.length - 1, index));
    const slide = slides[at];
    slideHead.textContent = slide.title;
    slideBody.style.fontSize = "";
    if (slide.moved) {
      slide.mark = document.createComment("");
      slide.source.replaceWith(slide.mark);
    }
    slideBody.replaceChildren(...slide.nodes, ...(slide.moved ? [slide.source] : []));
    $(".at", pager).textContent = words.screen.replace("{at}", at + 1).replace("{total}", slides.length);
    // Few words are written large.
    if (!slide.moved) for (const size of [1.5, 1.3, 1.15, 1]) { slideBody.style.fontSize = `${size}rem`; if (!spills()) break; }
    const holders = $$(".plot", slideBody);
    Promise.all(holders.map((holder) => (holder.placed ? relay(holder) : draw(holder)))).then(() => {
      // What cannot be cut shrinks until it fits.
      const share = Math.min(slideBody.clientHeight / (slideBody.scrollHeight - 2), slideBody.clientWidth / (slideBody.scrollWidth - 2));
      if (share < 1 && slides[at] === slide) [...slideBody.children].forEach((part) => { part.style.zoom = String(Math.floor(share * 98) / 100); });
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
    const found = units();
    if (!found.length) return;
    document.body.classList.add("presenting");
    pager.hidden = stage.hidden = false;
    if (root.requestFullscreen) root.requestFullscreen().catch(() => {});
    layOut(found);
    show(Math.max(0, slides.findIndex(({ bottom }) => bottom > innerHeight / 3)));
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
  return { present, end, move, onStage, stageRoom };
};
