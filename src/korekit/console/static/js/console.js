// What every page does when scripts run. Nothing depends on it but comfort.

/** Copy buttons: shown where the browser can copy. */
function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

async function copy(button) {
  const words = button.querySelector("span");
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = words.innerHTML;
  if (button.classList.contains("copied")) return;
  words.textContent = "Copied";
  button.classList.add("copied");
  setTimeout(() => {
    words.innerHTML = before;
    button.classList.remove("copied");
  }, 1500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/** A form that makes something is sent once, however often somebody clicks. */
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/** A code that came in the address's fragment, which is never sent: into its field, and out of the address. */
const wanting = document.querySelector("form[data-fragment]");
const takeFragment = () => {
  // Another fragment names a place on the page.
  if (!wanting || location.hash.length < 2 || document.getElementById(location.hash.slice(1))) return;
  wanting.elements[wanting.dataset.fragment].value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
  if ("fragmentGo" in wanting.dataset) wanting.requestSubmit();
  else [...wanting.elements].find((one) => one.type !== "hidden" && one.name && !one.value)?.focus();
};
takeFragment();
// A second link that is opened in the same tab changes nothing else.
addEventListener("hashchange", takeFragment);

/** What was shown once gets an address of its own, so that a reload does not make it again. */
const once = document.querySelector("[data-address]");
if (once) history.replaceState(null, "", once.dataset.address);

/** In a row of pages that is too long for the screen, the current one stands in its middle. */
for (const current of document.querySelectorAll(".side [aria-current], .tabs [aria-current]")) {
  const row = current.closest("nav");
  const [own, around] = [current.getBoundingClientRect(), row.getBoundingClientRect()];
  if (row.scrollWidth > row.clientWidth) row.scrollLeft += own.left - around.left - (around.width - own.width) / 2;
}

copyButtons(document);
document.addEventListener("korekit:shown", (event) => copyButtons(event.target));
