// New tokens: from the fields of the page, and from a token that was read.

import { KeyRefused, encrypt, readKey } from "./token-encrypting.js";
import { JSONNumber, Malformed, compact, readObject, written } from "./token-json.js";
import { apps, facts, field, nowS, tool } from "./token-page.js";
import { isClientId, isMisspelled } from "./token-rules.js";
import { mint } from "./token-signing.js";

const encoder = new TextEncoder();
// What a token says about itself, and a new one says anew.
const OWN = ["exp", "nbf", "iat", "jti"];

/** Why no token was made, in words; `field`: where to mend it. */
export class CannotMake extends Error {
  constructor(words, name) {
    super(words);
    this.field = name;
  }
}

/** A new token as the fields say: `token` as sent, `signed` the one inside, which is the same without encryption. */
export async function newToken() {
  const claims = newClaims();
  const secret = field("secret").value;
  if (!secret) throw new CannotMake("Paste the client secret first.", "secret");
  const signed = await mint(claims, secret, facts);
  if (!field("encrypted").checked) return { token: signed, signed };
  try {
    return { token: await encrypt(signed, readKey(field("key").value), facts), signed };
  } catch (error) {
    if (error instanceof KeyRefused) throw new CannotMake(error.message, "key");
    throw error;
  }
}

/** The claims of a new token, as JSON text. */
function newClaims() {
  const now = Math.floor(nowS());
  const chosen = field("lifetime").value;
  const lifetime = chosen === "other" ? Math.trunc(Number(field("seconds").value)) : Number(chosen);
  const more = moreClaims();
  const clientId = field("client-id").value.trim();
  if (!clientId && !more.has(facts.appId)) throw new CannotMake("Choose an app, or enter its client id.", "client-id");
  const claims = new Map([[facts.appId, clientId], ["iat", now]]);
  if (chosen === "other" || lifetime) claims.set("exp", now + lifetime);
  if (field("has-jti").checked) claims.set("jti", uuid());
  for (const one of tool.querySelectorAll("[data-claim]")) if (one.value) claims.set(one.dataset.claim, one.value);
  for (const [name, value] of more) claims.set(name, value);
  return compact(claims);
}

function moreClaims() {
  const text = field("more").value.trim();
  if (!text) return new Map();
  try {
    return readObject(encoder.encode(text), "it");
  } catch (error) {
    if (error instanceof Malformed) throw new CannotMake(`Other claims: ${error.message}.`, "more");
    throw error;
  }
}

/** `crypto.randomUUID` is not there on every page; random values are. */
function uuid() {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  raw[6] = (raw[6] & 0x0f) | 0x40;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const digits = Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The client id that claims mean, however its name is spelled; empty where they mean none. */
export function meantClientId(claims) {
  for (const [name, value] of claims ?? []) {
    if ((name === facts.appId || isMisspelled(name, facts)) && isClientId(value)) return value;
  }
  return isClientId(claims?.get(facts.issuer)) ? claims.get(facts.issuer) : "";
}

/** Fills the fields with the claims of another token, without its times and its mistakes. */
export function adopt(claims) {
  const kept = new Map(claims ?? []);
  const hadJTI = Boolean(kept.get("jti"));
  const clientId = meantClientId(kept);
  for (const name of [...kept.keys()]) {
    const isId = name === facts.appId || isMisspelled(name, facts);
    if (isId || OWN.includes(name) || (name === facts.issuer && kept.get(name) === clientId)) kept.delete(name);
  }
  if (field("strict").checked && kept.has("aud") && ![kept.get("aud")].flat().some((one) => facts.audiences.includes(one))) {
    kept.delete("aud");
  }
  for (const one of tool.querySelectorAll("[data-claim]")) {
    const value = kept.get(one.dataset.claim);
    one.value = typeof value === "string" ? value : "";
    if (one.value) kept.delete(one.dataset.claim);
  }
  field("more").value = kept.size ? written(kept) : "";
  if (kept.size) field("more").closest("details").open = true;
  field("lifetime").selectedIndex = 0;
  field("lifetime").dispatchEvent(new Event("change"));
  if (clientId && clientId !== field("client-id").value.trim()) {
    field("client-id").value = clientId;
    field("client-id").dispatchEvent(new Event("input"));
  }
  const app = apps[field("client-id").value.trim()];
  field("has-jti").checked = hadJTI || field("jti").checked || Boolean(app?.isJTIEnforced);
  field("encrypted").checked = field("jwe").checked || Boolean(app?.isJWEEnforced);
  field("encrypted").dispatchEvent(new Event("input"));
}

/** A moment of a claim as a number of seconds; `undefined` where it is none. */
export function secondsOf(value) {
  return value instanceof JSONNumber ? Number(value.value) : undefined;
}
