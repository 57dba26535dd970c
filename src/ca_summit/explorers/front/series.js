// Chart and table of an indicator over the years, for all states or those that are picked.
const regionSeries = ({ states, facts, words: w, areas }, template) => {
  const { number, short, fill, listed, escaped, wrapped } = numberWords(w);
  const AREA = 350;
  const grouped = (items, key) => [...items.reduce((made, item) => made.set(key(item), [...(made.get(key(item)) || []), item]), new Map()).values()];
  const rows = ({ indicator: at, country }) => {
    const fact = facts[at];
    const own = (country.length ? country.map((place) => states[place]) : fact.default).filter((area) => fact.values[area]);
    const series = own.map((area) => [area, fact.years.map((year, place) => [year, fact.values[area][place] ?? null]).filter(([, value]) => value !== null)]).filter(([, spots]) => spots.length);
    const years = series.flatMap(([, spots]) => spots.map(([year]) => year));
    const form = !country.length || states.every((state) => own.includes(state)) ? "five" : own.length > 1 ? "several" : "one";
    const question = fill(w.say[form], { heading: w.heading[at], place: own.length ? w.names[own[0]][1] : "" });
    const source = w.sources[fact.charted[[...own].sort().join(" ")] ?? fact.charted] ?? "";
    return { fact, own, series, question, source, first: Math.min(...years), last: Math.max(...years) };
  };
  const none = (question) => ({ data: [], layout: { title: { text: question }, height: 200, xaxis: { visible: false }, yaxis: { visible: false }, annotations: [{ text: w.say["no data"], showarrow: false, xref: "paper", yref: "paper", x: 0.5, y: 0.5 }], meta: { ca_summit: { alt: `${question} ${w.say["no data"]}` } } } });

  const table = (values) => {
    const { series, question, source } = rows(values);
    if (!series.length) return none(question);
    const at = values.indicator;
    const held = new Map(series.flatMap(([area, spots]) => spots.map(([year, value]) => [`${area} ${year}`, number(value)])));
    const years = [...new Set(series.flatMap(([, spots]) => spots.map(([year]) => year)))].sort((a, b) => b - a);
    const ordered = [...states, ...areas].filter((area, place, all) => all.indexOf(area) === place && series.some(([own]) => own === area));
    const cells = ordered.map((area) => years.map((year) => held.get(`${area} ${year}`) ?? ""));
    return {
      data: [{ type: "table", header: { values: [w.say.year, ...ordered.map((area) => w.names[area][0])] }, cells: { values: [years.map(String), ...cells] } }],
      layout: {
        title: { text: question, subtitle: { text: w.unit[at] } }, annotations: [{ name: "ca_summit_source", text: source }],
        meta: { ca_summit: { alt: fill(w.say.table, { question, count: years.length }), caption: w.definition[at], head: 1, foot: 1 } },
      },
    };
  };

  /* ---- the chart: a line per state, open where a year is missing or its series breaks ---- */
  const line = ([area, spots], fact, at, faint) => {
    const look = w.lines[area];
    const [first, last] = [spots[0][0], spots[spots.length - 1][0]];
    const held = new Map(spots);
    const thin = spots.length < (last - first + 1) / 2;
    const gaps = fact.breaks.filter((one) => one.area === area && first < one.year && one.year <= last).map(({ year }) => year - 0.5);
    const x = thin ? spots.map(([year]) => year) : [...Array.from({ length: last - first + 1 }, (_, place) => first + place), ...gaps].sort((a, b) => a - b);
    const y = x.map((year) => held.get(year) ?? null);
    const alone = y.map((value, place) => (value !== null && (y[place - 1] ?? null) === null && (y[place + 1] ?? null) === null ? look.size : 0));
    const size = spots.length === 1 ? 9 : thin ? look.size : alone.some(Boolean) ? alone : 0;
    const width = (thin ? look.width / 2 : look.width) / (faint ? 2 : 1);
    return {
      type: "scatter", name: look.name, mode: size ? "lines+markers" : "lines", x, y,
      line: { color: look.color, width, dash: thin ? "dot" : look.dash },
      marker: { size, color: look.color, symbol: look.symbol, line: { width: look.symbol.includes("open") ? 2 : 0 } },
      hovertext: y.map((value) => (value === null ? "" : wrapped(fill(w.say.amount, { value, unit: escaped(w.unit[at]) })))), hovertemplate: "%{hovertext}<extra>%{fullData.name}</extra>",
    };
  };
  const ticks = ([low, high]) => {
    const rough = (high - low) / 6;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
    return Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, place) => (Math.ceil(low / step) + place) * step);
  };
  const valueAxis = (values, level) => {
    const [low, high] = [Math.min(...values), Math.max(...values, level ?? -Infinity)];
    const foot = level !== undefined || (low > 0 && low <= high / 2) ? 0 : low;
    const room = 0.05 * (high - foot);
    const range = foot === high ? [foot - 0.1 * (Math.abs(foot) || 1), foot + (Math.abs(foot) || 1)] : [foot - (foot ? room : 0), high + (high ? room : 0)];
    const large = Math.max(Math.abs(foot), Math.abs(high)) >= 1e6 ? ticks(range) : null;
    return { range, automargin: true, ...(large && { tickvals: large, ticktext: large.map(short) }) };
  };
  // Names stand at the ends of the lines, moved apart where they would cover each other.
  const names = (series, [low, high], ends) => {
    const ordered = series.map(([area, spots]) => ({ area, x: spots[spots.length - 1][0], y: spots[spots.length - 1][1], text: `${w.lines[area].name}${ends[area] ? `<br>${ends[area]}` : ""}` })).sort((a, b) => a.y - b.y);
    const above = (value) => ((value - low) / (high - low || 1)) * AREA;
    const tall = ordered.map(({ text }) => (text.includes("<br>") ? 32 : 16));
    const places = [];
    ordered.forEach(({ y }, at) => places.push(Math.max(above(y), at ? places[at - 1] + (tall[at - 1] + tall[at]) / 2 : -Infinity)));
    for (let at = places.length - 1; at >= 0; at -= 1) places[at] = Math.min(places[at], at + 1 < places.length ? places[at + 1] - (tall[at] + tall[at + 1]) / 2 : AREA);
    return ordered.map(({ area, x, y, text }, at) => ({ x, y, text: `<b>${text}</b>`, align: "left", xanchor: "left", xshift: 9, yshift: places[at] - above(y), showarrow: false, font: { color: w.lines[area].ink, size: 13 } }));
  };
  const breaks = (fact, own, first, last) => {
    const groups = grouped(fact.breaks.filter(({ area, year }) => own.includes(area) && first < year && year <= last), ({ year, kind }) => `${year} ${kind}`);
    return groups.map((held, at) => {
      const [{ area, year, kind }] = held;
      const place = held.length > 1 ? w.series[held.length] : w.names[area][0];
      const color = held.length > 1 ? w.other : w.lines[area].color;
      return {
        shape: { type: "line", x0: year - 0.5, x1: year - 0.5, y0: 0, y1: 1, yref: "y domain", line: { color, width: 1, dash: "dot" }, layer: "below" },
        note: { text: fill(w.say[kind] ?? w.say.revision, { place }), x: year - 0.5, y: 1, yref: "y domain", yanchor: "bottom", yshift: 2 + 15 * (at % 2), showarrow: false, font: { size: 11 } },
      };
    });
  };
  const chart = (values) => {
    const { fact, own, series, question, source, first, last } = rows(values);
    if (!series.length) return none(question);
    const at = values.indicator;
    const whole = !values.country.length;
    const finding = whole ? fact.finding : "";
    const ends = whole ? fact.ends : {};
    const yaxis = valueAxis(series.flatMap(([, spots]) => spots.map(([, value]) => value)), fact.full);
    const step = [1, 2, 5, 10, 20].find((one) => (last - first) / one <= 5 || one === 20);
    const broken = breaks(fact, own, first, last);
    const level = fact.full ?? (yaxis.range[0] < 0 && yaxis.range[1] > 0 ? 0 : null);
    const rules = level === null ? [] : [{ type: "line", x0: 0, x1: 1, xref: "x domain", y0: level, y1: level, line: { color: w.other, width: 1, dash: fact.full ? "dot" : "solid" }, layer: "below" }];
    const full = fact.full ? [{ text: w.say.full, x: 1, xref: "x domain", xanchor: "right", y: level, yanchor: "top", showarrow: false, font: { size: 11 } }] : [];
    const reasons = grouped(fact.breaks.filter(({ area, year }) => own.includes(area) && first < year && year <= last), ({ year, reason }) => `${year} ${reason}`);
    const notes = reasons.map((held) => fill(w.say.break, { places: listed(held.map(({ area }) => w.names[area][1])), year: held[0].year, reason: held[0].reason }));
    const parts = own.map((area) => {
      const spots = (series.find(([code]) => code === area) || [])[1];
      if (!spots) return fill(w.say["no line"], { place: w.names[area][1] });
      const [[from, low], [to, high]] = [spots[0], spots[spots.length - 1]];
      return fill(w.say[spots.length === 1 ? "point" : "line"], { place: w.names[area][1], low, first: from, high, last: to });
    });
    const subtitle = fill(first < last ? w.say.spans : w.say["one year"], { family: w.family[at], unit: w.unit[at], first, last });
    const aside = Object.keys(ends).length && own.length > 2;
    const [head, foot] = [100, 30];
    const apart = `${at} ${values.country}`;
    return {
      data: series.map((one) => line(one, fact, at, aside && !ends[one[0]])),
      layout: {
        template, title: { text: finding || question, subtitle: { text: subtitle } }, hovermode: "x unified", showlegend: false,
        separators: w.point + w.group,
        margin: { l: 38, r: 118, t: head + 16 + (broken.length ? 34 : 0), b: foot + 33 }, height: AREA + head + foot + 49 + (broken.length ? 34 : 0),
        xaxis: { range: [first - 0.7, last + 0.7], tickvals: Array.from({ length: last - first + 1 }, (_, place) => first + place).filter((year) => year % step === 0 || first === last), tickformat: "d", tickangle: 0, showgrid: false, uirevision: apart },
        yaxis: { ...yaxis, uirevision: apart },
        shapes: [...rules, ...broken.map(({ shape }) => shape)],
        annotations: [...names(series, yaxis.range, ends), ...full, ...broken.map(({ note }) => note), { name: "ca_summit_source", text: [...notes.map((note) => `${note.replace(/\.+$/, "")}.`), source].join(" ") }],
        meta: { ca_summit: { alt: `${fill(w.say.lines, { label: w.label[at], unit: w.unit[at] })} ${parts.join("; ")}.`, caption: w.definition[at], question: finding ? question : "", subtitle, head, foot, inks: w.inks } },
      },
    };
  };
  return { table, lines: chart };
};
