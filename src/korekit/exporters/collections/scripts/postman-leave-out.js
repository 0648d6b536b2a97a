// What nobody filled is left out.
const unfilled = (text) => (text.match(/{{(\w+)}}/g) || []).some((one) => !pm.variables.get(one.slice(2, -2)));
if (pm.request.body.mode === "raw") {
  const body = JSON.parse(pm.request.body.raw);
  for (const name of optional) if (unfilled(JSON.stringify(body[name] || ""))) delete body[name];
  pm.request.body.update({ mode: "raw", raw: JSON.stringify(body), options: { raw: { language: "json" } } });
} else {
  pm.request.body.urlencoded.remove((pair) => optional.includes(pair.key) && unfilled(pair.value || ""));
}
