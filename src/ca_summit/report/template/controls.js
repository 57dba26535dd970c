/* Offer the menus and sliders of a figure as controls that a keyboard reaches. */
const figureControls = ({ element, words, page, heads }) => {
  const bare = (text) => new DOMParser().parseFromString(String(text ?? "").replace(/<[^>]*>/g, ""), "text/html").body.textContent.trim();
  // Frames named by the places of several choices, "2|0|5": a choice keeps what the other menus chose,
  // where there is such a frame; else the others go back to where they began.
  const frameOf = (step) => (step.method === "animate" && Array.isArray(step.args?.[0]) ? String(step.args[0][0]) : "");
  const combine = (holder, entry, steps) => {
    const names = steps.map((step) => frameOf(step).split("|"));
    const axis = names[0]?.findIndex((_, at) => names.some((name) => name[at] !== names[0][at]));
    if (names.length < 2 || names[0].length < 2 || axis < 0) return;
    holder.chosen ??= names[entry.active || 0];
    steps.forEach((step, number) => Object.assign(step, { axis, place: names[number][axis] }));
    (holder.axes ??= []).push({ axis, names, steps });
  };
  // A view that is made from values when it is chosen; where one choice has to give way its control follows.
  const painted = (holder, wanted, step) => {
    const { frame, said, places } = holder.painter(wanted);
    holder.chosen = places;
    for (const { axis, names, put } of holder.axes) if (places[axis] !== wanted[axis]) put(names.findIndex((name) => name[axis] === places[axis]));
    const [layout, told] = heads.parted(holder, frame.layout);
    heads.tellAll(holder, { ...told, ...said });
    return [{ ...frame, layout }, step.args[1]];
  };
  const chosen = (holder, step) => {
    const wanted = holder.chosen.map((place, at) => (at === step.axis ? step.place : place));
    if (holder.painter) return painted(holder, wanted, step);
    const held = holder.figure.frames.some((frame) => frame.name === wanted.join("|"));
    holder.chosen = held ? wanted : frameOf(step).split("|");
    if (!held) holder.axes.filter(({ axis }) => axis !== step.axis).forEach(({ axis, names, put }) => put(names.findIndex((name) => name[axis] === holder.chosen[axis])));
    return [[holder.chosen.join("|")], step.args[1]];
  };
  const run = (holder, step) => {
    if (!step || step.method === "skip") return;
    const method = window.Plotly[step.method || "restyle"];
    const args = figureForms.inked(holder.figure, structuredClone(step.axis === undefined ? step.args || [] : chosen(holder, step)), page.isDark());
    const place = { relayout: 0, update: 1 }[step.method];
    if (place !== undefined && args[place]) args[place] = heads.outside(holder, args[place]);
    // An animation that another one interrupts is rejected; that is no fault.
    if (["restyle", "relayout", "update", "animate"].includes(step.method || "restyle")) Promise.resolve(method(holder, ...args)).catch(() => {});
    // A choice may put other menus of the figure back; their controls follow.
    for (const [at, number] of Object.entries((step.args || [])[1] || {})) if (holder.places && holder.places[at]) holder.places[at](number);
  };
  const spoken = { "▶": words.play, "⏸": words.pause };
  const menu = (holder, { buttons = [], type = "dropdown", active = 0, name = "", showactive = true }) => {
    const steps = buttons.filter((step) => step.visible !== false);
    if (type === "buttons") {
      const made = steps.map((step, number) => element("button", { type: "button", textContent: bare(step.label), onclick: () => { whole.put(number); run(holder, step); } }));
      made.filter((button) => spoken[button.textContent]).forEach((button) => { button.title = button.ariaLabel = spoken[button.textContent]; });
      const whole = element("span", { className: "buttons" }, ...made);
      whole.put = (number) => { if (showactive) made.forEach((button, place) => { button.ariaPressed = String(place === number); }); };
      whole.put(active);
      return whole;
    }
    const options = steps.map((step, number) => element("option", { value: number, textContent: bare(step.label), selected: number === active }));
    const choice = element("select", { onchange: () => run(holder, steps[Number(choice.value)]) }, ...options);
    choice.setAttribute("aria-label", bare(name) || words.controls);
    choice.put = (number) => { choice.value = number; };
    return choice;
  };
  const slider = (holder, { steps: all = [], active = 0, currentvalue = {} }) => {
    const steps = all.filter((step) => step.visible !== false);
    const name = bare(currentvalue.prefix) || words.controls;
    const label = (step) => `${bare(step && step.label)}${bare(currentvalue.suffix)}`;
    const shown = element("output", { textContent: label(steps[active]) });
    const range = element("input", { type: "range", min: 0, max: Math.max(0, steps.length - 1), step: 1, value: active });
    const put = (number) => { shown.textContent = label(steps[number]); range.setAttribute("aria-valuetext", shown.textContent); };
    range.oninput = () => { put(Number(range.value)); run(holder, steps[Number(range.value)]); };
    put(active);
    holder.onframe = (frame) => {
      const number = steps.findIndex((step) => bare(step.label) === frame || (step.args && step.args[0] && step.args[0][0] === frame));
      if (number >= 0) { range.value = number; put(number); }
    };
    const whole = element("label", {}, element("span", { textContent: name }), range, shown);
    whole.put = (number) => { range.value = number; put(number); };
    return whole;
  };
  const addControls = (holder, layout) => {
    const parts = [];
    for (const [key, make] of [["updatemenus", menu], ["sliders", slider]]) {
      for (const [place, entry] of (layout[key] || []).entries()) {
        if (entry.visible === false) continue;
        combine(holder, entry, entry.buttons || entry.steps || []);
        const part = make(holder, entry);
        const own = (holder.axes || []).find(({ steps }) => steps === (entry.buttons || entry.steps));
        if (own) own.put = part.put;
        parts.push(part);
        (holder.places ??= {})[`${key}[${place}].active`] = part.put;
        entry.visible = false;
      }
    }
    if (parts.length) holder.before(element("div", { className: "controls" }, ...parts));
  };
  return { addControls };
};
