// Views of the region made from its values: map and table of any indicator, year and state.
// Numbers and sentences are those that Python writes; a test holds both together.
const regionViews = ({ pack, figure: forms, controls: offered }) => {
  const { states, facts, words: w, code: calls, looks } = pack;
  const TABS = ["map", "lines", "table"];

  const { number, short, fill, escaped, wrapped } = numberWords(w);
  const series = regionSeries(pack, forms.layout.template);
  const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

  /* ---- colours ---- */
  const hex = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const even = (value) => { const low = Math.floor(value); return value - low === 0.5 ? low + (low % 2) : Math.round(value); };
  const colour = (part, scale) => {
    const share = Math.min(1, Math.max(0, part));
    const at = scale.findIndex(([end], place) => place && share <= end);
    const [[start, one], [end, two]] = scale.slice(at - 1, at + 1);
    const [from, to] = [hex(one), hex(two)];
    return `#${from.map((own, place) => even(own + ((share - start) / (end - start)) * (to[place] - own)).toString(16).padStart(2, "0")).join("")}`.toUpperCase();
  };
  const light = (color) => {
    const [r, g, b] = hex(color).map((own) => own / 255).map((own) => (own <= 0.04045 ? own / 12.92 : ((own + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, two) => { const [low, high] = [light(one), light(two)].sort((a, b) => a - b); return (high + 0.05) / (low + 0.05); };
  const inkOn = (fill) => (fill[0] !== "#" || contrast(looks.inks[0], fill) >= contrast(looks.inks[1], fill) ? 0 : 1);

  /* ---- one year of one indicator ---- */
  const total = (fact, values) => fact.counted && Math.min(...values) >= 0;
  const finding = (at, year, held) => {
    const fact = facts[at];
    const ordered = [...held].sort(([, a], [, b]) => b - a);
    const values = ordered.map(([, value]) => value);
    const last = values.length - 1;
    if (last < 1 || values[0] === values[1] || values[last] === values[last - 1]) return "";
    const [most, least] = [values[0], values[last]];
    const said = { what: w.bare[at], high: w.names[ordered[0][0]][1], low: w.names[ordered[last][0]][1], year, most, least };
    if (total(fact, values) && values.length === states.length) {
      return capital(fill(w.say.share, { ...said, what: w.inside[at], share: (100 * most) / values.reduce((sum, value) => sum + value, 0) }));
    }
    const times = most / least;
    if (least > 0 && fact.zero && looks.times[0] <= times && times <= looks.times[1]) return capital(fill(w.say.times, { ...said, times: number(times, 2) }));
    return capital(fill(w.say[(fact.percent ? "percent" : "range") + (last === 1 ? " of two" : "")], said));
  };
  const ofYear = (at, year) => {
    const fact = facts[at];
    const place = fact.years.indexOf(year);
    const held = states.map((state) => [state, (fact.values[state] || [])[place] ?? null]).filter(([, value]) => value !== null);
    const known = new Map(held);
    const [low, high] = fact.span;
    const scale = low < 0 && high > 0 ? looks.diverging : looks.sequential;
    const drawn = Object.fromEntries(states.map((state) => {
      const [label] = w.names[state];
      if (!known.has(state)) return [state, { fill: looks.none, pattern: looks.hatch, size: 0, label: `${label}<br>${w.say["no data"]}`, hover: fill(w.say.gap, { name: label, year }) }];
      const value = known.get(state);
      return [state, {
        fill: colour(high > low ? (value - low) / (high - low) : 0.5, scale),
        pattern: { shape: "" },
        size: high > 0 ? even(10 * looks.circle * Math.sqrt(Math.max(0, value) / high)) / 10 : 0,
        label: `${label}<br>${short(value)}`,
        hover: [fill(w.say.name, { state: escaped(label) }), fill(w.say.amount, { value, unit: escaped(w.unit[at]) }), year].map(wrapped).join("<br>"),
      }];
    }));
    const ordered = [...held].sort(([, a], [, b]) => b - a);
    const gaps = states.filter((state) => !known.has(state)).map((state) => w.names[state][2]);
    const values = ordered.map(([state, value]) => `${w.names[state][2]} ${number(value)}`).join("; ");
    const alt = fill(w.say.alt, { label: w.label[at], unit: w.unit[at], year, values }) + (gaps.length ? fill(w.say.gaps, { gaps }) : "");
    const notes = [...(gaps.length ? [fill(w.say.hatched, { year })] : []), w.borders];
    const source = [...notes.map((note) => note.replace(/\.+$/, "") + "."), w.sources[fact.sources[year] ?? fact.sources]].join(" ").trim();
    return { drawn, scale, alt, source, finding: finding(at, year, held), question: `${w.label[at]}, ${year}` };
  };

  /* ---- the map, told by what differs from the figure in the file ---- */
  const mapFrame = ({ indicator: at, year: asked }) => {
    const fact = facts[at];
    const year = asked ?? fact.latest;
    const { drawn, scale, alt, source, finding: found, question } = ofYear(at, year);
    const form = forms.frames.find(({ name }) => name === (fact.circles ? "circles" : "colours"));
    const traces = new Map(form.traces.map((number, place) => [number, form.data[place]]));
    const change = (number, own) => traces.set(number, figureViews.merged(traces.get(number) || {}, own));
    let narrow = {};
    figureViews.framed(forms, form).data.forEach((trace, number) => {
      const { iso3, circles, states: named } = trace.meta || {};
      if (trace.fill && drawn[iso3]) {
        const { fill: fillcolor, hover: text, pattern: fillpattern } = drawn[iso3];
        change(number, fact.circles ? { text, fillpattern } : { fillcolor, text, fillpattern });
      } else if (circles && fact.circles) {
        const own = circles.map((state) => drawn[state]);
        change(number, { marker: { size: own.map(({ size }) => size) }, text: own.map(({ label }) => label), hovertext: own.map(({ hover }) => hover) });
        narrow = {
          [`data[${number}].text`]: circles.map((state) => `${looks.codes[state]}<br>${drawn[state].label.split("<br>").slice(1).join("<br>")}`),
          [`data[${number}].textfont.size`]: 11,
          [`data[${number}].marker.size`]: circles.map((state) => even(drawn[state].size * 5) / 10),
        };
      } else if (named && !fact.circles) {
        const inks = named.map((state) => inkOn(drawn[state].fill));
        change(number, { text: named.map((state) => drawn[state].label), textfont: { color: inks.map((ink) => looks.inks[ink]), shadow: inks.map((ink) => looks.halos[ink]) } });
      } else if (trace.name === "Scale of colours" && !fact.circles) {
        const [low, high] = fact.span[1] > fact.span[0] ? fact.span : [fact.span[0] - 0.5, fact.span[0] + 0.5];
        change(number, { marker: { color: [low], cmin: low, cmax: high, colorscale: scale } });
      }
    });
    const told = { ca_summit_source: source, ca_summit_question: found ? question : "" };
    const notes = (forms.layout.annotations || []).map((note) => (note.name in told ? { name: note.name, text: told[note.name] } : {}));
    if (!forms.layout.annotations.some((note) => note.name === "ca_summit_question")) notes.push({ name: "ca_summit_question", text: told.ca_summit_question, showarrow: false, xref: "paper", yref: "paper", x: 0, y: 1 });
    const subtitle = escaped(w.unit[at]).replaceAll(">", "&gt;");
    const said = { alt, question: found ? question : "", subtitle, caption: w.definition[at], narrow };
    return {
      traces: [...traces.keys()], data: [...traces.values()],
      layout: figureViews.merged(form.layout, { title: { text: found || question, subtitle: { text: subtitle } }, annotations: notes, meta: { ca_summit: said } }),
    };
  };

  /* ---- the line of code ---- */
  const python = (value) => {
    if (value === null) return "None";
    if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
    return typeof value === "number" ? String(value) : value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  };
  const line = (name, given) => `${name}(${given.filter(([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(calls.defaults[key])).map(([key, value]) => `${key}=${key === "data" ? value : python(value)}`).join(", ")})`;
  const calling = ({ view, indicator, year, country }) => {
    const id = facts[indicator].id;
    const picked = country.map((place) => states[place]);
    const given = [["indicator", id], ["language", calls.language], ["data", calls.table]];
    const chart = line("plot_indicator", [...given, ["country", picked.length ? picked : undefined]]);
    const code = [line("map_region", [...given, ["year", year]]), chart, `figure_data(${chart})`][TABS.indexOf(view)];
    const restore = line("explore_region", [["data", calls.table], ["indicator", id], ["view", view], ["year", year], ["country", picked.length ? picked : undefined], ["language", calls.language]]);
    return { code, restore };
  };

  /* ---- choices ---- */
  const yearsOf = (at) => facts[at].mapped;
  const controls = (values) => {
    const years = yearsOf(values.indicator);
    const put = {
      view: { options: pack.tabs.map(([text]) => text), value: pack.tabs.findIndex(([, view]) => view === values.view) },
      indicator: { options: facts.map(({ option }) => option), value: values.indicator },
      year: { options: [...years.map(String), `latest: ${facts[values.indicator].latest}`], value: values.year === null ? years.length : years.indexOf(values.year), plays: years.map((_, place) => place), shown: values.view === "map" },
      country: { options: states.map((state) => w.names[state][0]), value: values.country, picks: states },
    };
    return offered.map((control) => ({ shown: true, plays: [], ...control, ...put[control.name] }));
  };
  // The values after a move, and a word on what had to give way.
  const moved = (values, name, value) => {
    const years = yearsOf(values.indicator);
    const put = { view: () => pack.tabs[value][1], indicator: () => value, year: () => years[value] ?? null, country: () => value }[name]();
    const made = { ...values, [name]: put };
    const held = yearsOf(made.indicator);
    if (made.year === null || held.includes(made.year)) return [made, ""];
    const near = held.reduce((best, year) => (Math.abs(year - made.year) < Math.abs(best - made.year) ? year : best));
    return [{ ...made, year: near }, `${facts[made.indicator].option} has no value for ${made.year}: shown is ${near}.`];
  };

  const view = (values) => {
    const figure = values.view === "map" ? figureViews.framed(forms, mapFrame(values)) : series[values.view](values);
    const { ca_summit: meta = {}, ...rest } = figure.layout.meta || {};
    const { code, restore } = calling(values);
    return { figure: { ...figure, layout: { ...figure.layout, meta: rest } }, view: { controls: controls(values), code, restore, meta: { ...meta, own: true, kind: code.split("(")[0] } } };
  };
  // What a page with menus needs of a map: a frame, the words around it, the places of its choices.
  const painted = ([indicator, place]) => {
    const [{ year }, message] = moved({ indicator: Number(indicator), year: pack.places[place], view: "map" }, "indicator", Number(indicator));
    const frame = mapFrame({ indicator: Number(indicator), year });
    const { ca_summit: said } = frame.layout.meta;
    return { frame: { ...frame, layout: { ...frame.layout, meta: undefined } }, said: { ...said, caption: `${said.caption} ${message}`.trim() }, places: [indicator, String(pack.places.indexOf(year))] };
  };
  return { view, moved, painted };
};
