// The platform's rules for a token, in the same order, with the same causes; a test holds both against one corpus. Their
// words come from the platform, in `facts`; nothing here decides by itself what a cause is called.

import { JSONNumber, Malformed, readObject } from "./token-json.js";

const STANDARD_BITS = { 2: "AQgw", 3: "AEIMQUYcgkosw048" };
const LETTERS = /^[A-Za-z0-9_.-]*$/;
const CLIENT_ID = /^cs-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SIGNATURE_LENGTH = 43;
const MAX_JTI_LENGTH = 512;
const JUDGED_NAMES = 32;
const TIMES = ["exp", "nbf", "iat"];
// What counts as a blank there; the browser's own idea of one differs.
const BLANK = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const HEADER_BLANK = /[ \t-\r]/;
// From the beginning of a run of letters on, so that each run is gone through once.
const INNER = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)+/;

/** Why a token is refused. `more`: `expected`, `found`, `at`. */
export class Refusal extends Error {
  constructor(cause, more = {}) {
    super(cause);
    this.cause = cause;
    Object.assign(this, { expected: "", found: "", at: "", ...more });
  }
}

const points = (text) => Array.from(text);

/** A text without what is at its ends; each character is looked at once. */
export function trimmed(text, unwanted) {
  let [start, end] = [0, text.length];
  while (start < end && unwanted.test(text[start])) start += 1;
  while (end > start && unwanted.test(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

const stripped = (text) => trimmed(text, BLANK);

/** The first token inside a text, or an empty text. */
export const tokenInside = (text) => INNER.exec(text)?.[0] ?? "";

const latin = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
};

/** The bytes of a segment; its alphabet has been looked at. */
export function decodeSegment(segment) {
  const rest = segment.length & 3;
  if (rest === 1) throw new Malformed("a segment has a length that base64url cannot have");
  if (rest && !STANDARD_BITS[rest].includes(segment.at(-1))) {
    throw new Malformed("the last character of a segment has spare bits set");
  }
  const text = atob(segment.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** The object of a segment, or null where it cannot be read. */
export function objectOrNull(segment) {
  try {
    return segment === undefined || !LETTERS.test(segment) ? null : readObject(decodeSegment(segment), "it");
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** What stands in the header `auth`, as the platform looks for a token in it. */
export function checkHeader(value) {
  const inner = trimmed(value, HEADER_BLANK);
  if (!inner) throw new Refusal("token-missing", { expected: "a token in `auth`", found: "an empty header" });
  if (value.slice(0, 7).toLowerCase() === "bearer " || inner.toLowerCase() === "bearer") {
    throw new Refusal("header-bearer-prefix", { expected: "the bare token", found: "the word Bearer before it" });
  }
  const decorated = (found) => new Refusal("header-decorated", { expected: "the bare token", found });
  if (/[ \t\n\r]/.test(value) || value !== inner) throw decorated("blanks around or inside it");
  const [first, last] = [value[0], value.at(-1)];
  if ("\"'`{}<>[]()".includes(first) || "\"'`{}<>[]()".includes(last)) {
    throw decorated(`\`${first}\` and \`${last}\` around it`);
  }
  if (/^[\u2018\u2019\u201c\u201d]|[\u2018\u2019\u201c\u201d]$/.test(value)) throw decorated("typographic quotes around it");
  if (",;=".includes(last)) throw decorated(`\`${last}\` behind it`);
}

/** A signed token whose signature is still to be looked at. `token`: its bytes. */
export function readJWS(token, facts) {
  const text = latin(token);
  const segments = text.split(".");
  const isShaped = token.length <= facts.maxTokenBytes && LETTERS.test(text) && segments.length === 3;
  if (!isShaped || !segments[0] || !segments[1]) throw shapeRefusal(token, text, segments, facts);
  const [header, claims, signature] = segments;
  checkJOSEHeader(header);
  if (!signature) throw new Refusal("token-unsigned", { expected: "a signature after the second dot", found: "nothing" });
  const read = asMalformed(() => readObject(decodeSegment(claims), "the claims segment"));
  if (signature.length < SIGNATURE_LENGTH) {
    throw new Refusal("token-truncated", {
      expected: `a signature of ${SIGNATURE_LENGTH} characters`,
      found: `${signature.length} characters`,
    });
  }
  let signed = new Uint8Array();
  try {
    signed = decodeSegment(signature);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return { claims: read, signedPart: token.subarray(0, header.length + 1 + claims.length), signature: signed };
}

function asMalformed(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) throw new Refusal("token-malformed", { found: error.message });
    throw error;
  }
}

function checkJOSEHeader(segment) {
  const header = asMalformed(() => readObject(decodeSegment(segment), "the header"));
  if (!header.has("alg")) throw new Refusal("algorithm-not-allowed", { found: "no `alg`" });
  const algorithm = header.get("alg");
  if (typeof algorithm !== "string") {
    throw new Refusal("algorithm-not-allowed", { found: "an `alg` that is no text" });
  }
  if (algorithm !== "HS256") {
    if (["none", ""].includes(stripped(algorithm).toLowerCase())) {
      throw new Refusal("token-unsigned", { found: "`alg` is none" });
    }
    const shown = points(algorithm).slice(0, 20).join("");
    throw new Refusal("algorithm-not-allowed", { found: `\`alg\` '${shown}'` });
  }
  const malformed = (found) => new Refusal("token-malformed", { found });
  if (header.has("crit") || header.has("b64")) {
    throw malformed("a critical extension (`crit` or `b64`), none of which is supported");
  }
  if (header.has("zip") || header.has("enc")) throw malformed("a header of another kind of token (`zip` or `enc`)");
  const kind = header.has("typ") ? header.get("typ") : "JWT";
  if (typeof kind !== "string" || kind.toUpperCase() !== "JWT") throw malformed("a `typ` other than JWT");
}

function shapeRefusal(token, text, segments, facts) {
  if (token.length > facts.maxTokenBytes) {
    const expected = `at most ${facts.maxTokenBytes} bytes`;
    return new Refusal("token-malformed", { expected, found: `${token.length} bytes` });
  }
  if (!LETTERS.test(text)) {
    return new Refusal("token-malformed", { found: "characters that base64url does not have" });
  }
  if (segments.length === 2 && segments.every(Boolean) && text.startsWith("eyJ")) {
    return objectOrNull(segments[1]) === null
      ? new Refusal("token-truncated", { expected: "three segments", found: "two segments, the second broken off" })
      : new Refusal("token-unsigned", { expected: "three segments", found: "two segments" });
  }
  if (text.startsWith("eyJ") && segments.length === 1) {
    return new Refusal("token-truncated", { expected: "three segments", found: "one segment" });
  }
  const expected = "three segments, none of them empty";
  return new Refusal("token-malformed", { expected, found: `${segments.length} segments` });
}

/** Claims of a wrong type, and what the tolerances leave out. */
export function checkClaimForms(claims, facts, tolerances) {
  for (const name of TIMES) {
    if (claims.has(name)) checkTime(name, claims.get(name), facts, tolerances);
  }
  if (!claims.has("exp") && !tolerances.no_exp) {
    const expected = "`exp`, since this platform takes no token without it";
    throw new Refusal("token-malformed", { expected, found: "none" });
  }
  if (!tolerances.foreign_aud && claims.has("aud")) {
    const audience = claims.get("aud");
    const named = Array.isArray(audience) ? audience : [audience];
    if (!named.some((one) => facts.audiences.includes(one))) {
      throw new Refusal("token-malformed", { expected: "`aud` absent or the platform's", found: "another `aud`" });
    }
  }
}

function checkTime(name, time, facts, tolerances) {
  const malformed = (expected, found) => new Refusal("token-malformed", { expected: `\`${name}\` ${expected}`, found });
  if (!(time instanceof JSONNumber)) throw malformed("as a number of seconds", `\`${name}\` of another type`);
  const { value, isWhole } = time;
  if (!(value <= Number.MAX_VALUE && value >= -Number.MAX_VALUE)) {
    throw malformed("as a number of seconds", "a number without end");
  }
  if (!isWhole && !tolerances.fractional_times) throw malformed("in whole seconds", "a fraction");
  if (value >= facts.millisecondsFrom && !tolerances.millisecond_times) throw malformed("in seconds", "milliseconds");
}

/** The client id that the claims name. */
export function clientIdOf(claims, facts, tolerances) {
  if (claims.has(facts.appId)) return clientId(claims.get(facts.appId), facts);
  const issuer = claims.get(facts.issuer);
  if (tolerances.iss_for_app_id && typeof issuer === "string" && CLIENT_ID.test(issuer)) return issuer;
  const expected = `\`${facts.appId}\``;
  for (const name of [...claims.keys()].slice(0, JUDGED_NAMES)) {
    if (isMisspelled(name, facts)) {
      throw new Refusal("claim-app-id-misspelled", { expected, found: `\`${cut(name, 40)}\`` });
    }
  }
  // A name can be anything, a secret put in the wrong place too: only what reads as a word is told.
  const isWord = (name) => /^[A-Za-z][A-Za-z_]{0,23}$/.test(name);
  const names = [...claims.keys()].slice(0, 8).map((name) => (isWord(name) ? `\`${name}\`` : "one of another form"));
  throw new Refusal("claim-app-id-missing", {
    expected,
    found: names.length ? `the claims ${names.join(", ")}` : "no claims",
  });
}

/** Whether a claim's name looks like the one for the client id, wrongly spelled. */
export const isMisspelled = (name, facts) =>
  facts.misspellings.includes(folded(name)) || distance(name, facts.appId) === 1;

/** Whether a value has the form of a client id. */
export const isClientId = (value) => typeof value === "string" && CLIENT_ID.test(value);

const cut = (text, length) => points(text).slice(0, length).join("");

function clientId(value, facts) {
  const refused = (expected, found) =>
    new Refusal("claim-app-id-not-client-id", { at: `\`${facts.appId}\``, expected, found });
  if (typeof value !== "string") throw refused("a text `cs-…`", "another type");
  if (!CLIENT_ID.test(value)) throw refused("a client id `cs-<uuid>`", kindOfId(value));
  return value;
}

function kindOfId(value) {
  if (value.startsWith("st-")) return "a bot id";
  if (value.startsWith("u-")) return "a user id";
  if (stripped(value) !== value) return "blanks around it";
  if (value.startsWith("cs-")) return "a client id that is cut or altered";
  return value ? "a text that is no client id" : "an empty text";
}

const folded = (word) => points(word).filter((letter) => /[\p{L}\p{N}]/u.test(letter)).join("").toLowerCase();

/** The edits between two words, a swap of neighbours counting as one. */
export function distance(one, other) {
  const [mine, theirs] = [points(one).slice(0, 80), points(other).slice(0, 80)];
  let [earlier, before] = [[], []];
  let row = theirs.map((_, at) => at).concat(theirs.length);
  for (let at = 1; at <= mine.length; at += 1) {
    [earlier, before, row] = [before, row, [at]];
    for (let place = 1; place <= theirs.length; place += 1) {
      const differs = mine[at - 1] === theirs[place - 1] ? 0 : 1;
      let cost = Math.min(before[place] + 1, row[place - 1] + 1, before[place - 1] + differs);
      if (at > 1 && place > 1 && mine[at - 1] === theirs[place - 2] && mine[at - 2] === theirs[place - 1]) {
        cost = Math.min(cost, earlier[place - 2] + 1);
      }
      row.push(cost);
    }
  }
  return row.at(-1);
}

const seconds = (value) => Number(value).toFixed(0);

/** Whether the token is valid now, without any tolerance of clocks. */
export function checkTimes(claims, nowS) {
  const expires = claims.get("exp")?.value;
  if (expires !== undefined && expires <= nowS) {
    const found = `\`exp\` ${seconds(nowS - Number(expires))} s ago`;
    throw new Refusal("token-expired", { expected: "`exp` after the server's time", found });
  }
  const starts = claims.get("nbf")?.value;
  if (starts !== undefined && starts > nowS) {
    const found = `\`nbf\` ${seconds(Number(starts) - nowS)} s ahead`;
    throw new Refusal("token-not-yet-valid", { expected: "`nbf` before the server's time", found });
  }
}

/** Whether `jti` is there where it must be, and its token short-lived. */
export function checkJTI(claims, nowS, facts, isEnforced) {
  const jti = claims.get("jti");
  if (jti === undefined || jti === null || jti === "") {
    if (isEnforced) throw new Refusal("jti-missing", { expected: "`jti`", found: "none" });
    return;
  }
  if (typeof jti !== "string" || points(jti).length > MAX_JTI_LENGTH) {
    const expected = `\`jti\` as a text of at most ${MAX_JTI_LENGTH} characters`;
    throw new Refusal("jti-missing", { expected, found: "another value" });
  }
  if (!claims.has("exp")) {
    throw new Refusal("jti-lifetime-too-long", { expected: "`exp` beside `jti`", found: "no `exp`" });
  }
  const ahead = Number(claims.get("exp").value) - nowS;
  if (ahead > facts.jtiLifetimeS) {
    const expected = `\`exp\` at most ${facts.jtiLifetimeS} s ahead`;
    throw new Refusal("jti-lifetime-too-long", { expected, found: `${seconds(ahead)} s ahead` });
  }
}

/** An encrypted token, as far as anybody can tell without the platform's key. */
export function checkJWE(token, facts) {
  const text = latin(token);
  const refused = (more) => new Refusal("jwe-invalid", more);
  if (token.length > facts.maxTokenBytes) {
    throw refused({ expected: `at most ${facts.maxTokenBytes} bytes`, found: `${token.length} bytes` });
  }
  const segments = text.split(".");
  if (segments.length !== 5 || !segments.every(Boolean) || !LETTERS.test(text)) {
    throw refused({ expected: "five base64url segments, none of them empty", found: "another form" });
  }
  let header;
  try {
    for (const segment of segments.slice(1)) decodeSegment(segment);
    header = readObject(decodeSegment(segments[0]), "the header");
  } catch (error) {
    if (error instanceof Malformed) throw refused({ found: error.message });
    throw error;
  }
  if (!facts.keyAlgorithms.includes(header.get("alg"))) {
    throw refused({ expected: facts.keyAlgorithms.join(" or "), found: "another `alg`" });
  }
  if (!facts.encryptions.includes(header.get("enc"))) {
    throw refused({ expected: facts.encryptions.join(" or "), found: "another `enc`" });
  }
  if (header.has("crit") || header.has("zip")) {
    throw refused({ expected: "no `crit` and no `zip`", found: "one of them" });
  }
}
