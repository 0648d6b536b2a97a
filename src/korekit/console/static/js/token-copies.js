// A token as people use it next, in the tools that they have.

const posix = (text) => `'${text.replace(/'/g, "'\\''")}'`;
const python = (text) => JSON.stringify(text);

/** Pairs of a name and a text to copy. `plane`: names the variable as the collections of this platform do. */
export function copies({ token, host, path, plane }) {
  const url = host.replace(/\/+$/, "") + path;
  const variable = plane ? `${plane}Token` : "token";
  return [
    ["curl", `curl -sS ${posix(url)} -H ${posix(`auth: ${token}`)}`],
    [
      "Python",
      [
        "import urllib.request",
        "",
        `request = urllib.request.Request(${python(url)}, headers={"auth": ${python(token)}})`,
        "with urllib.request.urlopen(request) as answer:",
        "    print(answer.read().decode())",
      ].join("\n"),
    ],
    [
      "JavaScript",
      [
        `const answer = await fetch(${JSON.stringify(url)}, { headers: { auth: ${JSON.stringify(token)} } });`,
        "console.log(answer.status, await answer.json());",
      ].join("\n"),
    ],
    ["Postman environment", postman(token, host, variable)],
    ["Environment variable", `export KOREKIT_TOKEN=${posix(token)}`],
  ];
}

function postman(token, host, variable) {
  const values = [
    { key: "baseUrl", value: host, type: "default", enabled: true },
    { key: variable, value: token, type: "secret", enabled: true },
  ];
  const name = `Kore.ai public APIs: ${host.replace(/^.*:\/\//, "")}`;
  return JSON.stringify({ name, values, _postman_variable_scope: "environment" }, null, 2);
}
