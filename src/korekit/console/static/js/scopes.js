// The page that maps scopes: each tick tells at once what it will be, the list is cut down while one types, the keyboard
// reaches everything, and nobody leaves unsaved ticks behind without being asked.

const form = document.querySelector("form[data-scopes]");
const filter = document.querySelector("form[data-filter]");

if (form && filter) {
  const rows = [...form.querySelectorAll("tr[data-words]")];
  const boxes = rows.map((row) => row.querySelector("input"));
  const byId = new Map(boxes.map((box) => [box.value, box]));
  const bar = form.querySelector("[data-save-bar]");
  const idle = form.querySelector("[data-idle]");
  const wasIdleOpen = idle?.open;
  const field = filter.elements.q;
  const segments = [...filter.querySelectorAll("[name=show]")];
  let shown = segments.find((one) => one.getAttribute("aria-pressed") === "true").value;
  let isSending = false;

  const isSaved = (row) => "saved" in row.dataset;
  const differs = (at) => boxes[at].checked !== isSaved(rows[at]);
  const isChanged = () => "changed" in form.dataset || boxes.some((box) => box.checked !== box.defaultChecked);

  const badge = (text, kind) => {
    const made = document.createElement("span");
    made.className = `badge ${kind}`;
    made.textContent = text;
    return made;
  };

  const mark = (row, box) => {
    const state = row.querySelector("[data-state]");
    if (box.checked && !isSaved(row)) state.replaceChildren(badge(form.dataset.added, "warn"));
    else if (!box.checked && isSaved(row)) state.replaceChildren(badge(form.dataset.removed, "warn"));
    else if (isSaved(row) && !("counts" in row.dataset)) state.replaceChildren(badge(form.dataset.unpublished, "warn"));
    else if (isSaved(row)) state.replaceChildren(badge("Active", "good"));
    else state.replaceChildren();
    row.classList.toggle("changed", box.checked !== isSaved(row));
  };

  const groups = [...form.querySelectorAll("tbody")].map((body) => ({
    body,
    all: body.querySelector("[data-group]"),
    told: body.querySelector("[data-count]"),
    boxes: [...body.querySelectorAll("tr[data-words] input")],
  }));

  const summarise = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    const changed = rows.filter((_, at) => differs(at));
    for (const one of groups) {
      const number = one.boxes.filter((box) => box.checked).length;
      one.told.textContent = `${number} of ${one.boxes.length}`;
      // A heading's box stands for what is in sight, so that nobody ticks what a search hides.
      const sight = one.boxes.filter((box) => !box.closest("tr").hidden);
      const sum = sight.filter((box) => box.checked).length;
      one.all.checked = sight.length > 0 && sum === sight.length;
      one.all.indeterminate = sum > 0 && sum < sight.length;
    }
    filter.querySelector('[data-number="ticked"]').textContent = ticked;
    filter.querySelector('[data-number="changed"]').textContent = changed.length;
    if (!bar) return;
    const added = changed.filter((row) => !isSaved(row)).length;
    const removed = changed.length - added;
    const parts = [added && `${added} added`, removed && `${removed} removed`].filter(Boolean);
    const summary = bar.querySelector("[data-summary]");
    const text = parts.length ? `Not saved: ${parts.join(", ")}.` : ticked ? "All changes are saved." : "No scope is ticked.";
    if (summary.textContent !== text) summary.textContent = text;
    bar.classList.toggle("unsaved", parts.length > 0);
    bar.classList.toggle("calm", !parts.length && !isChanged());
  };

  const fresh = () => {
    rows.forEach((row, at) => mark(row, boxes[at]));
    summarise();
  };

  const isVisible = (box) => box.offsetParent !== null;

  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, at) => {
      const fits = words.every((word) => row.dataset.words.includes(word));
      row.hidden = !fits || (shown === "ticked" && !boxes[at].checked) || (shown === "changed" && !differs(at));
    });
    for (const one of groups) one.body.hidden = !one.body.querySelector("tr[data-words]:not([hidden])");
    const isCut = words.length > 0 || shown !== "";
    if (idle) {
      const fits = idle.querySelector("tr[data-words]:not([hidden])") !== null;
      idle.hidden = !fits;
      idle.open = isCut ? fits : wasIdleOpen || idle.open;
    }
    const found = rows.filter((row) => !row.hidden).length;
    filter.querySelector("[data-found]").textContent = isCut ? `${found} of ${rows.length}` : "";
    form.querySelector("[data-none]").hidden = found > 0;
    for (const one of form.querySelectorAll("table.scopes")) {
      one.hidden = !one.querySelector("tr[data-words]:not([hidden])");
    }
    for (const one of segments) one.setAttribute("aria-pressed", String(one.value === shown));
    summarise();
  };

  const tick = (ids) => {
    field.value = "";
    shown = "";
    show();
    const wanted = ids.split(" ").map((id) => byId.get(id)).filter((box) => box && !box.disabled);
    for (const box of wanted) box.checked = true;
    fresh();
    const first = wanted[0];
    if (!first) return;
    first.closest("details")?.setAttribute("open", "");
    first.focus({ preventScroll: true });
    first.closest("tr").scrollIntoView({ block: "center" });
  };

  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-group]")) {
      const group = groups.find((one) => one.all === box);
      for (const one of group.boxes) if (!one.closest("tr").hidden) one.checked = box.checked;
      fresh();
      return;
    }
    const row = box.closest("tr[data-words]");
    if (!row) return;
    mark(row, box);
    summarise();
  });
  // Where one stood and what one searched is there again once the answer comes.
  const place = `korekit scopes ${form.action}`;
  form.addEventListener("submit", () => {
    isSending = true;
    form.elements.q.value = field.value;
    form.elements.show.value = shown;
    sessionStorage.setItem(place, String(scrollY));
  });
  // Saves these ticks too, with somebody else's.
  document.querySelector("form[data-both]")?.addEventListener("submit", () => {
    isSending = true;
  });
  const before = Number(sessionStorage.getItem(place));
  sessionStorage.removeItem(place);
  addEventListener("beforeunload", (event) => {
    if (isChanged() && !isSending) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    isSending = false;
    // A browser that goes back may put ticks where they were.
    fresh();
  });

  const move = (from, by) => {
    const sight = [field, ...boxes.filter(isVisible)];
    const next = sight[Math.max(0, Math.min(sight.length - 1, sight.indexOf(from) + by))];
    next.focus();
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key === "/" && !at.matches("input:not([type=checkbox]), textarea, select")) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && bar) {
      event.preventDefault();
      form.requestSubmit(bar.querySelector('[value="save"]'));
    }
  });
  const arrows = { ArrowDown: 1, ArrowUp: -1 };
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches('tr[data-words] input[type="checkbox"]') || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      // A browser would send the form.
      event.preventDefault();
      event.target.click();
    } else if (event.key in arrows) {
      event.preventDefault();
      move(event.target, arrows[event.key]);
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      move(field, 1);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      boxes.find((box) => isVisible(box))?.focus();
    } else if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      show();
    }
  });

  for (const one of groups) one.all.hidden = false;
  for (const one of document.querySelectorAll("[data-tick]")) {
    one.addEventListener("click", (event) => {
      event.preventDefault();
      one.classList.remove("first");
      tick(one.dataset.tick);
    });
  }
  const pick = document.querySelector("form[data-pick]");
  pick?.addEventListener("submit", (event) => {
    event.preventDefault();
    tick(pick.elements.operation.selectedOptions[0].dataset.scopes ?? "");
  });
  filter.querySelector("[data-plain]").hidden = true;
  filter.querySelector("[data-keys]").hidden = false;
  filter.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.name === "show") shown = event.submitter.value;
    show();
  });
  field.addEventListener("input", show);
  form.querySelector("[data-show-all]").addEventListener("click", () => {
    field.value = "";
    shown = "";
    show();
    field.focus();
  });
  fresh();
  show();
  const result = document.querySelector(".callout.good[autofocus]");
  if (before && result) {
    // It has the focus, and the page stands where it stood. What went wrong is shown where it is told.
    result.focus({ preventScroll: true });
    scrollTo({ top: before, behavior: "instant" });
    if (result.getBoundingClientRect().bottom < 0) {
      // Out of sight where it stands, until one goes on.
      result.classList.add("floating");
      form.addEventListener("change", () => result.classList.remove("floating"), { once: true });
    }
  }
}
