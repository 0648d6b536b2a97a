// Password fields can be shown while one types, and tell when Caps Lock is on.

for (const field of document.querySelectorAll('main input[type="password"]')) {
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const line = document.createElement("div");
  line.className = "beside";
  field.before(line);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  const words = document.createElement("span");
  words.className = "unseen";
  words.textContent = ` ${label?.textContent.trim().toLowerCase() ?? "password"}`;
  button.append("", words);
  const show = (isShown) => {
    field.type = isShown ? "text" : "password";
    button.firstChild.textContent = isShown ? "Hide" : "Show";
  };
  const warning = document.createElement("p");
  warning.className = "hint";
  warning.setAttribute("role", "status");
  line.append(field, button);
  line.after(warning);
  show(false);
  button.addEventListener("click", () => {
    show(field.type === "password");
    field.focus();
  });
  field.addEventListener("keyup", (event) => {
    warning.textContent = event.getModifierState?.("CapsLock") ? "Caps Lock is on." : "";
  });
  // Browsers remember what was typed into a text field.
  field.form?.addEventListener("submit", () => show(false));
}
