/* Read answers as typed and judge them: the rules of ca_summit.classroom.answers, in the page. */
const answers = (() => {
  /* ---- numbers: the rules and names of ca_summit.written_numbers ---- */
  const known = typeof WRITTEN === "object" ? WRITTEN : require("../../written_numbers.json");
  const spread = (lists) => new Map(Object.entries(lists).flatMap(([value, words]) => words.split(" ").map((word) => [word, Number(value)])));
  const [scales, shortScales, numbers, parts, partsBefore] = [known.scales, known.short_scales, known.numbers, known.parts, known.parts_before].map(spread);
  const units = Object.entries(known.units).map(([kind, lists]) => [kind, spread(lists)]);
  const sets = Object.fromEntries(Object.entries(known).filter(([, words]) => typeof words === "string").map(([name, words]) => [name, spread({ 1: words })]));
  const counted = ["people", "deals"];
  const ands = ["and", "и", "және"];
  const meaning = (words, word) => {
    if (words.has(word)) return words.get(word);
    const letters = [...word];
    for (let length = letters.length; length > Math.max(letters.length - 5, 1); length -= 1) {
      const found = words.get(`${letters.slice(0, length).join("")}*`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const isIn = (name, token) => Boolean(token) && meaning(sets[name], token.text) !== undefined;
  const textAt = (tokens, at) => (tokens[at] ? tokens[at].text : "");
  const quotes = /^[ \t"«»“”„'’‘`()[\]!?]+|[ \t"«»“”„'’‘`()[\]!?]+$/g;
  const rewritten = known.rewritten.map(([pattern, other]) => [new RegExp(pattern.replaceAll("L", "\\p{L}"), "gu"), other]);
  // The value of a digit of any script: ten of each stand in a row.
  const decimal = (digit) => {
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0) - value - 1))) value += 1;
    return String(value);
  };
  const plainDigits = (typed) => {
    const text = typed.replace(/(\d)(?=[¼-¾⅐-⅞]|[⁰¹²³⁴-⁹]+[⁄/])/g, "$1 ")
      .replace(/(\d)([⁰¹²³⁴-⁹⁻]+)/g, (_, digit, raised) => `${digit}^${[...raised].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("")}`)
      .normalize("NFKC").toLowerCase().replace(/\p{Nd}/gu, decimal)
      .replace(/[٫˙]/g, ".").replaceAll("٬", ",").replace(/[⁄÷]/g, "/")
      .replace(/[−–—‐‑]/g, "-").replaceAll("’", "'").replace(/(\d)\s*:\s*(?=\d)/g, "$1/")
      .replace(/[\s_]+/g, " ").replace(quotes, "")
      .replace(/(\d)\s*[x×х*·⋅•]\s*10(?:\^|\*\*)(?=[+-]?\d)/g, "$1e")
      .replace(/[·⋅•](?=\d)/g, ".").replace(/\s*\/\s*(?=\d)/g, "/").replace(/(\d) ?([.,]) ?(?=\d)/g, "$1$2");
    return rewritten.reduce((left, [pattern, other]) => left.replace(pattern, other), text).replace(quotes, "");
  };
  const shape = /(?<number>(?:\d+ )?\d+\/\d+|(?:\d[\d.,]*(?:[ ']\d{3}(?!\d)[\d.,]*)*|[.,]\d+)(?:e[+-]?\d{1,2}(?!\d))?)|(?<word>\p{L}+(?:['-]\p{L}+)*)|(?<sign>\S)/gu;
  const tokensOf = (text) => [...text.matchAll(shape)].flatMap((match) => {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    const split = kind === "word" ? match[0].split("-") : [match[0]];
    const apart = split.length > 1 && meaning(numbers, split[0]) !== undefined;
    return (apart ? split : [match[0]]).map((part) => ({ kind, text: part }));
  });

  const digitReadings = (text) => {
    if (/^\d{4,}[ ']/.test(text)) return []; // no thousands are parted so
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
    const read = Number(`${start || "0"}.${after || "0"}`);
    return after.length === 3 && /[1-9]/.test(start) ? [read, joined] : [read];
  };
  const numberOf = (text) => {
    if (text.includes("/")) {
      const [whole, fraction] = text.includes(" ") ? text.split(" ") : ["0", text];
      const [over, under] = fraction.split("/").map(Number);
      return under ? [Number(whole) + over / under] : [];
    }
    const [digits, power] = text.split("e");
    return digitReadings(digits.replace(/[ .,']+$/, "")).map((value) => value * 10 ** Number(power || 0));
  };
  const withFraction = (tokens, at, values) => {
    let end = at + (["and", "и", "с"].includes(textAt(tokens, at)) ? 1 : 0);
    if (textAt(tokens, end) === "a") end += 1;
    if (isIn("half", tokens[end])) return [values.map((value) => value + 0.5), end + 1];
    if (!isIn("whole", tokens[at])) return [values, at];
    const before = meaning(partsBefore, textAt(tokens, at + 1));
    const [found, behindAt] = partOf(tokens, at + 1 + (before ? 1 : 0));
    if (!found.length) return [values, at];
    const behind = meaning(parts, textAt(tokens, behindAt));
    const size = before || behind || (found[0] >= 1 ? 0.1 : 1);
    return [values.map((value) => value + found[0] * size), behindAt + (behind ? 1 : 0)];
  };
  /** The values of digits or of a number below a thousand in words, and where it ends. */
  const partOf = (tokens, start) => {
    let at = start;
    let values = [];
    if (!tokens[at]) return [[], at];
    if (tokens[at].kind === "number") {
      values = numberOf(tokens[at].text);
      at += 1;
    } else {
      let total = null;
      while (tokens[at] && tokens[at].kind === "word") {
        const word = meaning(numbers, tokens[at].text);
        if (word === undefined) break;
        const room = !total ? 1 : total % 100 === 0 ? 100 : total % 10 === 0 ? 10 : 0;
        if (total !== null && !(word > 0 && word < room)) break;
        total = (total || 0) + word;
        at += 1;
        if (isIn("hundred", tokens[at])) {
          total *= 100;
          at += 1;
        }
        const joint = total % 100 === 0 && ["and", "и"].includes(textAt(tokens, at));
        if (joint && meaning(numbers, textAt(tokens, at + 1)) !== undefined) at += 1;
      }
      if (total !== null) values = [total];
    }
    if (values.length && isIn("hundred", tokens[at])) {
      values = values.map((value) => value * 100);
      at += 1;
    }
    return values.length ? withFraction(tokens, at, values) : [[], at];
  };
  /** The values of the number that begins here, and where it ends. */
  const amountOf = (tokens, start) => {
    let [values, last, at] = [[], Infinity, start];
    while (last > 1) {
      const begin = at + (values.length && ands.includes(textAt(tokens, at)) ? 1 : 0);
      let [found, end] = partOf(tokens, begin);
      const scale = tokens[end] && meaning(scales, tokens[end].text);
      if (!found.length && scale) found = [1];
      const factor = scale || 1;
      if (!found.length || factor >= last) break;
      values = (values.length ? values : [0]).flatMap((value) => found.map((part) => value + part * factor));
      at = end + (scale ? 1 : 0);
      last = factor;
      if (scale && textAt(tokens, at) === ".") at += 1;
    }
    return [values, at];
  };

  /** The factors of a unit by its kind; an area is written `sqkm`. */
  const unitOf = (token) => {
    const word = token.text.split("-")[0] || token.text;
    if (word.startsWith("sq")) {
      const length = meaning(units[0][1], word.slice(2));
      return length ? { area: length ** 2 } : {};
    }
    return Object.fromEntries(units.map(([kind, words]) => [kind, meaning(words, word)]).filter(([, factor]) => factor !== undefined));
  };
  const kinds = (unit) => Object.keys(unit);
  const unitsOf = (tokens) => {
    const found = [];
    tokens.map(unitOf).forEach((unit) => {
      const last = found[found.length - 1];
      if (kinds(unit).length && !(last && kinds(unit).some((kind) => kind in last))) found.push(unit);
    });
    return found;
  };
  const compared = (found, asked, under = false) => {
    if (found.length > asked.length) return 0;
    return found.reduce((factor, unit, at) => {
      const [kind, size] = asked[at];
      if (!(kind in unit)) return 0;
      return under || at ? factor / (unit[kind] / size) : (factor * unit[kind]) / size;
    }, 1);
  };
  /** What turns typed units into those asked for; 0 if they cannot be compared. */
  const factorOf = (found, before, tail, asked) => {
    if (!found.length || !asked.length) return 1;
    const fits = compared(found, asked);
    if (fits || asked.length < 2) return fits;
    const first = tail.findIndex((token) => kinds(unitOf(token)).length);
    const said = before.length || first < 0 || tail.slice(0, first).some((token) => isIn("per", token));
    return said ? compared(found, asked.slice(1), true) : 0;
  };
  /** Add further amounts in smaller units, as in `7 km 142 m`; null if they are no such. */
  const furtherAmounts = (tokens, found, values, asked) => {
    let [tail, total, last, at] = [tokens, values, found[0] || {}, 0];
    for (;;) {
      let begin = at;
      while (begin < tail.length && !amountOf(tail, begin)[0].length) begin += 1;
      if (begin >= tail.length) return [total, at ? found.slice(0, 1) : found];
      const [more, end] = amountOf(tail, begin);
      if (begin && ["(", "-"].includes(tail[begin - 1].text) && more.join() === values.join()) { // said twice
        tail = [...tail.slice(0, begin), ...tail.slice(end)];
        continue;
      }
      const kind = asked.length === 1 ? asked[0][0] : "";
      const smaller = (tail[end] && unitOf(tail[end])[kind]) || 0;
      const between = tail.slice(at || at + 1, begin);
      const joined = between.every((token) => [...ands, ",", "."].includes(token.text));
      if (!joined || !(smaller > 0 && smaller < (last[kind] || 0))) return null;
      total = total.map((value) => value + (more[0] * smaller) / found[0][kind]);
      last = { [kind]: smaller };
      at = end + 1;
    }
  };
  /** Where the number begins and whether a minus stands before it; -1 for none. */
  const headOf = (tokens) => {
    let negative = false;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token.kind === "number" || amountOf(tokens, at)[0].length) return [at, negative];
      if (["-", "minus", "минус"].includes(token.text) && !negative) negative = true;
      else if (token.text === "+" && !negative) continue;
      else if (isIn("comparing", token)) {
        if (!["на", "в", "во", "by"].includes(textAt(tokens, at + 1))) return [-1, false];
      } else if (!(kinds(unitOf(token)).length || ["fillers", "up", "down", "per"].some((name) => isIn(name, token)))) return [-1, false];
    }
    return [-1, false];
  };
  const isSpoilt = (tail) => Boolean(tail.length) && (tail[0].text === "+" || isIn("ordinal", tail[0])
    || tail.some((token, at) => isIn("or", token) || (ands.includes(token.text) && isIn("comparing", tail[at + 1]))));
  /** Leave out `of five`; null if that is less than the number itself. */
  const withoutWhole = (tail, values) => {
    for (let at = 0; at < tail.length; at += 1) {
      if (!["of", "из"].includes(tail[at].text)) continue;
      const [whole, end] = partOf(tail, at + 1 + (textAt(tail, at + 1) === "the" ? 1 : 0));
      if (whole.length) return Math.max(...values) > whole[0] ? null : [...tail.slice(0, at), ...tail.slice(end)];
    }
    return tail;
  };
  const unitScale = (unit) => meaning(scales, unit.toLowerCase().split(" ")[0].replace(/\.+$/, "")) || 1;

  /** Every value of a number as typed, and whether it has a unit that cannot be compared. */
  const readNumber = (typed, unit = "") => {
    const none = { values: [], otherUnit: false };
    const tokens = tokensOf(plainDigits(typed));
    const [start, negative] = headOf(tokens);
    if (start < 0) return none;
    let [values, at] = amountOf(tokens, start);
    const head = tokens.slice(0, start);
    let tail = tokens.slice(at);
    if (!values.length || isSpoilt(tail)) return none;
    const scale = unitScale(unit);
    const asked = unitsOf(tokensOf(plainDigits(unit))).map((found) => Object.entries(found)[0]);
    if (asked.length && counted.includes(asked[0][0]) && tokens[start].text.includes("/")) {
      const [part, whole] = tokens[start].text.split("/");
      tail = [{ kind: "word", text: "of" }, { kind: "number", text: whole }, ...tail];
      values = [Number(part.split(" ").pop())];
    }
    tail = withoutWhole(tail, values);
    if (!tail) return none;
    const before = unitsOf(head);
    const more = furtherAmounts(tail, unitsOf(tail), values, asked);
    if (!more) return none;
    const behind = more[1];
    values = more[0];
    if (unit === "%" && [...head, ...tail].some((token) => isIn("down", token))) values = values.map((value) => -Math.abs(value));
    else if (negative || tail.some((token) => token.text === "bce")) values = values.map((value) => -value);
    const short = tail.length ? meaning(shortScales, tail[0].text) : undefined;
    if (short) {
      const rest = kinds(unitOf(tail[0])).length ? behind.slice(1) : behind;
      const measured = factorOf([...before, ...behind], before, tail, asked);
      const factors = factorOf([...before, ...rest], before, tail, asked) ? [short / scale] : [];
      if (measured) factors.unshift(measured);
      return { values: factors.flatMap((factor) => values.map((value) => value * factor)), otherUnit: !factors.length };
    }
    const factor = factorOf([...before, ...behind], before, tail, asked) || factorOf([...behind, ...before], before, tail, asked);
    if (!factor) return { values: [], otherUnit: true };
    values = values.map((value) => value * factor);
    if (scale === 1) return { values, otherUnit: false };
    const scaled = values.map((value) => value / scale);
    if (tokens.slice(start, at).some((token) => meaning(scales, token.text))) return { values: scaled, otherUnit: false };
    return { values: [...before, ...behind].some((found) => "money" in found) ? [...values, ...scaled] : values, otherUnit: false };
  };
  const readings = (typed, unit = "") => readNumber(typed, unit).values;

  const latin = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "ғ": "g",
    "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i", "ў": "o", "ҳ": "h",
    "ҷ": "j", "ӣ": "i", "ӯ": "u", "ş": "sh", "š": "sh", "č": "ch", "ı": "i", "ə": "a", "ʼ": "",
    "ʻ": "", "’": "", "‘": "",
  };
  const cyrillic = "АВЕКМНОРСТУХІЈЅаекорсухіјѕ";
  const alike = "ABEKMHOPCTYXIJSaekopcyxijs";
  const lookalikes = (text) => [...text].map((c) => (cyrillic.includes(c) ? alike[cyrillic.indexOf(c)] : c)).join("");

  /** A word typed in two alphabets in that which all its letters may be of. */
  const oneAlphabet = (word) => {
    if (!/[A-Za-z]/.test(word)) return word;
    const own = [...word].filter((c) => /[Ѐ-ӿ]/.test(c));
    if (own.every((c) => cyrillic.includes(c))) return lookalikes(word);
    return [...word].map((c) => (alike.includes(c) ? cyrillic[alike.lastIndexOf(c)] : c)).join("");
  };
  const edges = /^[ \t"«»“”„'’‘`()[\]!?.,]+|[ \t"«»“”„'’‘`()[\]!?.,]+$/g;
  const beforeCity = /^(?:(?:it is|это|в|во|in|at)\s+)?(?:г\.\s*|город[еа]?\s+|(?:the\s+)?city of\s+|қ\.\s*)?/iu;
  const behindCity = /(?:\s+(?:қаласы(?:нда)?|қ|city|shahri(?:da)?|шаҳри(?:да)?))?[\s.]*$/iu;
  /** A name in Latin letters without capitals, accents, spaces and signs. */
  const plainName = (typed) => {
    const text = typed.normalize("NFKC").trim().replace(edges, "").replace(beforeCity, "").replace(behindCity, "");
    const one = text.replace(/[\p{L}\p{N}_]+/gu, oneAlphabet);
    return [...one.toLowerCase()].map((c) => latin[c] ?? c).join("")
      .normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "");
  };
  /** A name as typed and in its base forms, if it stands in the case of a place. */
  const further = /^([^,(]*(?:, *d\.? ?c\.?)?)(?:\s*[,(]\s*([^]*))?$/iu;
  const countries = new Map(Object.entries(known.countries).flatMap(([name, several]) => several.split(" ").map((short) => [short, name])));
  const baseNames = (typed) => {
    const [, town, country = ""] = typed.trim().match(further) || ["", typed];
    const name = plainName(town);
    const stem = name.slice(0, -1);
    const found = [name];
    const cyrillic = /[Ѐ-ӿ]/.test(town);
    if (cyrillic && name.endsWith("e")) found.push(stem, `${stem}a`, `${stem}y`);
    if (cyrillic && name.endsWith("i")) found.push(stem); // в Казани
    if (/.{3}[dt][ae]$/u.test(name)) found.push(name.slice(0, -2));
    const land = countries.get(plainName(country)) ?? plainName(country);
    const lands = [...new Set([land, land.replace(/(?<=.{5})[dt][ae]$/u, "")])];
    return lands.flatMap((own) => found.map((one) => one + own));
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
      const { values, otherUnit } = readNumber(typed, lock.unit || "");
      if (!values.length) return otherUnit ? "other_unit" : "unreadable";
      tries = numberTries(values, lock);
    } else if (kind === "order") {
      const order = letters(typed);
      if ([...order].sort().join("") !== "ABCDEFGH".slice(0, size)) return "incomplete";
      tries = orderTries(order);
    } else if (kind === "text") {
      if (!plainName(typed)) return "empty";
      tries = [["right", baseNames(typed).map((name) => `t:${name}`)], ["spelling", [`s:${skeleton(typed)}`]]];
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
