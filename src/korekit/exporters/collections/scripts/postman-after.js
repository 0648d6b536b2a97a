// After each request.
pm.test("the token is accepted", () => {
  pm.expect(pm.response.text()).to.not.include(facts.tokenRefused);
});
