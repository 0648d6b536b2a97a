// Before each request: a fresh token for each app that the environment names, and a session where one is asked for.
// A token that the environment itself holds is used where it names no app for it.
const own = {};
for (const plane of facts.planes) {
  const clientId = pm.variables.get(`${plane}ClientId`);
  const clientSecret = pm.variables.get(`${plane}ClientSecret`);
  if (clientId && clientSecret) own[plane] = () => mint(clientId, clientSecret);
}
const auth = pm.request.headers.get("auth") || "";
for (const [variable, planes] of Object.entries(facts.tokens)) {
  const plane = planes.find((one) => own[one]);
  const names = [variable, ...planes.map((one) => `${one}Token`)];
  const token = plane ? own[plane]() : names.map((one) => pm.variables.get(one)).find(Boolean);
  pm.variables.set(variable, token || "");
  if (!token && auth.includes(`{{${variable}}}`)) {
    const ways = planes.map((one) => `${one}ClientId and ${one}ClientSecret`);
    throw new Error(`Fill ${[...ways, names[names.length - 1]].join(", or ")}.`);
  }
}

function remember(answer) {
  const at = (path) => path.reduce((found, name) => (found || {})[name], answer);
  pm.variables.set(facts.session.token, at(facts.session.at));
  for (const [variable, path] of Object.entries(facts.session.variables)) pm.environment.set(variable, at(path));
}

const bearer = pm.request.headers.get("Authorization") || "";
if (bearer.includes(facts.session.token) && !pm.variables.get(facts.session.token)) {
  const body = Object.assign({}, facts.session.body);
  for (const name of facts.session.given) body[name] = pm.variables.get(name);
  const url = pm.variables.replaceIn(facts.session.url);
  const header = { "Content-Type": "application/json" };
  pm.sendRequest({ url, method: "POST", header, body: { mode: "raw", raw: JSON.stringify(body) } }, (error, answer) => {
    if (error || answer.code >= 300) throw new Error("Signing in failed: look at baseUrl, username and password.");
    remember(answer.json());
  });
}
