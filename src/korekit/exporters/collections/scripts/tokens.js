// Tokens as korekit makes them: HS256 over the text of the client secret, good for two minutes and for one request.
const CryptoJS = require("crypto-js");

function segment(words) {
  return CryptoJS.enc.Base64.stringify(words).replace(/=+$/, "").replace(/\+/g, "-").replace(/\//g, "_");
}

function mint(clientId, clientSecret) {
  const now = Math.floor(Date.now() / 1000);
  const jti = CryptoJS.lib.WordArray.random(16).toString();
  const claims = { appId: clientId, sub: "korekit", iat: now, exp: now + 120, jti };
  const signed = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => segment(CryptoJS.enc.Utf8.parse(JSON.stringify(part))))
    .join(".");
  return `${signed}.${segment(CryptoJS.HmacSHA256(signed, clientSecret))}`;
}
