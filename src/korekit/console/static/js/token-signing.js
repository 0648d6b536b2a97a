// HMAC-SHA256 in the browser's own cryptography: whether a secret made a signature, which mistake did, and new tokens.

import { Refusal, checkClaimForms, checkJTI, checkJWE, checkTimes, clientIdOf, readJWS } from "./token-rules.js";

const encoder = new TextEncoder();

/** Whether this browser offers its cryptography to this page: over HTTPS, or on this machine. */
export const canSign = globalThis.crypto?.subtle !== undefined;

async function hmac(key, text) {
  // HMAC fills keys up with zeros, so an empty one, which the browser refuses, is the same as a zero.
  const raw = key.length ? key : new Uint8Array(1);
  const made = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, text));
}

/** Whether this key made the signature of a token as read. */
export async function isSignedWith(signed, key) {
  const mine = await hmac(key, signed.signedPart);
  return mine.length === signed.signature.length && mine.every((byte, at) => byte === signed.signature[at]);
}

/** The most exact cause for a signature that the secret's text did not make; null where it did. */
export async function signatureCause(signed, secret, facts) {
  const made = (text) => isSignedWith(signed, encoder.encode(text));
  if (secret !== "") {
    if (await made(secret)) return null;
    for (const key of decoded(secret)) {
      if (await isSignedWith(signed, key)) {
        const more = { expected: "the secret's text", found: "its base64-decoded bytes" };
        return new Refusal("signature-secret-decoded", more);
      }
    }
    for (const text of decorated(secret, facts)) {
      if (await made(text)) {
        const found = "the secret with quotes, blanks or line ends, or without its `=`";
        return new Refusal("signature-secret-decorated", { expected: "the secret as it stands", found });
      }
    }
  }
  for (const text of facts.placeholders) {
    if (await made(text)) {
      const found = text ? `the sample \`${text}\`` : "an empty secret";
      return new Refusal("signature-secret-placeholder", { expected: "a signature by the app's client secret", found });
    }
  }
  return secret === "" ? undefined : new Refusal("signature-invalid");
}

function decoded(secret) {
  const found = [];
  for (const text of [secret, secret.replace(/-/g, "+").replace(/_/g, "/")]) {
    const [, letters, padding] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text) ?? [];
    if (letters === undefined || letters.length % 4 === 1) continue;
    if ((4 - (letters.length % 4)) % 4 > padding.length) continue;
    found.push(Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0)));
  }
  return found;
}

function decorated(secret, facts) {
  return [...facts.around.map(([before, after]) => before + secret + after), withoutFilling(secret)];
}

// Character by character: a regular expression would begin anew at each sign of a long row.
function withoutFilling(text) {
  let end = text.length;
  while (text[end - 1] === "=") end -= 1;
  return text.slice(0, end);
}

/** The checks of a token one by one: each with its state and, where it failed, why. */
export async function judge(token, { secret = "", nowS, facts, tolerances, isJTIEnforced = false, isJWEEnforced = false }) {
  const states = new Map(facts.tokenChecks.map((check) => [check, { state: "not-reached" }]));
  const fail = (refusal) => states.set(facts.causes[refusal.cause].check, { state: "failed", refusal });
  const tried = (check, run) => {
    if (states.get(check).state === "failed") return false;
    try {
      run();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fail(error);
      return false;
    }
    states.set(check, { state: "passed" });
    return true;
  };
  if (token.filter((byte) => byte === 46).length === 4) {
    if (tried("jwe", () => checkJWE(token, facts))) states.set("jwe", { state: "unknown" });
    return states;
  }
  let signed;
  try {
    signed = readJWS(token, facts);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (facts.causes[error.cause].check === "algorithm") states.set("token", { state: "passed" });
    fail(error);
    return states;
  }
  if (!tried("token", () => checkClaimForms(signed.claims, facts, tolerances))) return states;
  states.set("algorithm", { state: "passed" });
  tried("app", () => clientIdOf(signed.claims, facts, tolerances));
  const wrong = canSign ? await signatureCause(signed, secret, facts) : undefined;
  if (wrong === undefined) states.set("signature", { state: "unknown" });
  else if (wrong === null) states.set("signature", { state: "passed" });
  else fail(wrong);
  tried("time", () => checkTimes(signed.claims, nowS));
  tried("jti", () => checkJTI(signed.claims, nowS, facts, isJTIEnforced));
  if (isJWEEnforced) {
    fail(new Refusal("jwe-required", { expected: "five segments, encrypted", found: "three segments, signed only" }));
  } else states.delete("jwe");
  return states;
}

/** The cause that decides: of the first check that failed, or null. */
export function verdict(states) {
  for (const { state, refusal } of states.values()) if (state === "failed") return refusal;
  return null;
}

/** Bytes as a segment of a token. */
export const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** A signed token. `claims`: its JSON text. */
export async function mint(claims, secret, facts) {
  const text = [JSON.stringify(facts.header), claims].map((part) => base64url(encoder.encode(part))).join(".");
  return `${text}.${base64url(await hmac(encoder.encode(secret), encoder.encode(text)))}`;
}
