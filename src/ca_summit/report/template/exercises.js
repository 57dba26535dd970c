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
  const rounds = Int32Array.from(K);
  const compress = (state, block, out = new Int32Array(8)) => {
    for (let i = 0; i < 16; i += 1) W[i] = block[i];
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15];
      const y = W[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
    }
    let a = state[0]; let b = state[1]; let c = state[2]; let d = state[3];
    let e = state[4]; let f = state[5]; let g = state[6]; let h = state[7];
    for (let i = 0; i < 64; i += 1) {
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + S1 + ((e & f) ^ (~e & g)) + rounds[i] + W[i]) | 0;
      const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    out[0] = state[0] + a; out[1] = state[1] + b; out[2] = state[2] + c; out[3] = state[3] + d;
    out[4] = state[4] + e; out[5] = state[5] + f; out[6] = state[6] + g; out[7] = state[7] + h;
    return out;
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
  const toBytes = (state) => [...state].flatMap((v) => [v >>> 24, (v >>> 16) & 255, (v >>> 8) & 255, v & 255]);
  const ownHash = (key, salt, iterations) => {
    const padded = (key.length > 64 ? toBytes(digest(H, 0, key)) : [...key]);
    while (padded.length < 64) padded.push(0);
    const block = (mask) => { const v = padded.map((x) => x ^ mask); return Array.from({ length: 16 }, (_, i) => (v[4 * i] << 24) | (v[4 * i + 1] << 16) | (v[4 * i + 2] << 8) | v[4 * i + 3]); };
    const inner = compress(H, block(0x36));
    const outer = compress(H, block(0x5c));
    // One block of 16 words: a digest and its padding behind the 64 bytes of the key.
    const words16 = Int32Array.from([...new Array(8).fill(0), -2147483648, 0, 0, 0, 0, 0, 0, 768]);
    const hmac = () => { words16.set(compress(inner, words16, half)); compress(outer, words16, words16); };
    const half = new Int32Array(8);
    words16.set(digest(inner, 64, [...salt, 0, 0, 0, 1]));
    compress(outer, words16, words16);
    const sum = words16.slice(0, 8);
    for (let n = 1; n < iterations; n += 1) {
      hmac();
      for (let i = 0; i < 8; i += 1) sum[i] ^= words16[i];
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
  const unclear = ["empty", "unreadable", "other_unit", "incomplete"];
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
  /* ---- what was typed stays in this browser; where it may not, it stays on the page ---- */
  const keep = (name, value) => {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { /* a browser without storage for files */ }
  };
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const place = (form) => `ca_summit.exercise.${form.dataset.key}`;
  const typedIn = (form) => {
    const input = form.querySelector("input[type=text]");
    const chosen = form.querySelector("input[type=radio]:checked");
    return input ? input.value.trim() : chosen ? chosen.value : "";
  };
  const remember = (form) => keep(place(form), typedIn(form) && JSON.stringify([typedIn(form), form.dataset.outcome || ""]));
  const restore = (form) => {
    let found = null;
    try { found = JSON.parse(kept(place(form))); } catch { /* not ours */ }
    if (!Array.isArray(found) || typeof found[0] !== "string") return;
    const input = form.querySelector("input[type=text]");
    if (input) input.value = found[0];
    else form.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = radio.value === found[0]; });
    if (form.dataset.lock && ["right", "near", "wrong"].includes(found[1])) form.dataset.outcome = found[1];
  };

  /* ---- the slip to print or to hand in ---- */
  const element = (name, parts = {}, ...children) => {
    const made = Object.assign(document.createElement(name), parts);
    made.append(...children);
    return made;
  };
  const checks = forms.some((form) => form.dataset.lock);
  const field = (name, label, type) => {
    const input = element("input", { type, name: `ex-${name}`, autocomplete: "off", value: kept(`ca_summit.${name}`) || "" });
    input.addEventListener("input", () => keep(`ca_summit.${name}`, input.value));
    return [element("label", { textContent: `${label} ` }, input), input];
  };
  const [nameLabel, nameField] = field("name", words.exercise_name, "text");
  const [dayLabel, dayField] = field("day", words.exercise_day, "text");
  const rows = element("tbody");
  const results = () => forms.map((form) => [form.dataset.number, form.querySelector(".ex-head strong").textContent.replace(/^\d+\. /, ""), typedIn(form), form.dataset.outcome ? words[`exercise_is_${form.dataset.outcome}`] || "" : typedIn(form) ? "" : words.exercise_open]);
  const fill = () => rows.replaceChildren(...results().map((row) => element("tr", {}, ...row.slice(0, checks ? 4 : 3).map((cell) => element("td", { textContent: cell })))));
  const head = element("tr", {}, ...["№", words.exercise_exercise, words.exercise_given, words.exercise_state].slice(0, checks ? 4 : 3).map((cell) => element("th", { textContent: cell })));
  const button = (label, act) => {
    const made = element("button", { type: "button", textContent: label });
    made.addEventListener("click", () => act(made));
    return made;
  };
  const slip = element("section", { className: "ex-slip" },
    element("h2", { textContent: words.exercise_slip }),
    element("p", { className: "ex-kept", textContent: words.exercise_kept }),
    element("p", {}, nameLabel, dayLabel),
    element("table", {}, element("thead", {}, head), rows),
    element("div", { className: "ex-slip-do" },
      button(words.exercise_print, () => {
        document.documentElement.classList.add("slip-alone");
        slip.classList.add("alone");
        window.print();
        document.documentElement.classList.remove("slip-alone");
        slip.classList.remove("alone");
      }),
      button(words.exercise_save, () => {
        const lines = [document.title, `${words.exercise_name}: ${nameField.value}`, `${words.exercise_day}: ${dayField.value}`, "", ...results().map((row) => row.slice(0, checks ? 4 : 3).join("\t"))];
        const link = element("a", { href: URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/plain" })), download: "answers.txt" });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      }),
      button(words.exercise_erase, (made) => {
        if (made.textContent === words.exercise_erase) {
          made.textContent = words.exercise_erase_sure;
          return;
        }
        made.textContent = words.exercise_erase;
        forms.forEach((form) => { form.reset(); delete form.dataset.outcome; form.querySelectorAll(".ex-said").forEach((said) => { said.textContent = ""; }); remember(form); });
        [nameField, dayField].forEach((input) => { input.value = ""; keep(`ca_summit.${input.name.slice(3)}`, ""); });
        fill();
      })));

  forms.forEach((form) => {
    restore(form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const check = form.querySelector("button");
      if (!form.dataset.lock || check.getAttribute("aria-disabled") === "true") return;
      check.setAttribute("aria-disabled", "true");
      const said = form.querySelector(".ex-said");
      said.textContent = words.exercise_checking;
      try { tell(form, await judge(form)); } finally { check.removeAttribute("aria-disabled"); }
      remember(form);
      fill();
    });
    form.addEventListener("input", () => {
      form.querySelectorAll(".ex-said").forEach((said) => { said.textContent = ""; });
      delete form.dataset.outcome;
      remember(form);
      fill();
    });
  });
  // The table that an exercise names is one tap away; going back is the browser's.
  const captions = [...document.querySelectorAll("caption")].filter((caption) => caption.textContent);
  const tableFor = (form, rule) => {
    const named = captions.filter((caption) => rule.includes(caption.textContent.split(": ")[0]));
    const question = form.querySelector(".ex-question").textContent;
    return named.find((caption) => question.includes(caption.textContent.split(": ").slice(1).join(": ").replace(/, [^,]*$/, "") || "\0")) || named[0];
  };
  forms.forEach((form) => {
    const rule = form.querySelector(".ex-rule");
    const caption = rule && tableFor(form, rule.textContent);
    if (!caption) return;
    const title = caption.textContent.split(": ")[0];
    const [before, after] = [rule.textContent.slice(0, rule.textContent.indexOf(title)), rule.textContent.slice(rule.textContent.indexOf(title) + title.length)];
    caption.id = caption.id || `_table_${captions.indexOf(caption) + 1}`;
    rule.replaceChildren(before, element("a", { href: `#${caption.id}`, textContent: title }), after);
  });
  // On paper each section with exercises is a sheet; a page about one lesson is one sheet as a whole.
  const sheets = [...new Set(forms.map((form) => form.closest("section.screen")).filter(Boolean))];
  const before = sheets.length === 1 && sheets[0].previousElementSibling;
  [...sheets, ...(before ? [before] : [])].forEach((sheet) => { sheet.dataset.sheet = sheets.length === 1 ? "same" : "new"; });
  if (forms.length) {
    fill();
    forms[forms.length - 1].closest("section.screen, main").append(slip);
    const first = forms[0];
    const skip = element("a", { className: "skip", href: `#${first.id}`, textContent: words.exercise_first });
    const old = document.querySelector("a.skip");
    if (old) old.after(skip);
    skip.addEventListener("click", () => setTimeout(() => first.querySelector("input").focus()));
  }
})();
