/* Check exercises by salted slow hashes: the answers are not in this file. */
(() => {
  const forms = [...document.querySelectorAll("form.exercise")];
  const words = JSON.parse(document.getElementById("_settings").textContent).words;

  /* ---- PBKDF2-HMAC-SHA256, by the browser or, where it offers none (plain http), here ---- */
  const K = [];
  const H = [];
  for (let n = 2; K.length < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    const bits = (x) => Math.floor((x - Math.floor(x)) * 4294967296) | 0;
    if (H.length < 8) H.push(bits(Math.sqrt(n)));
    K.push(bits(Math.cbrt(n)));
  }
  const W = new Int32Array(64);
  const compress = (state, block) => {
    for (let i = 0; i < 16; i += 1) W[i] = block[i];
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15];
      const y = W[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + S1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    return [state[0] + a | 0, state[1] + b | 0, state[2] + c | 0, state[3] + d | 0, state[4] + e | 0, state[5] + f | 0, state[6] + g | 0, state[7] + h | 0];
  };
  const digest = (start, done, bytes) => {
    const size = Math.ceil((bytes.length + 9) / 64) * 64;
    const all = new DataView(new ArrayBuffer(size));
    bytes.forEach((value, i) => all.setUint8(i, value));
    all.setUint8(bytes.length, 128);
    all.setUint32(size - 4, (done + bytes.length) * 8);
    let state = start;
    for (let at = 0; at < size; at += 64) state = compress(state, Array.from({ length: 16 }, (_, i) => all.getInt32(at + 4 * i)));
    return state;
  };
  const toBytes = (state) => state.flatMap((v) => [v >>> 24, (v >>> 16) & 255, (v >>> 8) & 255, v & 255]);
  const ownHash = (key, salt, iterations) => {
    const padded = (key.length > 64 ? toBytes(digest(H, 0, key)) : [...key]);
    while (padded.length < 64) padded.push(0);
    const block = (mask) => { const v = padded.map((x) => x ^ mask); return Array.from({ length: 16 }, (_, i) => (v[4 * i] << 24) | (v[4 * i + 1] << 16) | (v[4 * i + 2] << 8) | v[4 * i + 3]); };
    const inner = compress(H, block(0x36));
    const outer = compress(H, block(0x5c));
    const tail = [-2147483648, 0, 0, 0, 0, 0, 0, 768];
    let u = compress(outer, [...digest(inner, 64, [...salt, 0, 0, 0, 1]), ...tail]);
    const sum = [...u];
    for (let n = 1; n < iterations; n += 1) {
      u = compress(outer, [...compress(inner, [...u, ...tail]), ...tail]);
      for (let i = 0; i < 8; i += 1) sum[i] ^= u[i];
    }
    return toBytes(sum).slice(0, 16);
  };
  const slowHash = async (key, lock) => {
    const bytes = new TextEncoder().encode(key);
    const salt = lock.salt.match(/../g).map((pair) => parseInt(pair, 16));
    let made;
    if (globalThis.crypto && crypto.subtle) {
      const raw = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
      made = [...new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(salt), iterations: lock.iterations }, raw, 128))];
    } else made = ownHash(bytes, salt, lock.iterations);
    return made.map((value) => value.toString(16).padStart(2, "0")).join("");
  };

  const judge = (form) => {
    const lock = JSON.parse(form.dataset.lock);
    const input = form.querySelector("input[type=text]");
    const chosen = form.querySelector("input[type=radio]:checked");
    const typed = input ? input.value : chosen ? chosen.value : "";
    return answers.judge(form.dataset.kind, typed, lock, Number(form.dataset.letters),
      async (key, doors) => doors.includes(await slowHash(key, lock)));
  };

  /* ---- telling ---- */
  const unclear = ["empty", "unreadable", "incomplete"];
  const tell = (form, reason) => {
    const said = form.querySelector(".ex-said");
    const outcome = reason === "right" || reason === "wrong" ? reason : unclear.includes(reason) ? "unclear" : "near";
    form.dataset.outcome = outcome;
    said.dataset.outcome = outcome;
    const hint = form.querySelector(".ex-hint p");
    const parts = [words[`exercise_${reason}`]];
    if (outcome === "wrong" && hint) parts.push(hint.textContent);
    if (outcome === "right") parts.push(words.exercise_score.replace("{right}", document.querySelectorAll('form.exercise[data-outcome="right"]').length).replace("{total}", forms.length));
    said.textContent = parts.join(" ");
  };
  forms.forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      if (button.getAttribute("aria-disabled") === "true") return;
      button.setAttribute("aria-disabled", "true");
      form.querySelector(".ex-said").textContent = "";
      try { tell(form, await judge(form)); } finally { button.removeAttribute("aria-disabled"); }
    });
    form.addEventListener("input", () => {
      const said = form.querySelector(".ex-said");
      said.textContent = "";
      delete form.dataset.outcome;
    });
  });
})();
