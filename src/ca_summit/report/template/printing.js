/* Make the page fit for paper before it is printed, and put it back after. */
const printedPage = ({ $, $$, element, plots, laidOut, page, figures }) => {
  const decoded = (path) => { try { return decodeURIComponent(path); } catch { return path; } };
  // Sources that only folded figures name are not printed.
  const numbersOf = (figure) => [
    ...$$(".refs a", figure).flatMap((link) => { const first = Number(link.hash.replace("#source_", "")); return Array.from({ length: Number(link.dataset.to || first) - first + 1 }, (_, more) => first + more); }),
    ...$$(".refs-list li", figure).map((item) => item.value),
  ];
  const markSources = () => {
    // Printed, a title and its host are enough to find a source; a name that is none keeps its address.
    $$(".source-list a").forEach((link) => {
      const [host, name] = [link.hostname.replace(/^www\./, ""), link.textContent];
      link.dataset.host = name.startsWith(host) ? "" : /\s/.test(name) ? host : `${host}${decoded(link.pathname)}${link.search}`;
    });
    const read = new Set($$("figure.fig").filter(laidOut).flatMap(numbersOf));
    // As running text they take two thirds of the paper; each begins with its number.
    $$(".source-list li").forEach((item, place) => {
      item.dataset.number = place + 1;
      item.classList.toggle("unread", plots.some((holder) => !laidOut(holder)) && !read.has(place + 1));
    });
  };
  // On paper the contents follow the cover.
  const list = $("nav#_contents");
  const home = list && document.createComment("");
  const moveContents = (inward) => {
    // After the words and figures of a cover they would come too late.
    const heading = list && $("main h2");
    const late = heading && $$("main :is(figure.fig, .cell table, .picture, pre)").some((cell) => cell.compareDocumentPosition(heading) & Node.DOCUMENT_POSITION_FOLLOWING);
    const first = late ? $("main .masthead").nextElementSibling : heading;
    if (inward && first && !home.parentNode) { list.replaceWith(home); first.before(list); }
    else if (!inward && home?.parentNode) home.replaceWith(list);
  };
  // Firefox knows no rule that keeps a heading with what follows it: on paper both stand in one box.
  const kept = [];
  let opened = [];
  const keepHeadings = () => $$("main :is(h2, h3, h4)").filter(laidOut).forEach((heading) => {
    let next = heading.nextElementSibling || heading.parentElement.nextElementSibling;
    while (next && !next.matches("p, ul, ol, figure, table")) {
      const inner = next.matches("details, summary, style") ? next.nextElementSibling : next.firstElementChild;
      if (!inner) break;
      next = inner;
    }
    if (!next || !next.matches("p, ul, ol") || next.closest("figure")) return;
    const [whole, place] = [element("div", { className: "kept" }), document.createComment("")];
    heading.before(whole);
    next.replaceWith(place);
    whole.append(heading, next);
    kept.push(() => { place.replaceWith(next); whole.replaceWith(heading); });
  });
  // Firefox prints a hatch tile by tile and paper shows between them: the ground is painted under the whole.
  const grounds = [];
  const layGrounds = () => $$(".plot [style*='url(']").forEach((mark) => {
    const [, name] = mark.style.fill.match(/#([^"')]+)/) || [];
    const ground = name && document.getElementById(name)?.matches("pattern") && $("rect", document.getElementById(name));
    if (!ground || !mark.parentNode.parentNode) return;
    const [place, under] = [document.createElementNS(mark.namespaceURI, "g"), mark.cloneNode()];
    const [turned, { fill, fillOpacity }] = [mark.parentNode.getAttribute("transform"), getComputedStyle(ground)];
    if (turned) place.setAttribute("transform", turned);
    Object.assign(under.style, { fill, fillOpacity });
    place.append(under);
    mark.parentNode.before(place);
    grounds.push(place);
  });
  // Blocks whose width a formula may fill.
  const LINE = "p, li, dt, dd, h1, h2, h3, h4, h5, h6, .formula-line, div";
  // What is wider than the sheet shrinks alone; left as it is, it would shrink every page or be cut off.
  const PAPER = 14; // pixels of 10.5 points
  const shrunk = [];
  const shrinkWide = () => {
    const root = document.documentElement;
    // A table keeps the lines that it has on the screen: broken anew it would take more pages.
    const letters = PAPER / parseFloat(getComputedStyle(root).fontSize);
    const tables = $$(".scroll > table").map((table) => [table, (table.scrollWidth * letters) / SHEET.width]);
    root.classList.add("measured");
    const formulas = $$(".formula-line math, .prose > * math").filter((formula) => !formula.closest("table"));
    const inside = (node) => { const range = document.createRange(); range.selectNodeContents(node); return range.getBoundingClientRect().width; };
    const lines = formulas.map((formula) => [formula, inside(formula) / formula.closest(LINE).clientWidth]);
    const blocks = $$(".cell > .html, .prose > :not(.scroll, .formula-line, pre, :has(math))").map((block) => [block, block.scrollWidth / block.parentElement.clientWidth]);
    root.classList.remove("measured");
    const wide = (found) => found.filter(([, share]) => share > 1.002 && share < Infinity);
    for (const [formula, share] of wide(lines)) {
      shrunk.push([formula, "fontSize", formula.style.fontSize]);
      formula.style.fontSize = `${Math.floor(1000 * parseFloat(getComputedStyle(formula).fontSize) / parseFloat(getComputedStyle(formula.parentElement).fontSize) / share) / 1000}em`;
    }
    for (const [block, share] of wide([...tables, ...blocks])) {
      shrunk.push([block, "zoom", ""]);
      block.style.zoom = String(1 / share);
    }
  };
  addEventListener("beforeprint", () => {
    page.printing = true;
    moveContents(true);
    keepHeadings();
    markSources();
    opened = $$("details.all-sources:not([open])");
    opened.forEach((box) => { box.open = true; });
    shrinkWide();
    if (pageParts.started()) for (const holder of plots) {
      if (!laidOut(holder)) continue;
      if (holder.placed) figures.relay(holder);
      else if (!holder.classList.contains("failed")) {
        try { figures.drawNow(holder); figures.state.set(holder, holder.drawing); } catch (problem) { figures.fail(holder, problem); }
      }
    }
    layGrounds();
  });
  addEventListener("afterprint", () => { page.printing = false; grounds.splice(0).forEach((ground) => ground.remove()); moveContents(false); kept.splice(0).forEach((undo) => undo()); opened.forEach((box) => { box.open = false; }); opened = []; shrunk.splice(0).forEach(([part, property, before]) => { part.style[property] = before; }); figures.relayInTurns(plots); });
};
