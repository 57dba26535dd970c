/* Fill the tables and the lists of sources of figures when they are opened. */
const figureTables = ({ $, $$, element, words, read, old, changed }) => {
  const filled = new WeakMap();
  // As people write it: from 10,000 on in groups, so that years stay years. The number itself stays beside it.
  const showNumber = (cell, value, lang) => {
    cell.dataset.n = value;
    cell.textContent = new Intl.NumberFormat(lang || undefined, { maximumFractionDigits: 20, useGrouping: Math.abs(value) >= 1e4 }).format(value);
  };
  const fill = (figure) => {
    const table = $("table", figure);
    if (!table || old || filled.has(table)) return filled.get(table);
    const { lang } = figure.closest("[lang]") || {};
    for (const cell of $$("td[data-n]", table)) showNumber(cell, cell.textContent, lang);
    const job = read().then(({ rows }) => {
      if (!rows[figure.id]) return;
      const columns = packed.unfold(rows[figure.id]);
      const body = document.createDocumentFragment();
      columns[0].forEach((_, at) => {
        const row = document.createElement("tr");
        for (const column of columns) {
          const cell = row.insertCell();
          const value = column[at] ?? "";
          if (typeof value === "number") showNumber(cell, value, lang);
          else cell.textContent = value;
        }
        body.append(row);
      });
      table.tBodies[0].append(body);
      $(".left", figure).remove();
      changed();
    });
    filled.set(table, job);
    return job;
  };
  const bibtex = (numbers) => read().then(({ sources }) => numbers.map((number) => {
    const line = $(`#source_${number}`);
    const name = $("a,cite", line);
    const parts = [...line.childNodes].filter((node) => node !== $(".read-in", line));
    const at = parts.indexOf(name);
    const [before, after] = [parts.slice(0, at), parts.slice(at + 1)].map((nodes) => nodes.map((node) => node.textContent).join(""));
    return bibliography.entry({ key: sources[number - 1], before, title: name.textContent, after, url: name.getAttribute("href") || "", read: ($(".read-in", line) || {}).textContent });
  }).join("\n\n"));
  const fillSources = (box) => {
    const links = $$(".refs a", box);
    if (!links.length) return;
    const numbers = links.flatMap((link) => {
      const first = Number(link.hash.replace("#source_", ""));
      return Array.from({ length: Number(link.dataset.to || first) - first + 1 }, (_, at) => first + at);
    });
    const items = numbers.map((number) => element("li", { value: number }, ...$(`#source_${number}`).cloneNode(true).childNodes));
    const button = element("button", { type: "button", textContent: words.bibtex });
    Object.assign(button.dataset, { do: "bibtex", sources: numbers.join(" ") });
    $(".refs", box).replaceWith(element("ol", { className: "refs-list" }, ...items), button);
  };
  document.addEventListener("toggle", ({ target }) => {
    if (!target.open || !target.matches) return;
    if (target.matches("details.data")) fill(target.closest("figure"));
    if (target.matches("details.sources")) fillSources(target);
    if (target.matches("details.bib") && !old) bibtex($$(".source-list li").map((_, at) => at + 1)).then((text) => { $("#_bibtex code").textContent = text; });
  }, true);
  return { fill, bibtex };
};
