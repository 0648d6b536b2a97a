// The page for tokens. Nothing is sent and nothing is kept: what is typed lives in the fields until the page is left.

import { CannotMake, adopt, meantClientId, newToken } from "./token-making.js";
import { apps, at, facts, field, nowS, scopesOf, tool } from "./token-page.js";
import { Refusal, checkHeader, objectOrNull, tokenInside } from "./token-rules.js";
import { showParts, showStates } from "./token-showing.js";
import { canSign, judge, verdict } from "./token-signing.js";
import { chooseCall, showCopies } from "./token-using.js";

const encoder = new TextEncoder();
const UNSIGNED = "The browser signs only over HTTPS and on localhost. In a terminal, use korekit token mint.";

/** What was pasted: the header as it would be sent, and the token in it. */
function pasted() {
  const value = field("token").value.trim().replace(/^auth\s*:\s*/i, "");
  let refusal = null;
  try {
    checkHeader(value);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = error;
  }
  return { value, refusal, token: (refusal && tokenInside(value)) || value };
}

async function judged(token, more = {}) {
  return judge(encoder.encode(token), {
    secret: field("secret").value,
    nowS: nowS(),
    facts,
    tolerances: field("strict").checked ? facts.strict : facts.tolerances,
    isJTIEnforced: field("jti").checked,
    isJWEEnforced: field("jwe").checked,
    ...more,
  });
}

let turn = 0;
let shown = "";
// The last token that this page made: only of that one it knows what an encrypted token holds.
let made = { token: "", signed: "" };
let claimsRead = null;

async function read() {
  const mine = (turn += 1);
  const { value, refusal, token } = pasted();
  if (!value) return void showNothing();
  const isMade = token === made.token;
  const signed = isMade ? made.signed : token;
  const isEncrypted = signed.split(".").length === 5;
  const isTooLong = signed.length > facts.maxTokenBytes;
  const header = isTooLong ? null : objectOrNull(token.split(".")[0]);
  const claims = isTooLong || isEncrypted ? null : objectOrNull(signed.split(".")[1]);
  chooseAppOf(claims);
  const states = new Map([["header", refusal ? { state: "failed", refusal } : { state: "passed" }]]);
  const isInside = signed !== token;
  for (const [check, state] of await judged(signed, isInside ? { isJWEEnforced: false } : {})) {
    if (check !== "header") states.set(check, state);
  }
  if (isInside) states.set("jwe", { state: "passed" });
  if (mine !== turn) return;
  claimsRead = claims;
  showParts(header, claims, isEncrypted);
  at("[data-read-actions]").hidden = false;
  at("[data-token-hint]").hidden = true;
  at("[data-copy-token]").dataset.copy = token;
  at("[data-made]").hidden = !isMade && Boolean(verdict(states));
  // The time goes on: only what has become another verdict is shown anew.
  const key = JSON.stringify([token, isMade, [...states].map(([check, one]) => [check, one.state, one.refusal?.cause])]);
  if (key === shown) return;
  shown = key;
  at("[data-made]").open = isMade;
  showStates(states, { isMade, isEncrypted, claims, inner: refusal && token !== value ? token : "", length: token.length });
  showCopies(token);
}

function showNothing() {
  shown = "";
  claimsRead = null;
  at("[data-verdict]").replaceChildren();
  at("[data-copies]").replaceChildren();
  at("[data-copy-token]").dataset.copy = "";
  at("[data-token-hint]").hidden = false;
  for (const part of ["checks", "parts", "made", "read-actions", "next"]) at(`[data-${part}]`).hidden = true;
}

/** A token that names one of the account's apps chooses it, where none is chosen. */
function chooseAppOf(claims) {
  const clientId = meantClientId(claims);
  if (field("client-id").value.trim() || !(clientId in apps)) return;
  field("app").value = clientId;
  chooseApp();
}

async function makeToken() {
  const odd = at("[data-mint-odd]");
  odd.textContent = "";
  for (const name of ["more", "key"]) at(`[data-${name}-odd]`).textContent = "";
  if (!canSign) return void (odd.textContent = UNSIGNED);
  try {
    made = await newToken();
  } catch (error) {
    if (!(error instanceof CannotMake)) throw error;
    odd.textContent = error.message;
    const beside = at(`[data-${error.field}-odd]`);
    if (["more", "key"].includes(error.field)) beside.textContent = error.message;
    for (let part = field(error.field).closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    return void field(error.field).focus();
  }
  field("token").value = made.token;
  shown = "";
  await read();
  const [card, copy] = [at("[data-token-card]"), at("[data-copy-token]")];
  (copy.hidden ? field("token") : copy).focus({ preventScroll: true });
  const { top } = card.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 3) card.scrollIntoView({ block: "start" });
}

