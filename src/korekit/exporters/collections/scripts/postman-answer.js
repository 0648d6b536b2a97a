const done = pm.response.code >= 200 && pm.response.code < 300;
pm.test("is answered 2xx, or refused as documented", () => {
  pm.expect(done || request.documented.includes(pm.response.code), `status ${pm.response.code}`).to.equal(true);
});
const answer = done && (request.fillings.length || request.links.length || request.job) ? pm.response.json() : null;

for (const { variable, field, first, ifEmpty } of request.fillings) {
  const from = first ? ((answer || [])[0] || {}) : answer || {};
  if (from[field] && !(ifEmpty && pm.environment.get(variable))) pm.environment.set(variable, from[field]);
}

for (const { field, pattern, path, query } of request.links) {
  const [address, given = ""] = String((answer || {})[field] || "").split("?");
  const found = address.match(new RegExp(pattern));
  if (!found) continue;
  pm.environment.set(path, decodeURIComponent(found[1]));
  const values = new Map(given.split("&").map((pair) => pair.split("=").map(decodeURIComponent)));
  for (const [name, variable] of Object.entries(query)) pm.environment.set(variable, values.get(name) || "");
}

if (request.endsSession && done) pm.variables.unset(facts.session.token);

if (request.job && answer) {
  const state = String(answer.status).toLowerCase();
  const asked = Number(pm.variables.get("timesAsked") || 0) + 1;
  if (request.job.running.includes(state) && asked < 120) {
    // Ask again; this counts in a run, and not where one request is sent by hand.
    pm.variables.set("timesAsked", asked);
    pm.execution.setNextRequest(pm.info.requestName);
    setTimeout(() => {}, Number(pm.variables.get("pollMs") || 2000));
  } else {
    pm.variables.set("timesAsked", 0);
    pm.test("the job ends well", () => pm.expect(request.job.done).to.include(state));
  }
}

const wait = Number(pm.response.headers.get("Retry-After") || 5);
const held = Number(pm.variables.get("timesHeld") || 0) + 1;
if (pm.response.code === 429 && wait <= 90 && held <= 3) {
  // Too many calls: nothing was carried out, so the same request is sent again when the host has room.
  pm.variables.set("timesHeld", held);
  pm.execution.setNextRequest(pm.info.requestName);
  setTimeout(() => {}, wait * 1000);
} else {
  pm.variables.set("timesHeld", 0);
}
