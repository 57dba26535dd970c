/* Unpack what the page carries: see ca_summit.report.compress and json_numbers. */
const packed = (() => {
  const signs = new Uint8Array(127);
  for (let code = 33, at = 0; code < 127; code += 1) if (!"<>&".includes(String.fromCharCode(code))) signs[code] = at++;
  // Two of 91 signs hold 13 bits.
  const signsToBytes = (text, from, size) => {
    const out = new Uint8Array(size);
    let held = 0;
    let count = 0;
    for (let i = from, to = 0; to < size; i += 2) {
      held = ((held << 13) | (signs[text.charCodeAt(i)] * 91 + signs[text.charCodeAt(i + 1)])) & 0xfffff;
      count += 13;
      while (count > 7 && to < size) { count -= 8; out[to++] = held >> count; }
    }
    return out;
  };
  // What repeats from far back is a reference: bytes before it, its length, how far back; three bytes each.
  const unfolded = (from, kept, size) => {
    const many = (from.length - kept) / 9;
    const number = (row, at) => [2, 1, 0].reduce((sum, place) => (sum << 8) | from[kept + (3 * row + place) * many + at], 0);
    const out = new Uint8Array(size);
    let done = 0;
    let to = 0;
    for (let at = 0; at < many; at += 1) {
      const gap = number(0, at);
      const length = number(1, at);
      out.set(from.subarray(done, done + gap), to);
      done += gap;
      to += gap;
      const source = to - number(2, at);
      out.copyWithin(to, source, source + length);
      to += length;
    }
    out.set(from.subarray(done, kept), to);
    return out;
  };
  const unpack = async (packedText) => {
    const text = packedText.trim();
    const [size, kept, whole] = text.slice(0, 40).split(" ").map(Number);
    const packed = signsToBytes(text, [size, kept, whole].join(" ").length + 1, size);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const content = new Uint8Array(await new Response(stream).arrayBuffer());
    return new TextDecoder().decode(unfolded(content, kept, whole));
  };
  const unfold = (node) => {
    if (Array.isArray(node)) return node.some((value) => value && typeof value === "object") ? node.map(unfold) : node;
    if (node === null || typeof node !== "object") return node;
    if ("$d" in node && Array.isArray(node.v)) {
      const scale = 10 ** node.$d;
      let last = 0;
      return node.v.map((value) => (value === null ? null : (last += value) / scale));
    }
    const out = {};
    for (const key of Object.keys(node)) out[key.startsWith("$") ? key.slice(1) : key] = unfold(node[key]);
    return out;
  };
  return { unpack, unfold };
})();
