/* Make each row of buttons one stop of the Tab key; arrows, Home and End move inside it. */
const toolbars = (() => {
  const shown = (item) => item.getClientRects().length > 0;
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  // `items` finds the buttons anew each time: those of plotly.js come and go.
  const make = (row, items, label) => {
    const put = (chosen) => items().forEach((item) => { item.tabIndex = item === chosen ? 0 : -1; });
    const settle = () => {
      const all = items();
      put(all.find((item) => item.tabIndex === 0 && shown(item)) || all.find(shown) || all[0]);
    };
    if (!row.dataset.toolbar) {
      row.dataset.toolbar = "";
      row.setAttribute("role", "toolbar");
      row.setAttribute("aria-label", label);
      row.addEventListener("focusin", ({ target }) => { if (items().includes(target)) put(target); });
      row.addEventListener("keydown", (event) => {
        const all = items().filter(shown);
        const at = all.indexOf(event.target);
        const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : at + (STEPS[event.key] || 0);
        if (at < 0 || to === at || !all[to]) return;
        event.preventDefault();
        event.stopPropagation();
        all[to].focus();
      });
      row.addEventListener("click", () => setTimeout(settle));
    }
    items().forEach((item) => { if (!item.hasAttribute("tabindex")) item.tabIndex = -1; });
    settle();
  };
  return { make };
})();
