// Reads `{path: text}` of a Bruno folder and prints what Bruno's own grammar makes of each file.
const { bruToJsonV2, bruToEnvJsonV2, collectionBruToJson } = require("@usebruno/lang");

const parsers = [
  [/^environments\//, bruToEnvJsonV2],
  [/(^|\/)(collection|folder)\.bru$/, collectionBruToJson],
  [/\.bru$/, bruToJsonV2],
];
const files = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const parsed = {};
for (const [path, text] of Object.entries(files)) {
  const found = parsers.find(([pattern]) => pattern.test(path));
  if (found) parsed[path] = found[1](text);
}
console.log(JSON.stringify(parsed));
