// JSON of a token, read as strictly as the platform reads it: UTF-8 without a mark, every key once, no `NaN`, no half
// characters, no bottomless nesting. Objects become maps, so that no name is special; numbers keep the way they were
// written, since the browser's own would round the large ones.

const BLANKS = " \t\n\r";
// What the platform's own reader takes: its stack is as deep, its whole numbers have as many digits.
const MAX_DEPTH = 995;
const MAX_DIGITS = 4300;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

export class Malformed extends Error {}

/** A number with its own spelling. `value`: a BigInt where it was written as a whole number, exact. */
export class JSONNumber {
  constructor(text, isWhole) {
    this.text = text;
    this.isWhole = isWhole;
    this.value = isWhole ? BigInt(text) : Number(text);
  }
}

/** The JSON object in some bytes, as a map; `what` is how messages call it. */
export function readObject(bytes, what) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed(`${what} is not UTF-8`);
  }
  let start = 0;
  let end = text.length;
  while (start < end && BLANKS.includes(text[start])) start += 1;
  while (end > start && BLANKS.includes(text[end - 1])) end -= 1;
  const found = new Reader(text.slice(start, end), what).whole();
  if (!(found instanceof Map)) throw new Malformed(`${what} is not a JSON object`);
  return found;
}

class Reader {
  constructor(text, what) {
    this.text = text;
    this.what = what;
    this.at = 0;
    this.depth = 0;
    this.hasHalf = false;
  }

  whole() {
    const found = this.value();
    if (this.at !== this.text.length) this.fail();
    if (this.hasHalf) throw new Malformed(`${this.what} holds half a character`);
    return found;
  }

  fail() {
    throw new Malformed(`${this.what} is not JSON (character ${this.at})`);
  }

  blanks() {
    while (this.at < this.text.length && BLANKS.includes(this.text[this.at])) this.at += 1;
  }

  value() {
    const sign = this.text[this.at];
    if (sign === "{") return this.nested(() => this.members());
    if (sign === "[") return this.nested(() => this.elements());
    if (sign === '"') return this.string();
    for (const [word, value] of [["true", true], ["false", false], ["null", null]]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    for (const word of ["NaN", "Infinity", "-Infinity"]) {
      if (this.text.startsWith(word, this.at)) throw new Malformed(`${this.what}: ${word} is not JSON`);
    }
    return this.number();
  }

  nested(read) {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.tooMuch();
    this.at += 1;
    const found = read();
    this.depth -= 1;
    return found;
  }

  tooMuch() {
    throw new Malformed(`${this.what} nests too deep or holds a number too long`);
  }

  members() {
    const found = new Map();
    let isTwice = false;
    this.blanks();
    if (this.text[this.at] !== "}") {
      for (;;) {
        if (this.text[this.at] !== '"') this.fail();
        const name = this.string();
        this.blanks();
        if (this.text[this.at] !== ":") this.fail();
        this.at += 1;
        this.blanks();
        isTwice ||= found.has(name);
        found.set(name, this.value());
        this.blanks();
        if (this.text[this.at] !== ",") break;
        this.at += 1;
        this.blanks();
      }
      if (this.text[this.at] !== "}") this.fail();
    }
    this.at += 1;
    if (isTwice) throw new Malformed(`${this.what}: a key occurs twice`);
    return found;
  }

  elements() {
    const found = [];
    this.blanks();
    if (this.text[this.at] !== "]") {
      for (;;) {
        found.push(this.value());
        this.blanks();
        if (this.text[this.at] !== ",") break;
        this.at += 1;
        this.blanks();
      }
      if (this.text[this.at] !== "]") this.fail();
    }
    this.at += 1;
    return found;
  }

  string() {
    let found = "";
    this.at += 1;
    for (;;) {
      const sign = this.text[this.at];
      if (sign === undefined || sign < " ") this.fail();
      this.at += 1;
      if (sign === '"') break;
      found += sign === "\\" ? this.escaped() : sign;
    }
    this.hasHalf ||= !found.isWellFormed();
    return found;
  }

  escaped() {
    const sign = this.text[this.at];
    this.at += 1;
    if (sign !== "u") {
      const plain = ESCAPES[sign];
      if (plain === undefined) this.fail();
      return plain;
    }
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail();
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  number() {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (!found) this.fail();
    this.at += found[0].length;
    const isWhole = found[1] === undefined && found[2] === undefined;
    if (isWhole && found[0].replace("-", "").length > MAX_DIGITS) this.tooMuch();
    return new JSONNumber(found[0], isWhole);
  }
}

/** A value as JSON to look at, two blanks a level. */
export function written(value, indent = "") {
  const inner = `${indent}  `;
  if (value instanceof JSONNumber) return value.text;
  if (value instanceof Map) {
    if (!value.size) return "{}";
    const members = [...value].map(([name, held]) => `${inner}${quoted(name)}: ${written(held, inner)}`);
    return `{\n${members.join(",\n")}\n${indent}}`;
  }
  if (Array.isArray(value)) {
    if (!value.length) return "[]";
    return `[\n${value.map((held) => inner + written(held, inner)).join(",\n")}\n${indent}]`;
  }
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

/** A value as JSON without blanks. */
export function compact(value) {
  if (value instanceof JSONNumber) return value.text;
  if (value instanceof Map) {
    return `{${[...value].map(([name, held]) => `${JSON.stringify(name)}:${compact(held)}`).join(",")}}`;
  }
  return Array.isArray(value) ? `[${value.map(compact).join(",")}]` : JSON.stringify(value);
}

/** Text in quotes; what cannot be seen, or turns the direction of letters, is spelled out. */
function quoted(text) {
  return JSON.stringify(text).replace(
    /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u0080-\u00a0]/gu,
    (sign) => [...Array(sign.length)].map((_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}
