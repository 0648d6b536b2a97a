// Pages of requests: the list is searched while one types, and a request is shown as it will be sent while it is filled.

const filter = document.querySelector("form[data-filter]");
if (filter) {
  const field = filter.elements.q;
  const rows = [...document.querySelectorAll("[data-words]")];
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.dataset.words.includes(word));
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("[data-words]:not([hidden])");
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
  const send = form.querySelector('button.first[value="send"]');
  const isSecret = (name) => [...form.elements].some((one) => one.name === name && one.type === "password");
  let waiting = 0;
  let turn = 0;

  const refresh = async () => {
    const mine = (turn += 1);
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !isSecret(name)) given.append(name, value);
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
  const app = form.elements.app;
  app?.addEventListener("input", () => {
    // An app of one bot calls for that bot.
    const own = app.selectedOptions[0].dataset.bot;
    const bot = form.elements["p.bot_id"];
    if (own && bot) bot.value = own;
    if (form.elements["shown-app"]) form.elements["shown-app"].value = app.value;
  });
  if (send) {
    form.addEventListener("input", soon);
    document.getElementById("r-host")?.addEventListener("input", soon);
    form.querySelector("[data-plain]").hidden = true;
    form.querySelector("[data-keys]").hidden = false;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit(send);
    });
  }
  document.addEventListener("click", (event) => {
    const fill = event.target.closest("[data-fill]");
    if (fill) {
      const field = document.getElementById(fill.dataset.fill);
      field.value = fill.previousElementSibling.textContent;
      field.rows = Math.min(14, field.value.split("\n").length + 1);
      field.focus();
      soon();
    }
    const swap = event.target.closest("[data-swap]");
    if (swap && send) {
      event.preventDefault();
      swapFields(swap).then(soon);
    }
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("[data-uploads]")) return;
    event.preventDefault();
    uploadFile(event.target).then(soon);
  });
  const showFills = () => {
    for (const button of document.querySelectorAll("[data-fill]")) button.hidden = false;
  };
  showFills();

  /** A row more or less, JSON or a form: the platform makes the fields again, with what was typed. */
  const swapFields = async (button) => {
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") given.append(name, value);
    given.set("do", button.value);
    const reply = await fetch(form.action, { method: "POST", body: given });
    if (!reply.ok) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const made = page.querySelector("[data-fields]");
    const fields = form.querySelector("[data-fields]");
    if (!made) return;
    // What the platform does not send back stays here.
    for (const kept of fields.querySelectorAll('input[type="password"], input[type="file"]')) {
      // The rows below one that goes get other names.
      if (button.value.startsWith("drop:") && kept.closest(".part-row")) continue;
      const fresh = made.querySelector(`#${CSS.escape(kept.id)}`);
      if (kept.type === "file" && kept.id) fresh?.replaceWith(kept);
      else if (fresh) fresh.value = kept.value;
    }
    for (const open of fields.querySelectorAll("details[open]")) {
      const name = open.querySelector("[name]")?.name;
      const fresh = name && made.querySelector(`[name="${CSS.escape(name)}"]`)?.closest("details");
      if (fresh) fresh.open = true;
    }
    fields.replaceChildren(...made.childNodes);
    document.querySelector("[data-uploads]")?.replaceWith(page.querySelector("[data-uploads]"));
    showFills();
    const place = document.getElementById(button.dataset.swap);
    const inside = place?.matches("input, select, textarea") ? [place] : place?.querySelectorAll("input:not([type=hidden]), select, textarea, button");
    const rows = place?.querySelectorAll(":scope > .part-row");
    const last = rows?.length ? rows[rows.length - 1].querySelector("input:not([type=hidden]), select, textarea") : null;
    (last ?? inside?.[0])?.focus();
  };

  /** The file goes up, its id goes into the field that asks for it. */
  const uploadFile = async (upload) => {
    const line = form.querySelector(`[data-upload="${CSS.escape(upload.id.replace(/^u-p/, "r-p"))}"]`);
    const button = line.querySelector("button");
    const given = new FormData(upload);
    given.set("do", "part");
    button.disabled = true;
    const reply = await fetch(upload.action, { method: "POST", body: given });
    const text = await reply.text();
    button.disabled = false;
    const field = line.parentElement.querySelector('input[type="text"]');
    if (reply.ok) field.value = text;
    let said = line.nextElementSibling;
    if (!said?.matches("[role=status]")) {
      said = document.createElement("p");
      said.className = "hint";
      said.setAttribute("role", "status");
      line.after(said);
    }
    said.textContent = reply.ok ? "Uploaded. The id below names the file." : text;
    field.focus();
  };
  // Whoever sent it wants to read the answer, or what is wrong.
  const answer = document.querySelector("[data-answer]");
  answer?.focus({ preventScroll: true });
  // Its top, however much else there is to it.
  answer?.closest("section").scrollIntoView();
  if (!answer) document.querySelector('[aria-invalid="true"]')?.focus();
}
