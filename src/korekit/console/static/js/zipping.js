// Several files put together to one zip in the page, uncompressed, without holding them in memory.

const TABLE = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
// 1 January 1980: a zip has to name a date, and the files' own say nothing of the bot.
const DATE = 0x21;
const UTF8_NAMES = 0x0800;
// After so much the page answers its user.
const TURN_BYTES = 2 ** 21;

/** CRC-32 of a file, read piece by piece so that the page goes on answering. */
async function crcOf(file, signal) {
  let crc = 0xffffffff;
  let since = 0;
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (signal.aborted) {
      await reader.cancel();
      throw new DOMException("cancelled", "AbortError");
    }
    if (since > TURN_BYTES) {
      since = 0;
      // What is in memory already comes without a turn for anybody else.
      await new Promise((resolve) => setTimeout(resolve));
    }
    if (done) return (crc ^ 0xffffffff) >>> 0;
    // A loop by index is several times as fast as one over values.
    for (let at = 0; at < value.length; at += 1) crc = TABLE[(crc ^ value[at]) & 0xff] ^ (crc >>> 8);
    since += value.length;
  }
}

/** Little-endian fields: pairs of a size in bytes and a value. */
function packed(...pairs) {
  const bytes = new Uint8Array(pairs.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of pairs) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/**
 * A zip of `entries`, each `{path, file}`. `onProgress` hears how many are done; `signal` ends it.
 */
export async function zipOf(entries, onProgress, signal) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [index, { path, file }] of entries.entries()) {
    const name = new TextEncoder().encode(path);
    const crc = await crcOf(file, signal);
    const common = [[2, UTF8_NAMES], [2, 0], [2, 0], [2, DATE], [4, crc], [4, file.size], [4, file.size], [2, name.length]];
    const head = packed([4, 0x04034b50], [2, 20], ...common, [2, 0]);
    parts.push(head, name, file);
    directory.push(packed([4, 0x02014b50], [2, 20], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), name);
    at += head.length + name.length + file.size;
    onProgress(index + 1);
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = entries.length;
  const end = packed([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
