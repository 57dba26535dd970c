/* Save the table and the picture of a figure as files, and copy text. */
const saving = ({ $, $$, words, say, page, heads, tables, figures }) => {
  const bytes = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text.trim());
    const raw = atob(text.trim());
    const out = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) out[i] = raw.charCodeAt(i);
    return out;
  };
  const save = (name, blob) => {
    const link = document.createElement("a");
    link.download = name;
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    say(`${words.downloaded}: ${name}`);
  };
  const fileName = (figure) => figure.id.replace("_", "-");
  const csv = async (figure) => {
    await tables.fill(figure);
    const table = $("table", figure);
    const rows = table ? $$("tr", table).map((row) => $$("th,td", row).map((cell) => cell.dataset.n || cell.textContent)) : [];
    const text = csvFile.text(rows);
    save(`${fileName(figure)}.csv`, new Blob(["\ufeff", text, "\r\n"], { type: "text/csv" }));
  };
  const picture = async (figure, format) => {
    const holder = $(".plot", figure);
    await figures.draw(holder);
    if (holder.classList.contains("failed")) return;
    const layout = holder.figure.beside ? heads.headed(holder) : holder.layout;
    const size = { width: holder.clientWidth, height: holder.figure.beside ? layout.height : holder.clientHeight };
    const address = await window.Plotly.toImage({ data: holder.data, layout: { ...layout, paper_bgcolor: pageColour(holder) }, config: holder._context },
      { format, ...size, scale: format === "png" ? 2 : 1 });
    const [head, body] = [address.slice(0, address.indexOf(",")), address.slice(address.indexOf(",") + 1)];
    const content = head.includes("base64") ? bytes(body) : decodeURIComponent(body);
    save(`${fileName(figure)}.${format}`, new Blob([content], { type: format === "png" ? "image/png" : "image/svg+xml" }));
  };
  const pageColour = (holder) => (holder.classList.contains("own-colours") && page.opaque(holder.layout.paper_bgcolor) ? holder.layout.paper_bgcolor : getComputedStyle(document.body).backgroundColor);
  const copy = async (text, button) => {
    const plain = await text;
    try { await navigator.clipboard.writeText(plain); }
    catch {
      const box = document.createElement("textarea");
      box.value = plain;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    const label = button.textContent;
    button.textContent = words.copied;
    say(words.copied);
    setTimeout(() => { button.textContent = label; }, 1500);
  };
  return { csv, picture, copy };
};
