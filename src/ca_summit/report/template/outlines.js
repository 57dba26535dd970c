/* Give plotly.js the outlines that it asks for: the world, or one part of it. */
const outlines = (() => {
  // plotly.js asks for "world_110m" or a part of it, such as "africa_50m"; a part has its own countries and coasts.
  const parts = new Map();
  const outlinesOf = (world, name) => {
    const scope = name.replace(/_\d+m$/, "");
    const wanted = scope === "usa" ? { codes: ["USA"], without: {} } : world.scopes[scope];
    if (!wanted) return world;
    if (parts.has(scope)) return parts.get(scope);
    const geometries = world.objects.countries.geometries.filter(({ id }) => wanted.codes.includes(id)).map((shape) => {
      const far = wanted.without[shape.id];
      return far ? { ...shape, arcs: shape.arcs.filter((_, at) => !far.includes(at)) } : shape;
    });
    const rings = geometries.flatMap(({ type, arcs }) => (type === "MultiPolygon" ? arcs.flat() : arcs));
    const uses = new Map();
    for (const arc of rings.flat()) { const at = arc < 0 ? ~arc : arc; uses.set(at, (uses.get(at) || 0) + 1); }
    const coasts = [...uses].filter(([, times]) => times === 1).map(([at]) => [at]);
    const land = { type: "GeometryCollection", geometries };
    const made = { ...world, objects: { ...world.objects, countries: land, land, coastlines: { type: "MultiLineString", arcs: coasts } } };
    parts.set(scope, made);
    return made;
  };
  return { of: outlinesOf };
})();
