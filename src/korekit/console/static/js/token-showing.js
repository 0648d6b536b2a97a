// What a token is found to be: the verdict with what to do next, the checks one by one, header, claims and times.

import { written } from "./token-json.js";
import { secondsOf } from "./token-making.js";
import { apps, at, facts, field, make, nowS, put, tool } from "./token-page.js";
import { canSign, verdict } from "./token-signing.js";

const SHOWN_CLAIMS = { iat: "Created", nbf: "Valid from", exp: "Valid until" };
const IDLE = "Its app has no active scopes: the platform refuses the token until a scope opens the call.";
const BEYOND = "It passes every check of a token. Which calls it opens depends on the scopes of its app.";
const STATES = { passed: "passed", failed: "failed", "not-reached": "not reached", unknown: "not known" };

const mark = (state) => tool.querySelector(`template[data-mark="${state}"]`)?.content.cloneNode(true) ?? "";

/** Shows the verdict and the checks.
 *
 * `isMade`: the page made this token. `isEncrypted`: and cannot look inside. `claims`: of the token, or null.
 * `inner`: the token inside of what was pasted, where something stands around it. `length`: of the token.
 */
export function showStates(states, found) {
  const refusal = verdict(states);
  const isUnknown = [...states.values()].some(({ state }) => state === "unknown");
  at("[data-verdict]").replaceChildren(summary(refusal, isUnknown, found));
  showNext(refusal, isUnknown, found);
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

function summary(refusal, isUnknown, { isMade, isEncrypted, claims, length }) {
  const app = apps[claims?.get(facts.appId)];
  const isIdle = !refusal && !isUnknown && app?.isScopeless;
  const box = make("div", "", `callout ${refusal ? "bad" : isUnknown ? "note" : isIdle ? "warn" : "good"}`);
  const words = document.createElement("div");
  const say = (title, ...more) => words.append(make("p", title, "callout-title"), ...more.filter(Boolean).map((one) => make("p", one)));
  box.append(mark(refusal || isIdle ? "failed" : isUnknown ? "unknown" : "passed"), words);
  if (refusal) {
    const { meaning, hint } = facts.causes[refusal.cause];
    if (isMade) say("Token created, but the platform would refuse it.", `${meaning} ${hint}`);
    else if (length > facts.maxTokenBytes) say(tooLong(length), "Paste the token alone, without the text around it.");
    else say(meaning, hint, otherApp(refusal, claims));
  } else if (isEncrypted) {
    say(
      "This token is encrypted (JWE).",
      "Its form is right. Nobody can read its claims without the private key, which never leaves the platform. To check them, read the token as it was before it was encrypted.",
    );
  } else if (isUnknown) {
    const whose = app ? `the client secret of ${app.name}` : "the client secret of its app";
    say("Nothing is wrong so far. The signature is not checked yet.", canSign && `Paste ${whose} to check the signature.`);
  } else say(isMade ? "Token created. It is valid now." : "This token is valid now.", isIdle ? IDLE : BEYOND);
  return box;
}

const tooLong = (length) =>
  `This is too long for a token: ${length.toLocaleString("en")} characters. The platform takes ${facts.maxTokenBytes.toLocaleString("en")} at most.`;

/** Where a token is of another app than the one whose secret it was checked with. */
function otherApp(refusal, claims) {
  const mine = field("client-id").value.trim();
  const theirs = claims?.get(facts.appId);
  if (refusal.cause !== "signature-invalid" || !mine || typeof theirs !== "string" || theirs === mine) return "";
  return `It names the app ${apps[theirs]?.name ?? theirs}, and you checked it with the secret of ${apps[mine]?.name ?? mine}.`;
}

/** The button for what to do next; what it does stands in its `data-do`. */
function showNext(refusal, isUnknown, { isEncrypted, claims, inner }) {
  const button = at("[data-next]");
  let next = ["", ""];
  if (inner) next = ["strip", "Remove the extra text"];
  else if (!canSign || refusal?.cause === "token-missing") next = ["", ""];
  else if (refusal) next = ["adopt", claims ? "Create a valid token with the same claims" : "Create a new token"];
  else if (isEncrypted) next = ["adopt", "Create a new token"];
  else if (isUnknown) next = ["secret", "Enter the client secret"];
  [button.dataset.do, button.textContent] = next;
  button.hidden = !next[0];
}

function row(check, { state, refusal }, isDecided) {
  const item = make("li", "", state);
  const head = make("p", "", "token-check");
  const word = state === "failed" && isDecided ? "would fail next" : STATES[state];
  head.append(mark(state), make("strong", check), " ", make("span", word, "faint"));
  item.append(head);
  if (refusal) {
    const { meaning, hint } = facts.causes[refusal.cause];
    item.append(make("p", `${meaning} \`${refusal.cause}\``));
    const detail = [["At", refusal.at], ["Expected", refusal.expected], ["Found", refusal.found]];
    const told = detail.filter(([, text]) => text).map(([name, text]) => `${name}: ${text}.`).join(" ");
    if (told) item.append(make("p", told, "faint"));
    item.append(make("p", hint));
  }
  return item;
}

/** Header, claims and times. `isEncrypted`: the claims cannot be read at all. */
export function showParts(header, claims, isEncrypted) {
  at("[data-parts]").hidden = !header && !claims;
  const text = (part, isHidden) => (part ? written(part) : isHidden ? "(encrypted)" : "(cannot be read)");
  put("[data-header]", text(header));
  put("[data-claims]", text(claims, isEncrypted));
  const times = Object.entries(SHOWN_CLAIMS).flatMap(([name, label]) => {
    const value = secondsOf(claims?.get(name));
    return value === undefined ? [] : [[label, moment(value)]];
  });
  if (claims && !claims.has("exp")) times.push(["Valid until", "no limit: anybody who has it can use it until you rotate the secret"]);
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
