// The page that maps scopes: each tick tells at once what it will be, the search hides what does not fit, and nobody
// leaves unsaved ticks behind without being asked.

const form = document.querySelector("form[data-scopes]");
const filter = document.querySelector("form[data-filter]");

if (form) {
  const rows = [...form.querySelectorAll("tr[data-words]")];
  const boxes = rows.map((row) => row.querySelector("input"));
  const summary = form.querySelector("[data-summary]");
  let isSending = false;

  const isChanged = () =>
    "changed" in form.dataset || boxes.some((box) => box.checked !== box.defaultChecked);

  const badge = (text, kind) => {
    const made = document.createElement("span");
    made.className = `badge ${kind}`;
    made.textContent = text;
    return made;
  };

  const mark = (row, box) => {
    const isSaved = "saved" in row.dataset;
    const state = row.querySelector("[data-state]");
    if (box.checked && !isSaved) state.replaceChildren(badge("Ticked, not saved", "warn"));
    else if (!box.checked && isSaved) state.replaceChildren(badge("Unticked, still saved", "warn"));
    else if (isSaved && !("counts" in row.dataset)) state.replaceChildren(badge("Saved, not published", "warn"));
    else if (isSaved) state.replaceChildren(badge("Counts", "good"));
    else state.replaceChildren();
  };

  const summarise = () => {
    if (!summary) return;
    const more = rows.filter((row, at) => boxes[at].checked && !("saved" in row.dataset)).length;
    const fewer = rows.filter((row, at) => !boxes[at].checked && "saved" in row.dataset).length;
    const parts = [more && `${more} more`, fewer && `${fewer} fewer`].filter(Boolean);
    summary.textContent = parts.length ? `Not saved: ${parts.join(", ")}.` : "All ticks are saved.";
    summary.classList.toggle("unsaved", parts.length > 0);
  };

  form.addEventListener("change", (event) => {
    const row = event.target.closest("tr[data-words]");
    if (!row) return;
    mark(row, event.target);
    summarise();
  });
  form.addEventListener("submit", () => {
    isSending = true;
  });
  addEventListener("beforeunload", (event) => {
    if (isChanged() && !isSending) event.preventDefault();
  });
  // A browser that goes back may put ticks where they were.
  rows.forEach((row, at) => mark(row, boxes[at]));
  summarise();

  if (filter) {
    const field = filter.elements.q;
    const found = filter.querySelector("[data-found]");
    const show = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        row.hidden = !words.every((word) => row.dataset.words.includes(word));
        if (!row.hidden) count += 1;
      }
      for (const group of form.querySelectorAll("tbody")) {
        group.hidden = !group.querySelector("tr[data-words]:not([hidden])");
      }
      found.textContent = words.length ? `${count} of ${rows.length}` : "";
    };
    filter.querySelector("[data-plain]").hidden = true;
    filter.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", show);
    show();
  }
}
