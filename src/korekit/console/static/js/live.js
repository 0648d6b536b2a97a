// Parts of a page that follow what happens. `data-live` names the address of the events; each is the part's whole HTML,
// made by the platform with every value escaped.

for (const part of document.querySelectorAll("[data-live]")) {
  let shown = null;
  const events = new EventSource(part.dataset.live);
  events.onmessage = (event) => {
    // Something may have happened between the page and the first event.
    if (shown === null ? differs(part, event.data) : event.data !== shown) put(part, event.data);
    shown = event.data;
  };
  addEventListener("pagehide", () => events.close(), { once: true });
}

function differs(part, html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content.textContent.replace(/\s+/g, " ").trim() !== part.textContent.replace(/\s+/g, " ").trim();
}

/** Replace a part; whoever stands on one of its links or fields stands there afterwards, and what was open stays so. */
function put(part, html) {
  const focused = part.contains(document.activeElement) ? path(part, document.activeElement) : null;
  const open = [...part.querySelectorAll("details")].map((one) => one.open);
  part.innerHTML = html;
  part.querySelectorAll("details").forEach((one, at) => {
    if (open[at]) one.open = true;
  });
  part.dispatchEvent(new CustomEvent("korekit:shown", { bubbles: true }));
  if (focused) part.querySelector(focused)?.focus();
}

function path(part, element) {
  const name = element.getAttribute("href") ?? element.name ?? element.id;
  if (!name) return null;
  const attribute = element.hasAttribute("href") ? "href" : element.name ? "name" : "id";
  return `${element.localName}[${attribute}="${CSS.escape(name)}"]`;
}
