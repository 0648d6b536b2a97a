// After each request.
test("the token is accepted", () => {
  expect(JSON.stringify(res.getBody() || "")).to.not.include(facts.tokenRefused);
});
