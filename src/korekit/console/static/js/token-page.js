// What the modules of the page for tokens share: its elements, and what the platform wrote into it.

export const tool = document.querySelector("[data-token-tool]");
export const facts = JSON.parse(tool.dataset.facts);
// By client id, and without names of its own: what is looked up comes from tokens.
export const apps = Object.assign(Object.create(null), JSON.parse(tool.dataset.apps));

export const at = (selector) => tool.querySelector(selector);
export const field = (name) => document.getElementById(`t-${name}`);
export const nowS = () => Date.now() / 1000;
/** Where the scopes of an app are. */
export const scopesOf = (clientId) => `apps/${encodeURIComponent(clientId)}/scopes`;

/** A new element; what stands in backticks in its text becomes code. */
export function make(name, text = "", className = "") {
  const made = document.createElement(name);
  text.split(/`([^`]+)`/).forEach((part, number) => {
    if (number % 2 === 0) return void made.append(part);
    const code = document.createElement("code");
    code.textContent = part;
    made.append(code);
  });
  if (className) made.className = className;
  return made;
}

/** Changes a text only where it differs, so that a selection in it stays. */
export function put(selector, words) {
  if (at(selector).textContent !== words) at(selector).textContent = words;
}
