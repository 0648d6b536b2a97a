// The part of the page in which a token is put to use: the host, the call, the bot, and what to copy.

import { copies, hostOf } from "./token-copies.js";
import { apps, at, field, scopesOf } from "./token-page.js";

const chosenApp = () => apps[field("client-id").value.trim()];

/** The calls that the chosen app's plane has; the first that its scopes open comes first. */
export function chooseCall() {
  const app = chosenApp();
  const options = [...field("call").options];
  for (const one of options) {
    one.hidden = one.disabled = Boolean(app) && !one.dataset.planes.split(" ").includes(app.plane);
  }
  const open = options.filter((one) => !one.disabled);
  const best = open.find((one) => app?.calls.includes(one.dataset.operation)) ?? open[0];
  field("call").value = best?.value ?? "";
}

/** What there is to copy for a token. */
export function showCopies(token) {
  const app = chosenApp();
  const call = field("call").selectedOptions[0];
  const { origin, note, error } = hostOf(field("host").value);
  const needsBot = call?.value.includes("{bot_id}") ?? false;
  at("[data-bot]").hidden = !needsBot || Boolean(app?.botId);
  at("[data-call]").hidden = !call;
  at("[data-host-note]").textContent = note ?? "";
  at("[data-host-odd]").textContent = error ?? "";
  field("host").setAttribute("aria-invalid", String(Boolean(error)));
  const isClosed = app && call && !app.calls.includes(call.dataset.operation);
  at("[data-call-odd]").textContent = isClosed ? `The scopes of ${app.name} do not open this operation.` : "";
  at("[data-scopes]").hidden = !isClosed;
  if (isClosed) at("[data-scopes] a").href = scopesOf(field("client-id").value.trim());
  if (error) return void at("[data-copies]").replaceChildren();
  const values = { bot_id: app?.botId || (needsBot ? field("bot").value : "") };
  const variable = app ? `${app.plane}Token` : call?.dataset.token ?? "token";
  const all = copies({ token, origin, path: call?.value ?? "", values, variable });
  const opened = at("[data-copies] details[open] summary")?.textContent ?? all[0][0];
  at("[data-copies]").replaceChildren(...all.map(([name, text]) => snippet(name, text, name === opened)));
}

function snippet(name, text, isOpen) {
  const part = at("template[data-snippet]").content.cloneNode(true);
  part.querySelector("code").textContent = text;
  part.querySelector("pre").setAttribute("aria-label", name);
  part.querySelector("button").dataset.copy = text;
  part.querySelector("button").hidden = !navigator.clipboard;
  part.querySelector("[data-what]").textContent = ` as ${name}`;
  part.querySelector("summary").textContent = name;
  part.querySelector("details").open = isOpen;
  return part;
}
