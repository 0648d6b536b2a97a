// A form with a file: it can be dropped, and its upload is seen. Without scripts it is a plain form.

for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = form.elements.file;
  const shown = form.querySelector("[data-drop-progress]");
  const bar = shown.querySelector("progress");
  const words = form.querySelector("[data-drop-words]");
  const trouble = form.querySelector("[data-drop-error]");
  const button = form.querySelector(".actions button");
  form.querySelector("[data-drop-hint]").hidden = false;

  const fail = (text) => {
    shown.hidden = true;
    button.disabled = false;
    delete form.dataset.sent;
    const told = document.createElement("strong");
    told.className = "error";
    told.textContent = text;
    trouble.replaceChildren(told);
  };

  /** Send the form, follow to where it leads. What a page of ours refuses it says in its own words. */
  const send = () => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    trouble.replaceChildren();
    shown.hidden = false;
    button.disabled = true;
    bar.value = 0;
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.floor((100 * event.loaded) / event.total);
      words.textContent = bar.value < 100 ? `Uploading, ${bar.value} %` : "Looking into it";
    });
    request.addEventListener("load", () => {
      if (request.status < 400) location.assign(request.responseURL);
      else {
        const page = request.response;
        const told = page?.querySelector("[data-drop-error], .empty p:not(.code)")?.textContent.trim();
        fail(told || "It could not be uploaded.");
      }
    });
    request.addEventListener("error", () => fail("The connection broke off. Try again."));
    request.send(new FormData(form));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });

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
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    form.classList.remove("over");
    const { files } = event.dataTransfer;
    if (files.length !== 1) {
      fail("Drop one file: the zip of an export.");
      return;
    }
    field.files = files;
    send();
  });
}
