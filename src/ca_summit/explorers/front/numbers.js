// Numbers, lists and sentences as Python writes them, rounded half to even from their decimal digits.
const numberWords = (w) => {
  const decimal = (value) => {
    const [mantissa, power = "0"] = String(Math.abs(value)).split("e");
    const [whole, part = ""] = mantissa.split(".");
    return [BigInt(whole + part), part.length - Number(power)];
  };
  const rounded = ([digits, scale], decimals) => {
    const ten = (power) => 10n ** BigInt(power);
    let made = decimals >= scale ? digits * ten(decimals - scale) : digits / ten(scale - decimals);
    if (decimals < scale) {
      const [unit, twice] = [ten(scale - decimals), 2n * (digits % ten(scale - decimals))];
      if (twice > unit || (twice === unit && made % 2n)) made += 1n;
    }
    const text = String(made).padStart(decimals + 1, "0");
    return decimals ? `${text.slice(0, -decimals)}.${text.slice(-decimals)}` : text;
  };
  const bare = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  const exponent = ([digits, scale]) => String(digits).length - 1 - scale;
  const written = (value, text) => {
    const { group, point, minus } = w;
    const [whole, part] = text.split(".");
    return (value < 0 && /[1-9]/.test(text) ? minus : "") + whole.replace(/\B(?=(\d{3})+$)/g, group) + (part ? point + part : "");
  };
  const number = (value, digits = 3) => {
    const own = decimal(value);
    if (Number.isInteger(value) || Math.abs(value) >= 10 ** digits) return written(value, rounded(own, 0));
    if (Math.abs(value) < 1) return written(value, bare(rounded(own, digits - 1 - exponent(own))));
    return written(value, rounded(own, Math.max(0, digits - exponent(own) - 1)));
  };
  const short = (value) => {
    if (Math.abs(value) < 1000) return number(value);
    const [digits, scale] = decimal(value);
    const power = Math.min(4, Math.floor(exponent([digits, scale]) / 3));
    const text = bare(rounded([digits, scale + 3 * power], 2 - (exponent([digits, scale]) % 3)));
    return Number(text) >= 1000 && power < 4 ? written(value, "1") + w.thousands[power] : written(value, text) + w.thousands[power - 1];
  };
  const percent = (value) => {
    const [digits, scale] = decimal(value / 100);
    const own = [digits, scale - 2];
    const small = Math.abs(value) > 0 && Math.abs(value) < 1;
    return `${written(value, bare(rounded(own, small ? 1 - exponent(own) : 1)))}${w.percent}`;
  };
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const listed = (items) => items.reduce((text, item, at) => text + (at ? (at < items.length - 1 ? w.lists[0] : w.lists[items.length > 2 ? 2 : 1]) : "") + item, "");
  const fill = (message, values) => message.replace(/\{(\w+)(?::(\w))?\}/g, (_, name, form) => {
    const value = values[name];
    if (form === "n") return number(value);
    if (form === "p") return percent(value);
    return form === "l" ? listed(value) : value;
  });
  // A hover has lines of sixty signs.
  const wrapped = (text) => String(text).split(" ").reduce((made, word) => (made && made.length - made.lastIndexOf(">") - 1 + word.length < 60 ? `${made} ${word}` : `${made}${made && "<br>"}${word}`), "");
  return { number, short, fill, listed, escaped, wrapped };
};
