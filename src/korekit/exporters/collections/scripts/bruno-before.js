// Before each request: a fresh token for each app that the environment names, and a session where one is asked for.
// A token that the environment itself holds is used where it names no app for it.
const own = {};
for (const plane of facts.planes) {
  const clientId = bru.getEnvVar(`${plane}ClientId`);
  const clientSecret = bru.getEnvVar(`${plane}ClientSecret`);
  if (clientId && clientSecret) own[plane] = () => mint(clientId, clientSecret);
}
const auth = req.getHeader("auth") || "";
for (const [variable, planes] of Object.entries(facts.tokens)) {
  const plane = planes.find((one) => own[one]);
  const names = [variable, ...planes.map((one) => `${one}Token`)];
  const token = plane ? own[plane]() : names.map((one) => bru.getEnvVar(one)).find(Boolean);
  bru.setVar(variable, token || "");
  if (!token && auth.includes(`{{${variable}}}`)) {
    const ways = planes.map((one) => `${one}ClientId and ${one}ClientSecret`);
    throw new Error(`Fill ${[...ways, names[names.length - 1]].join(", or ")}.`);
  }
}

const bearer = req.getHeader("Authorization") || "";
if (bearer.includes(facts.session.token) && !bru.getVar(facts.session.token)) {
  const data = Object.assign({}, facts.session.body);
  for (const name of facts.session.given) data[name] = bru.getEnvVar(name);
  const headers = { "Content-Type": "application/json" };
  let answer;
  try {
    answer = (await bru.sendRequest({ url: bru.interpolate(facts.session.url), method: "POST", headers, data })).data;
  } catch (error) {
    throw new Error("Signing in failed: look at baseUrl, username and password.");
  }
  const at = (path) => path.reduce((found, name) => (found || {})[name], answer);
  bru.setVar(facts.session.token, at(facts.session.at));
  for (const [variable, path] of Object.entries(facts.session.variables)) bru.setEnvVar(variable, at(path));
}
