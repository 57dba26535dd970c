/* Colours of the page for figures that name none of their own. */
const themes = (() => {
  const merge = (into, from) => {
    for (const [key, value] of Object.entries(from)) {
      if (value && typeof value === "object" && !Array.isArray(value)) into[key] = merge({ ...(into[key] || {}) }, value);
      else into[key] = value;
    }
    return into;
  };
  const palette = (dark) => dark
    ? { ink: "#e6e7e4", soft: "#a3adb3", grid: "#343c42", line: "#5b656c", raised: "#232a30" }
    : { ink: "#1c2328", soft: "#58636b", grid: "#e2dfd8", line: "#9aa3a9", raised: "#ffffff" };
  // An author's template in the colours of the page; what it says of colours itself gives way.
  const themed = (template, dark, family) => {
    const c = palette(dark);
    const clear = dark ? "rgba(0,0,0,0)" : "rgba(255,255,255,0)"; // plotly picks the colour of some marks by what lies behind them
    const axis = { gridcolor: c.grid, linecolor: c.line, zerolinecolor: c.line, tickcolor: c.line };
    const polar = { bgcolor: clear, angularaxis: axis, radialaxis: axis };
    const axis3d = { ...axis, backgroundcolor: clear, showbackground: false };
    const made = structuredClone(template);
    made.data = { ...made.data, table: [{ cells: { fill: { color: clear }, line: { color: c.grid } }, header: { fill: { color: c.raised }, line: { color: c.line } } }] };
    return merge(made, { layout: {
      font: { color: c.ink, family },
      paper_bgcolor: clear, plot_bgcolor: clear, xaxis: axis, yaxis: axis,
      polar, ternary: { bgcolor: clear, aaxis: axis, baxis: axis, caxis: axis },
      scene: { xaxis: axis3d, yaxis: axis3d, zaxis: axis3d },
      geo: { bgcolor: clear, landcolor: c.grid, lakecolor: c.raised, oceancolor: c.raised, framecolor: c.line, coastlinecolor: c.line, countrycolor: c.line,
        subunitcolor: c.line, rivercolor: c.line, lonaxis: { gridcolor: c.line }, lataxis: { gridcolor: c.line } },
      hoverlabel: { bgcolor: c.raised, bordercolor: c.line, font: { color: c.ink } },
      legend: { bgcolor: clear, font: { color: c.ink } },
      title: { font: { color: c.ink } },
      coloraxis: { colorbar: { tickcolor: c.line, outlinecolor: c.line } },
      updatemenudefaults: { bgcolor: c.raised, bordercolor: c.line, font: { color: c.ink } },
      sliderdefaults: { bgcolor: c.grid, bordercolor: c.line, font: { color: c.ink }, tickcolor: c.line },
      modebar: { bgcolor: clear, color: c.soft, activecolor: c.ink },
    } });
  };
  return { palette, themed };
})();
