// The page for tokens. Nothing is sent and nothing is kept: what is typed lives in the fields until the page is left.

import { Malformed, compact, readObject, written } from "./token-json.js";
import { Refusal, checkHeader, objectOrNull } from "./token-rules.js";
import { canSign, judge, mint, verdict } from "./token-signing.js";
import { copies } from "./token-copies.js";

const tool = document.querySelector("[data-token-tool]");
const facts = JSON.parse(tool.dataset.facts);
const apps = JSON.parse(tool.dataset.apps);
const at = (selector) => tool.querySelector(selector);
const field = (name) => document.getElementById(`t-${name}`);
const encoder = new TextEncoder();
const SHOWN_CLAIMS = { iat: "Made", nbf: "Good from", exp: "Good until" };
const STATES = { passed: "passed", failed: "failed", "not-reached": "not reached", unknown: "not known" };

const nowS = () => Date.now() / 1000;

function make(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const mark = (state) => tool.querySelector(`template[data-mark="${state}"]`)?.content.cloneNode(true) ?? "";

/** What was pasted: the header as it would be sent, and the token in it. */
function pasted() {
  const value = field("token").value.trim().replace(/^auth\s*:\s*/i, "");
  const inner = /[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)+/.exec(value);
  let refusal = null;
  try {
    checkHeader(value);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal = error;
  }
  return { value, refusal, token: refusal && inner ? inner[0] : value };
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

async function read() {
  const mine = (turn += 1);
  const { value, refusal, token } = pasted();
  if (!value) {
    shown = "";
    at("[data-verdict]").replaceChildren();
    at("[data-checks]").hidden = at("[data-parts]").hidden = true;
    return;
  }
  const states = new Map([["header", refusal ? { state: "failed", refusal } : { state: "passed" }]]);
  for (const [check, state] of await judged(token)) if (check !== "header") states.set(check, state);
  if (mine !== turn) return;
  showParts(token);
  // The time goes on: only what has become another verdict is shown anew.
  const key = JSON.stringify([token, [...states].map(([check, one]) => [check, one.state, one.refusal?.cause])]);
  if (key === shown) return;
  shown = key;
  showStates(states, token);
}

function showStates(states, token) {
  const decisive = verdict(states);
  const isEncrypted = token.split(".").length === 5;
  const isUnknown = [...states.values()].some(({ state }) => state === "unknown");
  at("[data-verdict]").replaceChildren(...summary(decisive, isEncrypted, isUnknown));
  const list = at("[data-checks]");
  let isDecided = false;
  list.replaceChildren(
    ...[...states].map(([check, one]) => {
      const item = row(check, one, isDecided);
      isDecided ||= one.state === "failed";
      return item;
    }),
  );
  list.hidden = false;
}

function summary(refusal, isEncrypted, isUnknown) {
  const box = make("div", "", `callout ${refusal ? "bad" : isUnknown ? "note" : "good"}`);
  const words = document.createElement("div");
  box.append(mark(refusal ? "failed" : isUnknown ? "unknown" : "passed"), words);
  if (refusal) {
    words.append(make("p", facts.causes[refusal.cause].meaning, "callout-title"));
    words.append(make("p", facts.causes[refusal.cause].hint));
  } else if (isEncrypted) {
    words.append(make("p", "An encrypted token (JWE)", "callout-title"));
    words.append(make("p", "Only the platform can open it; its form is right."));
  } else if (isUnknown) {
    words.append(make("p", "Nothing is wrong with it as far as it can be seen without the secret.", "callout-title"));
    words.append(make("p", canSign ? "Paste the secret to check the signature." : UNSIGNED));
  } else {
    words.append(make("p", "This token is good now.", "callout-title"));
  }
  return [box];
}

const UNSIGNED = "This browser offers its cryptography only over HTTPS, or to pages of this very machine, so signatures cannot be checked or made here.";

function row(check, { state, refusal }, isDecided) {
  const item = make("li", "", state);
  const head = make("p", "", "token-check");
  const word = state === "failed" && isDecided ? "would fail next" : STATES[state];
  head.append(mark(state), make("strong", check), " ", make("span", word, "faint"));
  item.append(head);
  if (refusal) {
    const { meaning, hint } = facts.causes[refusal.cause];
    const cause = make("p", `${meaning} `);
    cause.append(make("code", refusal.cause));
    item.append(cause);
    const detail = [["At", refusal.at], ["Expected", refusal.expected], ["Found", refusal.found]];
    const told = detail.filter(([, text]) => text).map(([name, text]) => `${name}: ${text}.`).join(" ");
    if (told) item.append(make("p", told, "faint"));
    item.append(make("p", hint));
  }
  return item;
}

function showParts(token) {
  const segments = token.split(".");
  const header = objectOrNull(segments[0]);
  const claims = segments.length === 5 ? null : objectOrNull(segments[1]);
  at("[data-parts]").hidden = !header && !claims;
  const text = (part, isHidden) => (part ? written(part) : isHidden ? "(encrypted)" : "(cannot be read)");
  const put = (selector, words) => {
    if (at(selector).textContent !== words) at(selector).textContent = words;
  };
  put("[data-header]", text(header));
  put("[data-claims]", text(claims, segments.length === 5));
  const times = Object.entries(SHOWN_CLAIMS).flatMap(([name, label]) => {
    const value = claims?.get(name)?.value;
    return typeof value === "number" || typeof value === "bigint" ? [[label, moment(Number(value))]] : [];
  });
  if (claims && !claims.has("exp")) times.push(["Good until", "for ever: whoever holds it can use it until the secret is rotated"]);
  at("[data-times]").replaceChildren(
    ...times.map(([label, words]) => {
      const pair = document.createElement("div");
      pair.append(make("dt", label), make("dd", words));
      return pair;
    }),
  );
}

function moment(seconds) {
  const isMilliseconds = seconds >= facts.millisecondsFrom;
  const meant = isMilliseconds ? seconds / 1000 : seconds;
  const when = new Date(meant * 1000);
  if (Number.isNaN(when.getTime())) return "at no time that a calendar has";
  const apart = Math.round(meant - nowS());
  const words = `${when.toISOString().replace(/\.\d+Z$/, "Z").replace("T", " ")}, ${span(Math.abs(apart))} ${apart < 0 ? "ago" : "from now"}`;
  return isMilliseconds ? `${words}, if these are milliseconds; they count as seconds` : words;
}

function span(seconds) {
  for (const [size, word] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size * 2) return `${Math.floor(seconds / size)} ${word}`;
  }
  return `${seconds} s`;
}

/** The claims of a new token, as JSON text. */
function newClaims() {
  const now = Math.floor(nowS());
  const chosen = field("lifetime").value;
  const lifetime = chosen === "other" ? Math.trunc(Number(field("seconds").value)) : Number(chosen);
  const claims = new Map([[facts.appId, field("client-id").value.trim()], ["iat", now]]);
  if (chosen === "other" || lifetime) claims.set("exp", now + lifetime);
  if (field("has-jti").checked) claims.set("jti", uuid());
  for (const one of tool.querySelectorAll("[data-claim]")) if (one.value) claims.set(one.dataset.claim, one.value);
  const more = field("more").value.trim();
  if (more) for (const [name, value] of readObject(encoder.encode(more), "it")) claims.set(name, value);
  return compact(claims);
}

/** `crypto.randomUUID` is not there on every page; random values are. */
function uuid() {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const digits = Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function makeToken() {
  const odd = at("[data-mint-odd]");
  odd.textContent = at("[data-more-odd]").textContent = "";
  at("[data-made]").hidden = true;
  if (!canSign) return void (odd.textContent = UNSIGNED);
  if (!field("secret").value) {
    odd.textContent = "Paste the client secret first.";
    return void field("secret").focus();
  }
  let claims;
  try {
    claims = newClaims();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    odd.textContent = at("[data-more-odd]").textContent = `The further claims: ${error.message}.`;
    return;
  }
  const token = await mint(claims, field("secret").value, facts);
  const refusal = verdict(await judged(token));
  at("[data-made-token]").textContent = at("[data-made] [data-copy]").dataset.copy = token;
  at("[data-made] [data-copy]").hidden = !navigator.clipboard;
  at("[data-made-verdict]").textContent = refusal
    ? `It would be refused: ${facts.causes[refusal.cause].meaning} ${facts.causes[refusal.cause].hint}`
    : "Every check that needs no look at the app passes.";
  at("[data-made-verdict]").className = refusal ? "error" : "yes";
  at("[data-made]").hidden = false;
  showCopies();
  field("token").value = token;
  await read();
  document.getElementById("made").focus();
}

function showCopies() {
  const app = apps[field("client-id").value.trim()];
  const path = field("call").value.replace("{bot_id}", app?.botId || "{bot_id}");
  const token = at("[data-made-token]").textContent;
  at("[data-copies]").replaceChildren(
    ...copies({ token, host: field("host").value.trim(), path, plane: app?.plane }).map(([name, text], number) => {
      const part = at("template[data-snippet]").content.cloneNode(true);
      part.querySelector("code").textContent = text;
      part.querySelector("pre").setAttribute("aria-label", name);
      part.querySelector("button").dataset.copy = text;
      part.querySelector("button").hidden = !navigator.clipboard;
      part.querySelector("[data-what]").textContent = ` as ${name}`;
      part.querySelector("summary").textContent = name;
      part.querySelector("details").open = number === 0;
      return part;
    }),
  );
}

function chooseApp() {
  const app = apps[field("app").value];
  if (app) field("client-id").value = field("app").value;
  field("jti").checked = field("has-jti").checked = Boolean(app?.isJTIEnforced);
  field("jwe").checked = Boolean(app?.isJWEEnforced);
  for (const option of field("call").options) {
    option.hidden = option.disabled = Boolean(app) && !option.dataset.planes.split(" ").includes(app.plane);
  }
  const isGone = field("call").selectedOptions[0]?.disabled ?? true;
  if (isGone) field("call").value = [...field("call").options].find((one) => !one.disabled)?.value ?? "";
}

/** What is odd about a secret, before anything is signed with it. */
function lookAtSecret() {
  const secret = field("secret").value;
  let odd = "";
  if (facts.placeholders.includes(secret) && secret) odd = facts.causes["signature-secret-placeholder"].hint;
  else if (secret.trim() !== secret || /^["'`<]|["'`>,]$/.test(secret)) odd = facts.causes["signature-secret-decorated"].hint;
  else if (secret && secret.length !== facts.secretLength) {
    odd = `A client secret has ${facts.secretLength} characters; this one has ${secret.length}.`;
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
  chooseApp();
  readSoon();
});
field("client-id").addEventListener("input", () => {
  field("app").value = field("client-id").value.trim() in apps ? field("client-id").value.trim() : "";
});
field("lifetime").addEventListener("change", () => {
  at("[data-other-lifetime]").hidden = field("lifetime").value !== "other";
});
for (const name of ["host", "call"]) field(name).addEventListener("input", showCopies);
at("[data-mint]").addEventListener("click", makeToken);
at("[data-show]").addEventListener("click", ({ currentTarget: button }) => {
  const isShown = !field("secret").classList.toggle("masked");
  button.setAttribute("aria-pressed", String(isShown));
});
// Nothing is left for whoever comes back to this page.
addEventListener("pagehide", () => {
  for (const one of tool.querySelectorAll("textarea, input:not([type=checkbox])")) one.value = "";
});
setInterval(() => {
  if (field("token").value) read();
}, 1000);
chooseApp();
document.querySelector("[data-without-scripts]").hidden = true;
tool.hidden = false;
if (field("client-id").value) field("secret").focus();
else field("token").focus();
