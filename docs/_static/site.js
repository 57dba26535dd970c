/* A figure's frame is as high as the figure says, and as dark as the page. */
addEventListener("message", (event) => {
  const height = event.data && event.data.caSummitHeight;
  for (const frame of document.querySelectorAll("iframe.figure-box"))
    if (height && frame.contentWindow === event.source) frame.style.height = `${height + 2}px`;
});

/* Cells of tables with many columns know their heading, for screens on which they stand one below the other. */
addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll(".bd-article table")) {
    const headings = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
    if (headings.length < 3) continue;
    table.classList.add("many");
    for (const row of table.tBodies[0].rows)
      [...row.cells].forEach((cell, place) => {
        cell.dataset.heading = headings[place];
        if (!cell.textContent.trim()) cell.replaceChildren();
      });
  }
});
