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
    "триллиона": 1e12, "триллионов": 1e12, b: 1e9,
  };
  const alsoUnits = ["m", "k", "b"]; // metres, kelvin, bytes
  const measures = [
    {
      "m": 1, "metre": 1, "metres": 1, "meter": 1, "meters": 1, "м": 1, "метр": 1, "метра": 1,
      "метров": 1, "km": 1000, "kilometre": 1000, "kilometres": 1000, "kilometer": 1000,
      "kilometers": 1000, "км": 1000, "километр": 1000, "километра": 1000, "километров": 1000,
      "шақырым": 1000, "mile": 1609.344, "miles": 1609.344, "миля": 1609.344, "мили": 1609.344,
      "миль": 1609.344,
    },
    {
      "day": 1, "days": 1, "день": 1, "дня": 1, "дней": 1, "сутки": 1, "суток": 1, "күн": 1,
      "kun": 1, "week": 7, "weeks": 7, "неделя": 7, "недели": 7, "недель": 7, "апта": 7,
      "hafta": 7, "month": 30.44, "months": 30.44, "месяц": 30.44, "месяца": 30.44, "месяцев":
      30.44, "ай": 30.44, "oy": 30.44, "year": 365.25, "years": 365.25, "год": 365.25, "года":
      365.25, "году": 365.25, "лет": 365.25, "жыл": 365.25, "жылы": 365.25, "yil": 365.25,
    },
  ];
  const numbers = {
    "zero": 0, "none": 0, "nobody": 0, "ноль": 0, "нуль": 0, "никто": 0, "нет": 0, "нөл": 0,
    "nol": 0, "one": 1, "один": 1, "одна": 1, "одно": 1, "бір": 1, "bir": 1, "two": 2, "два": 2,
    "две": 2, "двое": 2, "оба": 2, "екі": 2, "ikki": 2, "three": 3, "три": 3, "трое": 3, "үш":
    3, "uch": 3, "four": 4, "четыре": 4, "четверо": 4, "төрт": 4, "to'rt": 4, "five": 5, "пять":
    5, "пятеро": 5, "бес": 5, "besh": 5, "six": 6, "шесть": 6, "алты": 6, "olti": 6, "seven": 7,
    "семь": 7, "жеті": 7, "yetti": 7, "eight": 8, "восемь": 8, "сегіз": 8, "sakkiz": 8, "nine":
    9, "девять": 9, "тоғыз": 9, "to'qqiz": 9, "ten": 10, "десять": 10, "он": 10, "o'n": 10,
  };
  // A word ends here: \b of JavaScript knows Latin letters only.
  const before = /^(?:[~≈=$€£₽₸×:]|x(?=\d)|us(?=\$)|(?:usd|about|around|approximately|approx|roughly|circa|ca|c|in|the|year|ad|it is|answer|all|by|около|примерно|приблизительно|почти|шамамен|taxminan|тахминан|больше в|рост на|в|на|через|все|ответ|жауап|javob|год|году|жылы|yil)(?![\p{L}\p{N}_])\.?)\s*/u;
  // What says that a number is not meant alone, or not as it stands.
  const besides = /^\+|(?<![\p{L}\p{N}_])(?:or|или|либо|немесе|yoki|hundreds?|сот|сотен|жүз|dozen)(?![\p{L}\p{N}_])/u;
  const earlier = /(?<![\p{L}\p{N}_])(?:bce?|б\.?з\.?д)(?![\p{L}\p{N}_])|^до н/u;
  const quotes = /^[ \t"«»“”„'’‘`()[\]!?]+|[ \t"«»“”„'’‘`()[\]!?]+$/g;
  const hasOwn = (words, word) => Object.hasOwn(words, word);
  const shape = /^([+-]?)\s*(?:(?:(\d+) )?(\d+)\/(\d+)|(\d[\d., ']*|[.,]\d+))(?:e([+-]?\d{1,2}))?\s*(\p{L}*)(.*)$/u;
  const squared = /(?:[kcm]?m|км|м|co)\^?[23]/g;

  // The value of a digit of any script: ten of each stand in a row.
  const decimal = (digit) => {
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(digit.codePointAt(0) - value - 1))) value += 1;
    return String(value);
  };
  const fromWords = (typed) => {
    const text = typed.replace(/^(?:ни одного|ни один|no one|not one)(?![\p{L}\p{N}_])/u, "0");
    const [first] = text.split(" ");
    const word = first.replace(/^[.,]+|[.,]+$/g, "");
    return hasOwn(numbers, word) ? `${numbers[word]}${text.slice(first.length)}` : text;
  };
  const plainDigits = (typed) => {
    let text = typed.replace(/(\d)(?=[¼-¾⅐-⅞]|[⁰¹²³⁴-⁹]+[⁄/])/g, "$1 ")
      .replace(/(\d)([⁰¹²³⁴-⁹⁻]+)/g, (_, digit, raised) => `${digit}^${[...raised].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("")}`)
      .normalize("NFKC").toLowerCase().replace(/\p{Nd}/gu, decimal)
      .replaceAll("٫", ".").replaceAll("٬", ",").replace(/[⁄÷]/g, "/")
      .replace(/[−–—‐‑]/g, "-").replaceAll("’", "'").replace(/(\d)\s*:\s*(?=\d)/g, "$1/")
      .replace(/[\s_]+/g, " ").replace(quotes, "")
      .replace(/(\d)\s*[x×х*·⋅•]\s*10\^(?=[+-]?\d)/g, "$1e")
      .replace(/[·⋅•](?=\d)/g, ".").replace(/\s*\/\s*(?=\d)/g, "/");
    for (;;) {
      const shorter = text.replace(before, "");
      if (shorter === text) return fromWords(text.replace(/^(?:minus|минус) /, "-"));
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

  /** Every way to read a number as typed, in a unit that begins with a power of ten (`scale`) or with the word of a length or time (`measure`). */
  const readings = (typed, scale = 1, measure = "") => {
    const found = plainDigits(typed).match(shape);
    if (!found) return [];
    const [, sign, whole, over, under, digits, power, word, tail] = found;
    let rest = `${word}${tail}`.replace(squared, "");
    const of = rest.match(/^(?:out of|of|из) (\d+)(?![\p{L}\p{N}_])/u);
    if (of) rest = rest.slice(of[0].length);
    const strange = /\d/.test(rest) || besides.test(rest) || rest.split(/\s+/).some((part) => hasOwn(numbers, part));
    if (strange || (under && !Number(under))) return [];
    const factor = (sign === "-" || earlier.test(rest) ? -1 : 1) * 10 ** Number(power || 0);
    const values = (under ? [Number(whole || 0) + Number(over) / Number(under)]
      : digitReadings(digits.replace(/[ .,']+$/, ""))).map((value) => value * factor);
    if (of && Math.max(...values) > Number(of[1])) return [];
    const line = measures.find((words) => hasOwn(words, word) && hasOwn(words, measure));
    const measured = line ? values.map((value) => (value * line[word]) / line[measure]) : values;
    if (hasOwn(scales, word)) {
      const scaled = values.map((value) => (value * scales[word]) / scale);
      return alsoUnits.includes(word) ? [...measured, ...scaled] : scaled;
    }
    if (scale !== 1 && /^(?:dollar|доллар|usd)/.test(word)) return [...values, ...values.map((value) => value / scale)];
    return measured;
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
  const baseNames = (typed) => {
    const name = plainName(typed);
    const stem = name.slice(0, -1);
    const found = /[Ѐ-ӿ]/.test(typed) && name.endsWith("e") ? [name, stem, `${stem}a`, `${stem}y`] : [name];
    return /.{3}[dt][ae]$/u.test(name) ? [...found, name.slice(0, -2)] : found;
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
      const values = readings(typed, lock.scale || 1, lock.measure || "");
      if (!values.length) return "unreadable";
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
