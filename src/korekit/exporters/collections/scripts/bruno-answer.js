const status = res.getStatus();
const done = status >= 200 && status < 300;
test("is answered 2xx, or refused as documented", () => {
  expect(done || request.documented.includes(status), `status ${status}`).to.equal(true);
});
const answer = done ? res.getBody() : null;

for (const { variable, field, first, ifEmpty } of request.fillings) {
  const from = first ? ((answer || [])[0] || {}) : answer || {};
  if (from[field] && !(ifEmpty && bru.getEnvVar(variable))) bru.setEnvVar(variable, from[field]);
}

for (const { field, pattern, path, query } of request.links) {
  const [address, given = ""] = String((answer || {})[field] || "").split("?");
  const found = address.match(new RegExp(pattern));
  if (!found) continue;
  bru.setEnvVar(path, decodeURIComponent(found[1]));
  const values = new Map(given.split("&").map((pair) => pair.split("=").map(decodeURIComponent)));
  for (const [name, variable] of Object.entries(query)) bru.setEnvVar(variable, values.get(name) || "");
}

if (request.endsSession && done) bru.deleteVar(facts.session.token);

if (request.job && answer) {
  const state = String(answer.status).toLowerCase();
  const asked = Number(bru.getVar("timesAsked") || 0) + 1;
  if (request.job.running.includes(state) && asked < 120) {
    // Ask again; this counts in a run, and not where one request is sent by hand.
    bru.setVar("timesAsked", asked);
    bru.setNextRequest(req.getName());
    await bru.sleep(Number(bru.getEnvVar("pollMs") || 2000));
  } else {
    bru.setVar("timesAsked", 0);
    test("the job ends well", () => expect(request.job.done).to.include(state));
  }
}

const wait = Number(res.getHeader("retry-after") || 5);
const held = Number(bru.getVar("timesHeld") || 0) + 1;
if (status === 429 && wait <= 90 && held <= 3) {
  // Too many calls: nothing was carried out, so the same request is sent again when the host has room.
  bru.setVar("timesHeld", held);
  bru.setNextRequest(req.getName());
  await bru.sleep(wait * 1000);
} else {
  bru.setVar("timesHeld", 0);
}
