/* Write tables as CSV. */
const csvFile = (() => {
  const quoted = (text) => (/[",;\t\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  // What a spreadsheet would run as a formula gets an apostrophe, also after the separators of other countries or signs without ink.
  const number = /^[-+]?(?:\d[\d.,\s\u00a0\u2009\u202f]*|\.\d+)(?:e[-+]?\d+)?\s?%?$/i;
  const formula = /(^|[;\t\n\r])([\s\p{C}\u115f\u1160\u3164\uffa0]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])/gu;
  const guarded = (text) => (number.test(text) ? text : text.replace(formula, "$1$2'"));
  // Rows of texts as a file that spreadsheets open and do not run.
  const text = (rows) => rows.map((row) => row.map((cell) => quoted(guarded(cell))).join(",")).join("\r\n");
  return { text, guarded, quoted };
})();
