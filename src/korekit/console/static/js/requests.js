// Pages of requests: the list is searched while one types, and a request is shown as it will be sent while it is filled.

const filter = document.querySelector("form[data-filter]");
if (filter) {
  const field = filter.elements.q;
  const rows = [...document.querySelectorAll("[data-words]")];
  const openAtFirst = new Set(document.querySelectorAll("[data-group][open]"));
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.words.includes(word));
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-words]:not([hidden])");
      group.open = words.length ? !group.hidden : openAtFirst.has(group);
    }
    const found = rows.filter((row) => !row.hidden);
    filter.querySelector("[data-found]").textContent = words.length ? `${found.length} of ${rows.length}` : "";
    return found;
  };
  filter.querySelector("[data-plain]").hidden = true;
  field.addEventListener("input", show);
  // Enter opens the first that fits.
  filter.addEventListener("submit", (event) => {
    event.preventDefault();
    show()[0]?.querySelector("a").click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    field.focus();
  });
  show();
}

const form = document.querySelector("form[data-request]");
if (form) {
  const preview = document.querySelector("[data-preview]");
  const send = form.querySelector('button[value="send"]');
  let waiting = 0;
  let turn = 0;

  const refresh = async () => {
    const mine = (turn += 1);
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !form.elements[name]?.matches?.('[type="password"]')) given.append(name, value);
    }
    given.set("do", "part");
    const answer = await fetch(form.action, { method: "POST", body: given });
    const html = await answer.text();
    if (mine !== turn || !answer.ok) return;
    const open = preview.querySelector("details[open] > summary")?.textContent;
    preview.innerHTML = html;
    for (const one of preview.querySelectorAll("details")) {
      if (open) one.open = one.querySelector("summary").textContent === open;
    }
    preview.dispatchEvent(new CustomEvent("korekit:shown", { bubbles: true }));
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 200);
  };
  if (send) {
    form.addEventListener("input", soon);
    form.querySelector("[data-plain]").hidden = true;
    form.querySelector("[data-keys]").hidden = false;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit(send);
    });
  }
  for (const button of document.querySelectorAll("[data-fill]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.fill);
      field.value = button.previousElementSibling.textContent;
      field.rows = Math.min(14, field.value.split("\n").length + 1);
      field.focus();
      soon();
    });
  }
  // Whoever sent it wants to read the answer.
  document.querySelector("[data-answer]")?.focus();
}
