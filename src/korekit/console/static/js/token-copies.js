// A token as people use it next, in the tools that they have.

const posix = (text) => `'${text.replace(/'/g, "'\\''")}'`;
const quoted = (text) => JSON.stringify(text);
const escaped = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
const words = (name) => name.replace(/_/g, " ");

/** The origin that a typed host means, with `note` or `error` in words; without a scheme it is HTTPS. */
export function hostOf(typed) {
  const text = typed.trim();
  if (!text) return { error: "Enter the host to call, for example https://bots.kore.ai." };
  const [, scheme] = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(text) ?? [];
  if (scheme && !/^https?$/i.test(scheme)) {
    return { error: `A host begins with https:// or http://, not with ${scheme.slice(0, 20)}:.` };
  }
  let url;
  try {
    url = new URL(scheme ? text : `https://${text.replace(/^\/+/, "")}`);
  } catch {
    return { error: "This is not a host. Enter one such as https://bots.kore.ai." };
  }
  if (!/^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])$/i.test(url.hostname)) {
    return { error: "This is not a host. Enter one such as https://bots.kore.ai." };
  }
  if (url.username || url.password) return { error: "Enter the host without a user name or password." };
  const isMore = url.pathname !== "/" || url.search || url.hash;
  const note = [scheme ? "" : "HTTPS is used, because you gave no scheme.", isMore ? "Only the host is used." : ""];
  return { origin: url.origin, note: note.filter(Boolean).join(" ") };
}

/** Pairs of a name and a text to copy.
 *
 * `path`: with names in braces; empty where there is nothing to call. `values`: what is known for them; what is not becomes a variable of the copied text.
 * `variable`: what the collections of this platform call a token like this one.
 */
export function copies({ token, origin, path, values, variable }) {
  const parts = path.split(/\{(\w+)\}/).map((text, at) => {
    if (at % 2 === 0) return { text };
    return values[text] ? { text: escaped(values[text]) } : { blank: text };
  });
  const blanks = parts.flatMap(({ blank }) => (blank ? [blank] : []));
  const url = (show) => origin + parts.map(({ text, blank }) => (blank ? show(blank) : text)).join("");
  const given = { token, url, blanks };
  const calls = [["curl", curl(given)], ["Python", python(given)], ["JavaScript", javascript(given)]];
  return [
    ...(path ? calls : []),
    ["Postman environment", postman({ token, origin, values, variable })],
    ["Environment variable", `export KOREKIT_TOKEN=${posix(token)}`],
  ];
}

function curl({ token, url, blanks }) {
  // An unset variable stops the shell, which then says what to set; nothing is called.
  const address = url((name) => `\${${name}:?Enter the ${words(name)} first: ${name}=...}`);
  return `curl -sS ${blanks.length ? `"${address}"` : posix(address)} -H ${posix(`auth: ${token}`)}`;
}

function python({ token, url, blanks }) {
  const address = url((name) => `{quote(${name}, safe='')}`);
  return [
    "import sys",
    "import urllib.error",
    "import urllib.request",
    ...(blanks.length ? ["from urllib.parse import quote"] : []),
    "",
    ...blanks.map((name) => `${name} = input(${quoted(`${words(name)}: `)})`),
    `request = urllib.request.Request(${blanks.length ? "f" : ""}${quoted(address)}, headers={"auth": ${quoted(token)}})`,
    "try:",
    "    with urllib.request.urlopen(request) as answer:",
    "        print(answer.read().decode())",
    "except urllib.error.HTTPError as refusal:",
    '    sys.exit(f"{refusal.code} {refusal.read().decode()}")',
  ].join("\n");
}

function javascript({ token, url, blanks }) {
  const address = url((name) => `\${encodeURIComponent(${name})}`);
  return [
    ...blanks.map((name) => `const ${name} = ""; // enter the ${words(name)} here`),
    `const answer = await fetch(${blanks.length ? `\`${address}\`` : quoted(address)}, { headers: { auth: ${quoted(token)} } });`,
    "console.log(answer.status, await answer.json());",
  ].join("\n");
}

function postman({ token, origin, values, variable }) {
  const known = Object.entries(values).filter(([, value]) => value);
  const kept = [
    { key: "baseUrl", value: origin, type: "default", enabled: true },
    { key: variable, value: token, type: "secret", enabled: true },
    ...known.map(([name, value]) => ({ key: camel(name), value, type: "default", enabled: true })),
  ];
  const name = `Kore.ai public APIs: ${origin.replace(/^.*:\/\//, "")}`;
  return JSON.stringify({ name, values: kept, _postman_variable_scope: "environment" }, null, 2);
}

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
