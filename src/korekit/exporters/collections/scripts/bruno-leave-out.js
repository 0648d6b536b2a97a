// What nobody filled is left out.
const unfilled = (text) => (text.match(/{{(\w+)}}/g) || []).some((one) => !bru.getEnvVar(one.slice(2, -2)));
const body = req.getBody();
if (Array.isArray(body)) {
  req.setBody(body.filter((pair) => !(optional.includes(pair.name) && unfilled(String(pair.value || "")))));
} else {
  for (const name of optional) if (unfilled(JSON.stringify(body[name] || ""))) delete body[name];
  req.setBody(body);
}