const NEXT = {
  strip() {
    field("token").value = pasted().token;
    field("token").focus();
    read();
  },
  secret() {
    field("secret").focus();
  },
  adopt() {
    adopt(claimsRead);
    makeToken();
  },
};

function chooseApp() {
  const app = apps[field("app").value];
  if (app) field("client-id").value = field("app").value;
  followApp();
}

/** What follows from the app: its rules, where its secret is shown, its calls. */
function followApp() {
  const app = apps[field("app").value];
  const link = at("[data-app-page]");
  if (link) {
    link.hidden = !app;
    if (app) {
      link.querySelector("a").href = `apps/${encodeURIComponent(field("app").value)}/secrets#show-secret`;
      link.querySelector("[data-app-name]").textContent = app.name;
    }
  }
  const scopeless = at("[data-scopeless]");
  scopeless.hidden = !app?.isScopeless;
  if (app?.isScopeless) scopeless.querySelector("a").href = scopesOf(field("app").value);
  field("jti").checked = field("has-jti").checked = Boolean(app?.isJTIEnforced);
  field("jwe").checked = field("encrypted").checked = Boolean(app?.isJWEEnforced);
  at("[data-key]").hidden = !field("encrypted").checked;
  chooseCall();
}

/** What is odd about a secret, before anything is signed with it. */
function lookAtSecret() {
  const secret = field("secret").value;
  let odd = "";
  if (facts.placeholders.includes(secret) && secret) odd = facts.causes["signature-secret-placeholder"].hint;
  else if (secret.trim() !== secret || /^["'`<]|["'`>,]$/.test(secret)) odd = facts.causes["signature-secret-decorated"].hint;
  else if (secret && secret.length !== facts.secretLength) {
    odd = `A client secret has ${facts.secretLength} characters. This one has ${secret.length}.`;
  }
  at("[data-secret-odd]").textContent = odd;
}

let waiting = 0;
function readSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(read, 120);
}

for (const name of ["token", "jti", "jwe", "strict"]) field(name).addEventListener("input", readSoon);
field("secret").addEventListener("input", () => {
  lookAtSecret();
  readSoon();
});
field("app").addEventListener("change", () => {
  // A secret that was typed with another app chosen is that app's.
  if (field("client-id").value.trim()) field("secret").value = "";
  if (!field("app").value) field("client-id").value = "";
  lookAtSecret();
  chooseApp();
  shown = "";
  readSoon();
});
field("client-id").addEventListener("input", () => {
  const clientId = field("client-id").value.trim();
  const before = field("app").value;
  field("app").value = clientId in apps ? clientId : "";
  if (field("app").value !== before) followApp();
});
field("lifetime").addEventListener("change", () => {
  at("[data-other-lifetime]").hidden = field("lifetime").value !== "other";
});
field("encrypted").addEventListener("input", () => {
  at("[data-key]").hidden = !field("encrypted").checked;
});
for (const name of ["host", "call", "bot"]) {
  field(name).addEventListener("input", () => showCopies(at("[data-copy-token]").dataset.copy));
}
for (const name of ["client-id", "secret", "more", "key"]) {
  field(name).addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.tagName === "INPUT")) makeToken();
  });
}
at("[data-mint]").addEventListener("click", makeToken);
at("[data-next]").addEventListener("click", ({ currentTarget: button }) => NEXT[button.dataset.do]());
at("[data-clear]").addEventListener("click", () => {
  field("token").value = "";
  field("token").focus();
  read();
});
at("[data-show]").addEventListener("click", ({ currentTarget: button }) => {
  const isShown = !field("secret").classList.toggle("masked");
  button.setAttribute("aria-pressed", String(isShown));
});
// A token is taken wherever it is pasted, unless that is a field.
document.addEventListener("paste", (event) => {
  if (event.target.closest?.("input, textarea, select")) return;
  field("token").value = event.clipboardData.getData("text");
  field("token").focus();
  read();
});
// Nothing is left for whoever comes back to this page.
addEventListener("pagehide", () => {
  for (const one of tool.querySelectorAll("textarea, input:not([type=checkbox])")) one.value = one.defaultValue;
  made = { token: "", signed: "" };
  read();
});
setInterval(() => {
  if (field("token").value) read();
}, 1000);
at("[data-no-cryptography]").hidden = canSign;
at("[data-copy-token]").hidden = !navigator.clipboard;
chooseApp();
document.querySelector("[data-without-scripts]").hidden = true;
tool.hidden = false;
// Who asked for no app may have come to paste a token, which belongs into no other field.
if ("askedFor" in tool.dataset) field("secret").focus();
else field("token").focus({ preventScroll: true });
