// A signed token encrypted to a platform's public key: RSA-OAEP around the key, A256GCM around the token (RFC 7516).

import { base64url } from "./token-signing.js";

const ENCRYPTION = "A256GCM";
const LEAST_KEY_BITS = 2048;
const encoder = new TextEncoder();

/** Why a text cannot serve as the public key. */
export class KeyRefused extends Error {}

/** The public key in a text, as a JWK with `kty`, `n`, `e` and perhaps `kid`. */
export function readKey(text) {
  if (!text.trim()) throw new KeyRefused("Paste the platform’s public key first.");
  let jwk;
  try {
    jwk = JSON.parse(text);
  } catch {
    throw new KeyRefused("The public key is not JSON. Paste it as the platform shows it, from { to }.");
  }
  if (typeof jwk !== "object" || jwk === null || jwk.kty !== "RSA" || ![jwk.n, jwk.e].every(isSegment)) {
    throw new KeyRefused("The public key is not an RSA key as a JWK. It has the members kty, n and e.");
  }
  if ("d" in jwk) throw new KeyRefused("This is a private key. Paste the public one, which has no d.");
  if (Math.floor((jwk.n.length * 6) / 8) * 8 < LEAST_KEY_BITS) {
    throw new KeyRefused(`The public key is shorter than ${LEAST_KEY_BITS} bits.`);
  }
  return { kty: jwk.kty, n: jwk.n, e: jwk.e, kid: typeof jwk.kid === "string" ? jwk.kid : "" };
}

const isSegment = (text) => typeof text === "string" && /^[A-Za-z0-9_-]+$/.test(text);

/** The encrypted token. `key`: as `readKey` answers it. */
export async function encrypt(token, { kid, ...jwk }, facts) {
  const header = { alg: facts.keyAlgorithms[0], enc: ENCRYPTION, typ: "JWT", kid };
  const shown = base64url(encoder.encode(JSON.stringify(header)));
  let outer;
  try {
    outer = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-OAEP", hash: "SHA-1" }, false, ["encrypt"]);
  } catch {
    throw new KeyRefused("The browser cannot use this public key. Copy it again.");
  }
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const inner = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const how = { name: "AES-GCM", iv: nonce, additionalData: encoder.encode(shown), tagLength: 128 };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, inner, encoder.encode(token)));
  const wrapped = new Uint8Array(await crypto.subtle.encrypt({ name: "RSA-OAEP" }, outer, raw));
  const parts = [wrapped, nonce, sealed.subarray(0, -16), sealed.subarray(-16)];
  return [shown, ...parts.map(base64url)].join(".");
}
