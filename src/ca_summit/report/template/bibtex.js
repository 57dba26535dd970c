/* Write a source of the list as BibTeX. */
const bibliography = (() => {
  const safe = (text) => text.trim().replace(/\\/g, " ").replace(/[{}%&$#_]/g, "\\$&");
  // A line of the list reads: publishers: title (published). licence.
  const entry = ({ key, before, title, after, url, read }) => {
    const [, published = "", licence] = after.match(/^(?: \((.*?)\))?\. ?(.*?)\.?$/) || [];
    const publishers = safe(before).replace(/:$/, "").split(/;\s*(?![^()]*\))/).filter(Boolean);
    const fields = {
      author: publishers.map((publisher) => `{${publisher}}`).join(" and "),
      title: `{${safe(title)}}`,
      year: (published.match(/\b(1[5-9]|20)\d\d\b/) || [""])[0],
      url,
      note: [licence, read].filter(Boolean).map(safe).join(". "),
    };
    const lines = Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}},`);
    return [`@misc{${key.replace(/[^\w:-]/g, "-")},`, ...lines, "}"].join("\n");
  };
  return { entry };
})();
