/* Tie the parts of the program to the page: its buttons, its light, what is near the reader. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const settings = JSON.parse($("#_settings").textContent);
  const words = settings.words;
  const plots = $$(".plot");
  plots.forEach((holder) => holder.setAttribute("aria-label", holder.querySelector(".alt").textContent));
  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const say = (text) => { $("#_said").textContent = text; };


  /* ---- light and dark ---- */
  const media = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => !page.printing && (root.dataset.theme ? root.dataset.theme === "dark" : media.matches);
  const luminance = (colour) => {
    const box = document.createElement("i");
    box.style.color = "";
    box.style.color = String(colour);
    if (!box.style.color) return null;
    document.body.append(box);
    const [r, g, b, a = 1] = (getComputedStyle(box).color.match(/[\d.]+/g) || []).map(Number);
    box.remove();
    return a < 0.5 ? null : (0.299 * r + 0.587 * g + 0.114 * b) / 255;
  };
  const opaque = (colour) => colour !== undefined && luminance(colour) !== null;
  const sans = getComputedStyle(root).getPropertyValue("--sans").trim();
  const themed = (template, dark, own) => (own && settings.themes.dark
    ? structuredClone(settings.themes[dark ? "dark" : "light"]) : themes.themed(template, dark, sans));
  const page = { printing: false, isDark, opaque, themed };
  const old = typeof DecompressionStream === "undefined" || typeof structuredClone === "undefined";
  // What is folded away is not drawn, printed or presented until it is opened.
  const laidOut = (node) => !(node.parentElement.closest("details:not([open])") && !node.matches("summary")) && node.getClientRects().length > 0;
  const tables = figureTables({ $, $$, element, words, read: pageParts.read, old, changed: () => reachable() });
  const slides = slideShow({ $, $$, element, words, root, laidOut, isMap: figureForms.isMap, draw: (holder) => figures.draw(holder), relay: (holder) => figures.relay(holder), afterwards: () => figures.relayInTurns(plots) });
  const heads = figureHeads({ $, page });
  const figures = pageFigures({ $, $$, element, words, plots, old, page, heads, controls: figureControls({ element, words, page, heads }), layouts: figureLayout({ page, heads, slides, words, language: settings.language }) });
  const files = saving({ $, $$, words, say, page, heads, tables, figures });
  printedPage({ $, $$, element, plots, laidOut, page, figures });
  window.caSummit = { drawAll: figures.drawAll };

  const retheme = () => {
    const button = $('[data-do="theme"]');
    button.textContent = isDark() ? words.light : words.dark;
    figures.relayInTurns(plots.filter((holder) => holder.placed && holder.dataset.dark !== String(isDark())));
  };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const stored = recall("ca-summit-theme");
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;
  media.addEventListener("change", retheme);
  retheme();

  /* ---- heads of number columns stand over their numbers ---- */
  $$(".html table").forEach((table) => {
    const rows = table.tBodies[0] ? [...table.tBodies[0].rows] : [];
    // Counted from the end: rows below a cell that spans several have fewer cells at their beginning.
    for (const head of table.tHead ? table.tHead.rows : []) [...head.cells].reverse().every((title, at) => {
      const cells = rows.map((row) => row.cells[row.cells.length - 1 - at]).filter((cell) => cell && /[^\s.…]/.test(cell.textContent));
      const whole = title.colSpan === 1 && cells.every((cell) => cell.dataset.n !== undefined);
      if (whole && cells.some((cell) => /\d/.test(cell.textContent))) title.dataset.n = "";
      return title.colSpan === 1;
    });
  });

  $$(".fig-key").forEach((line) => heads.setEntries(line));

  /* ---- buttons ---- */
  $$(".code-box").forEach((box) => {
    const button = element("button", { type: "button", className: "copy", textContent: words.copy });
    button.dataset.do = "copy";
    box.prepend(button);
  });
  $$("figure.fig").forEach((figure) => {
    const kinds = [$(".plot", figure) && "large", $("table", figure) && "csv", ...($(".plot", figure) ? ["png", "svg"] : [])].filter(Boolean);
    const made = kinds.map((kind) => {
      const button = element("button", { type: "button", textContent: words[kind], title: words[`download_${kind}`] || words.large_hint });
      button.setAttribute("aria-label", `${words[`download_${kind}`] || words.large_hint}, ${$(".fig-no", figure).textContent}`);
      button.dataset.do = kind;
      return button;
    });
    const tools = $(".fig-tools", figure);
    if (made.length) tools.append(element("span", { className: "buttons" }, ...made));
    toolbars.make(tools, () => $$(":scope > details > summary, :scope > .buttons > button", tools), `${words.tools}, ${$(".fig-no", figure).textContent}`);
  });
  if ($(".bar > div")) toolbars.make($(".bar > div"), () => $$(".bar button"), words.tools);
  const actions = {
    theme: () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember("ca-summit-theme", root.dataset.theme);
      retheme();
    },
    code: (button) => {
      const open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      $$("details.source").forEach((box) => { box.open = open; });
    },
    print: async () => { if (plots.length && !old) await figures.drawAll(plots.filter(laidOut)); print(); },
    present: slides.present,
    end: slides.end,
    back: () => slides.move(-1),
    forward: () => slides.move(1),
    copy: (button) => files.copy($("pre", button.parentElement).textContent, button),
    bibtex: (button) => files.copy(tables.bibtex(button.dataset.sources.split(" ")), button),
    large: (button) => figures.turnLarge(button.closest("figure"), !button.closest("figure.large")),
    csv: (button) => files.csv(button.closest("figure")),
    png: (button) => files.picture(button.closest("figure"), "png"),
    svg: (button) => files.picture(button.closest("figure"), "svg"),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do](button);
  });

  followContents({ $, $$, laidOut });

  // All are measured before the first is changed, so that the page is laid out once; what is folded away waits.
  const reachable = () => {
    const scrolls = (area) => area.scrollWidth > area.clientWidth + 1 || area.scrollHeight > area.clientHeight + 1;
    const open = (selector) => $$(selector).filter((area) => !area.closest("details:not([open])"));
    const areas = open(".scroll, .formula-line, pre").map((area) => [area, scrolls(area)]);
    const blocks = open(".cell > .html, .prose > :not(.scroll, .formula-line, pre)").map((area) => [area, area.scrollWidth > area.clientWidth + 1]);
    for (const [area, long] of areas) if (long) area.tabIndex = 0; else area.removeAttribute("tabindex");
    for (const [area, long] of blocks) {
      if (long === area.classList.contains("wide")) continue;
      area.classList.toggle("wide", long);
      if (long) area.tabIndex = 0;
      else if (area.matches("h1, h2, h3, h4, h5, h6")) area.tabIndex = -1;
      else area.removeAttribute("tabindex");
    }
  };
  document.addEventListener("toggle", reachable, true);
  addEventListener("resize", reachable);
  requestAnimationFrame(() => setTimeout(reachable, 0));
  // A page inside another tells how high it is, so that its frame can follow.
  if (window.parent !== window) new ResizeObserver(() => window.parent.postMessage({ caSummitHeight: $("main").offsetHeight }, "*")).observe($("main"));
  $$("details.data[open]").forEach((box) => tables.fill(box.closest("figure")));
})();
