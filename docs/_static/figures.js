/* A figure's frame is as high as the figure says, and as dark as the page. */
addEventListener("message", (event) => {
  const height = event.data && event.data.caSummitHeight;
  for (const frame of document.querySelectorAll("iframe.figure-box"))
    if (height && frame.contentWindow === event.source) frame.style.height = `${height + 2}px`;
});
