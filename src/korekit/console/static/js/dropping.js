// A form with a file: a zip, the files of an export, or a folder can be dropped or chosen, and the upload is seen.
// What is no zip becomes one in the page. Without scripts it is a plain form that takes a zip.

import { zipOf } from "./zipping.js";

const MOST_FILES = 9000;
const MOST_NAMED = 4;
const MARK = "korekit.json";
const KNOWN = [
  [/^botdefinition([ _-]?\(?\d+\)?)?\.json$/i, "botDefinition.json"],
  [/^config([ _-]?\(?\d+\)?)?\.json$/i, "config.json"],
  [/^icon([ _-]?\(?\d+\)?)?\.(png|jpe?g|gif)$/i, "icon.png"],
];

for (const form of document.querySelectorAll("form[data-drop]")) follow(form);

function follow(form) {
  const field = form.elements.file;
  const part = (name) => form.querySelector(`[data-drop-${name}]`);
  const shown = part("progress");
  const bar = shown.querySelector("progress");
  const words = part("words");
  const trouble = part("error");
  const button = part("send");
  const limit = Number(form.dataset.limit);
  let ending = null;
  part("hint").hidden = false;
  part("plain").hidden = true;
  field.multiple = true;
  field.removeAttribute("accept");

  const rest = () => {
    shown.hidden = true;
    button.disabled = false;
    ending = null;
    delete form.dataset.sent;
  };
  const fail = (text) => {
    rest();
    const told = document.createElement("strong");
    told.className = "error";
    told.textContent = text;
    trouble.replaceChildren(told);
  };

  /** Make one file of what was given, and send it; what a page of ours refuses it says in its own words. */
  const send = async (entries) => {
    if (ending) return;
    ending = new AbortController();
    const { signal } = ending;
    trouble.replaceChildren();
    shown.hidden = false;
    button.disabled = true;
    bar.value = 0;
    try {
      const { file, name } = await fileOf(entries, signal, (done, count) => {
        bar.value = Math.floor((100 * done) / count);
        words.textContent = `Packing ${count} files, ${bar.value} %`;
      });
      if (file.size > limit) throw new Error(`This is ${size(file.size)}. A file may have ${size(limit)}.`);
      const data = new FormData(form);
      data.delete("file");
      data.append("file", file, name);
      upload(data, signal);
    } catch (error) {
      fail(error.name === "AbortError" ? "Upload cancelled. Nothing was kept." : readable(error));
    }
  };

  const upload = (data, signal) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    signal.addEventListener("abort", () => request.abort());
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.floor((100 * event.loaded) / event.total);
      const known = `${size(event.loaded)} of ${size(event.total)}`;
      words.textContent = bar.value < 100 ? `Uploading, ${bar.value} % (${known})` : "Checking the file";
    });
    request.addEventListener("load", () => {
      if (request.status < 400) location.assign(request.responseURL);
      else {
        const page = request.response;
        const told = page?.querySelector("[data-drop-error], .empty p:not(.code)")?.textContent.trim();
        fail(told || "The file could not be uploaded. Try again.");
      }
    });
    request.addEventListener("error", () => fail("The connection was lost. Try again."));
    request.addEventListener("abort", () => fail("Upload cancelled. Nothing was kept."));
    request.send(data);
  };

  part("cancel").addEventListener("click", () => ending?.abort());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send([...field.files].map((file) => ({ path: file.name, file })));
  });

  const folder = document.createElement("input");
  folder.type = "file";
  folder.webkitdirectory = true;
  if ("webkitdirectory" in folder) {
    part("folder").hidden = false;
    part("folder").addEventListener("click", () => folder.click());
    folder.addEventListener("change", () => {
      send([...folder.files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
      folder.value = "";
    });
  }

  let inside = 0;
  form.addEventListener("dragenter", (event) => {
    event.preventDefault();
    inside += 1;
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => {
    inside -= 1;
    if (!inside) form.classList.remove("over");
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    inside = 0;
    form.classList.remove("over");
    try {
      send(await dropped(event.dataTransfer));
    } catch (error) {
      fail(readable(error));
    }
  });
}

function readable(error) {
  return error.name === "NotFoundError" || error.name === "NotReadableError"
    ? "A file could not be read. Choose it again."
    : error.message;
}

function size(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** What was dropped, folders with everything in them. */
async function dropped(transfer) {
  const given = [...transfer.items].filter((item) => item.kind === "file");
  const roots = given.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  const waiting = roots.filter(Boolean);
  while (waiting.length) {
    const entry = waiting.pop();
    if (entry instanceof File) found.push({ path: entry.name, file: entry });
    else if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    } else if (!isLeft(entry.fullPath)) {
      const reader = entry.createReader();
      for (;;) {
        // A reader gives a hundred at a time, and nothing at the end.
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!some.length) break;
        waiting.push(...some);
      }
    }
    if (found.length > MOST_FILES) throw tooMany();
  }
  return found;
}

function tooMany() {
  return new Error(`These are more than ${MOST_FILES.toLocaleString("en")} files. Choose the folder of one bot.`);
}

/** Whether a path is left by a system or a tool, and no part of a bot. */
function isLeft(path) {
  return path.split("/").some((name) => name.startsWith(".") || name === "__MACOSX" || name === "node_modules");
}

/** The one file to send: a zip as it is, everything else as a zip. */
async function fileOf(entries, signal, onProgress) {
  const whole = entries.filter(({ path }) => !isLeft(path));
  if (!whole.length) throw new Error("Choose a file to import.");
  const zips = whole.filter(({ path }) => /\.zip$/i.test(path));
  if (whole.length === 1 && (zips.length || !/\.(json|js|png)$/i.test(whole[0].path))) {
    return { file: whole[0].file, name: whole[0].file.name };
  }
  if (zips.length) throw new Error("Choose one zip, or the files of one export.");
  if (whole.length > MOST_FILES) throw tooMany();
  const isUnpacked = whole.some(({ path }) => path === MARK || path.endsWith(`/${MARK}`));
  const named = isUnpacked ? whole : asExport(whole);
  return { file: await zipOf(named, (done) => onProgress(done, named.length), signal), name: nameOf(whole) };
}

/** What people gave, in words: the folder, or the files by their own names. */
function nameOf(entries) {
  const first = entries[0].path;
  if (first.includes("/")) return first.slice(0, first.indexOf("/"));
  const names = entries.map(({ path }) => path).sort((a, b) => a.localeCompare(b, "en"));
  const shown = names.slice(0, names.length > MOST_NAMED ? MOST_NAMED - 1 : MOST_NAMED);
  return [...shown, ...(names.length > shown.length ? [`${names.length - shown.length} more files`] : [])].join(", ");
}

/** Loose files under the names that an export has; a browser numbers what it saves twice. */
function asExport(entries) {
  const taken = new Set();
  const found = entries.map(({ path, file }) => {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const known = KNOWN.find(([form]) => form.test(path.slice(folder.length)));
    const own = known ? folder + known[1] : path;
    if (taken.has(own)) throw new Error(`There are two files for ${own}. Choose the files of one export.`);
    taken.add(own);
    return { path: own, file };
  });
  const unknown = found.filter(({ path }) => /\.json$/i.test(path) && !KNOWN.some(([, own]) => path.endsWith(own)));
  if (unknown.length === 1 && !found.some(({ path }) => path.endsWith("botDefinition.json"))) {
    unknown[0].path = unknown[0].path.slice(0, unknown[0].path.lastIndexOf("/") + 1) + "botDefinition.json";
  }
  return found;
}
