/* Let the contents follow the reader, and open what an address leads to. */
const followContents = ({ $, $$, laidOut }) => {
  const links = $$("nav#_contents a");
  const box = $("nav#_contents details");
  if (box && matchMedia("(max-width: 69.99rem)").matches) box.open = false;
  if (links.length && "IntersectionObserver" in window) {
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))).filter(Boolean);
    // The list scrolls along where it stands beside the text.
    const list = box.parentElement;
    const keepInSight = (link) => {
      const [mine, all] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
      if (list.scrollHeight > list.clientHeight && (mine.top < all.top + 40 || mine.bottom > all.bottom - 40)) list.scrollTop += mine.top - all.top - all.height / 3;
    };
    const mark = () => {
      let here = null;
      for (const heading of headings) if (laidOut(heading) && heading.getBoundingClientRect().top < innerHeight * 0.3) here = heading;
      const chosen = links.find((link) => here && decodeURIComponent(link.hash.slice(1)) === here.id);
      $$("li.here", box).forEach((item) => item.classList.remove("here"));
      for (let item = chosen && chosen.closest("li"); item; item = item.parentElement.closest("li")) item.classList.add("here");
      if (chosen) keepInSight(chosen);
      links.forEach((link) => (link === chosen ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    };
    let waiting = false;
    addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; mark(); }); } }, { passive: true });
    requestAnimationFrame(mark);
  }
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const reveal = () => {
    const target = location.hash && document.getElementById(decoded(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (target && target.hasAttribute("tabindex")) target.focus();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
};
