/* Read answers as typed and judge them: the rules of ca_summit.classroom.answers, in the page. */
const answers = (() => {
  const scales = {
    thousand: 1e3, thousands: 1e3, k: 1e3, ming: 1e3,
    "тыс": 1e3, "тысяча": 1e3, "тысячи": 1e3, "тысяч": 1e3, "мың": 1e3, "минг": 1e3,
    million: 1e6, millions: 1e6, mio: 1e6, mln: 1e6, m: 1e6,
    "млн": 1e6, "миллион": 1e6, "миллиона": 1e6, "миллионов": 1e6,
    billion: 1e9, billions: 1e9, bn: 1e9, bln: 1e9, mrd: 1e9, mlrd: 1e9, milliard: 1e9,
    "млрд": 1e9, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9,
    trillion: 1e12, trillions: 1e12, trln: 1e12, "трлн": 1e12, "триллион": 1e12,
    "триллиона": 1e12, "триллионов": 1e12,
  };
  const alsoUnits = ["m", "k"]; // metres, kelvin
  // A word ends here: \b of JavaScript knows Latin letters only.
  const before = /^(?:[~≈=$€£₽₸]|(?:about|around|approximately|approx|roughly|circa|ca|c|in|the|year|около|примерно|приблизительно|шамамен|в|год|году)(?![\p{L}\p{N}_])\.?)\s*/u;
  const shape = /^([+-]?)\s*(?:(?:(\d+) )?(\d+)\/(\d+)|(\d[\d., ']*|[.,]\d+))(?:e([+-]?\d{1,2}))?\s*(\p{L}*)(.*)$/u;
  const squared = /(?:[kcm]?m|км|м|co)[23]/g;

  const plainDigits = (typed) => {
    let text = typed.replace(/(\d)(?=[¼-¾⅐-⅞])/g, "$1 ")
      .replace(/(\d)([⁰¹²³⁴-⁹⁻]+)/g, (_, digit, raised) => `${digit}^${[...raised].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("")}`)
      .normalize("NFKC").toLowerCase().replace(/[−–—‐‑]/g, "-").replaceAll("’", "'").replaceAll("⁄", "/")
      .replace(/[\s_]+/g, " ").trim()
      .replace(/(\d)\s*[x×х*·⋅•]\s*10\^(?=[+-]?\d)/g, "$1e")
      .replace(/[·⋅•](?=\d)/g, ".").replace(/\s*\/\s*(?=\d)/g, "/");
    for (;;) {
      const shorter = text.replace(before, "");
      if (shorter === text) return text.replace(/^(?:minus|минус) /, "-");
      text = shorter;
    }
  };

  const digitReadings = (text) => {
    const digits = text.replace(/[ ']/g, "");
    const marks = digits.replace(/[^.,]/g, "");
    if (!marks) return [Number(digits)];
    if (marks.includes(".") && marks.includes(",")) {
      const last = marks[marks.length - 1];
      if (marks.split(last).length > 2) return [];
      return [Number(digits.replaceAll(last === "." ? "," : ".", "").replace(last, "."))];
    }
    const joined = Number(digits.replaceAll(marks[0], ""));
    if (marks.length > 1) return [joined];
    const [start, after] = digits.split(marks);
    const decimal = Number(`${start || "0"}.${after || "0"}`);
    return after.length === 3 && /[1-9]/.test(start) ? [decimal, joined] : [decimal];
  };

  /** Every way to read a number as typed, in a unit that begins with a power of ten (`scale`). */
  const readings = (typed, scale = 1) => {
    const found = plainDigits(typed).match(shape);
    if (!found) return [];
    const [, sign, whole, over, under, digits, power, word, tail] = found;
    if (/\d/.test(`${word}${tail}`.replace(squared, "")) || (under && !Number(under))) return [];
    const factor = (sign === "-" ? -1 : 1) * 10 ** Number(power || 0);
    const values = (under ? [Number(whole || 0) + Number(over) / Number(under)]
      : digitReadings(digits.replace(/[ .,']+$/, ""))).map((value) => value * factor);
    if (!Object.hasOwn(scales, word)) return values;
    const scaled = values.map((value) => (value * scales[word]) / scale);
    return alsoUnits.includes(word) ? [...values, ...scaled] : scaled;
  };

  const latin = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "ғ": "g",
    "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i", "ў": "o", "ҳ": "h",
    "ҷ": "j", "ӣ": "i", "ӯ": "u",
  };
  const cyrillic = "АВЕКМНОРСТУХІЈЅаекорсухіјѕ";
  const alike = "ABEKMHOPCTYXIJSaekopcyxijs";
  const lookalikes = (text) => [...text].map((c) => (cyrillic.includes(c) ? alike[cyrillic.indexOf(c)] : c)).join("");

  /** A name in Latin letters without capitals, accents, spaces and signs. */
  const plainName = (typed) => {
    const text = typed.normalize("NFC").trim().replace(/^(?:г\.|город|city of|қ\.)\s+|\s+(?:қаласы|қ\.|city)$/giu, "");
    const one = /[A-Za-z]/.test(text) ? lookalikes(text) : text;
    return [...one.toLowerCase()].map((c) => latin[c] ?? c).join("")
      .normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");
  };
  const letters = (typed) => lookalikes(typed.toUpperCase()).replace(/[^A-Z]/g, "");
  const skeleton = (typed) => [["q", "k"], ["c", "k"], ["w", "v"], ["zh", "j"], ["kh", "h"]]
    .reduce((name, [one, other]) => name.replaceAll(one, other), plainName(typed).replace(/[aeiouy]/g, ""))
    .replace(/(.)\1+/gu, "$1");

  /* ---- what to try: [outcome, keys], the first that opens the lock tells ---- */
  const factors = [1e3, 1e-3, 1e6, 1e-6, 1e2, 1e-2, 1e9, 1e-9];
  const cell = (value, lock, step = 0) => (value === 0 || !Number.isFinite(value) ? null
    : `g:${value < 0 ? "-" : "+"}${Math.floor(Math.log(Math.abs(value)) / lock.width - lock.offset + 0.5) + step}`);
  const whole = (value) => (Math.abs(value - Math.round(value)) < 1e-9 ? `n:${Math.round(value)}` : null);
  const numberTries = (values, lock) => {
    const each = (make) => values.map(make);
    if (lock.exact) return [["right", each(whole)], ["sign", each((v) => whole(-v))], ["one_off", values.flatMap((v) => [whole(v - 1), whole(v + 1)])]];
    return [
      ["right", each((v) => cell(v, lock))],
      ["sign", each((v) => cell(-v, lock))],
      ["swapped", lock.swap ? each((v) => cell(lock.swap / v, lock)) : []],
      ["rounding", values.flatMap((v) => [cell(v, lock, -1), cell(v, lock, 1)])],
      ["unit", factors.flatMap((f) => values.map((v) => cell(v * f, lock)))],
    ];
  };
  const orderTries = (typed) => [
    ["right", [`o:${typed}`]],
    ["reversed", [`o:${[...typed].reverse().join("")}`]],
    ["one_swap", [...typed].slice(1).map((letter, i) => `o:${typed.slice(0, i)}${letter}${typed[i]}${typed.slice(i + 2)}`)],
  ];

  /** The outcome of what was typed; `opens(key)` tells whether a key is one of the right ones. */
  const judge = async (kind, typed, lock, size, opens) => {
    if (!typed.trim()) return "empty";
    let tries;
    if (kind === "number") {
      const values = readings(typed, lock.scale || 1);
      if (!values.length) return "unreadable";
      tries = numberTries(values, lock);
    } else if (kind === "order") {
      const order = letters(typed);
      if ([...order].sort().join("") !== "ABCDEFGH".slice(0, size)) return "incomplete";
      tries = orderTries(order);
    } else if (kind === "text") {
      if (!plainName(typed)) return "empty";
      tries = [["right", [`t:${plainName(typed)}`]], ["spelling", [`s:${skeleton(typed)}`]]];
    } else tries = [["right", [`c:${plainName(typed)}`]]];
    // Each hash is slow: the right keys come first, all others are tried side by side.
    const any = async ([reason, keys]) => {
      const doors = reason === "spelling" ? lock.near : lock.right;
      const opened = [...new Set(keys)].filter((key) => key !== null).map((key) => opens(key, doors));
      return (await Promise.all(opened)).some(Boolean);
    };
    const [first, ...others] = tries;
    if (await any(first)) return first[0];
    const opened = await Promise.all(others.map(any));
    const at = opened.indexOf(true);
    return at < 0 ? "wrong" : others[at][0];
  };
  return { judge, letters, plainName, readings, skeleton };
})();
if (typeof module === "object") module.exports = answers;
