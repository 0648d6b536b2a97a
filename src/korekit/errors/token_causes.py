"""Causes that lie in the token or in the header that carries it."""

from korekit.errors.refusal import Check, Refusal
from korekit.errors.wire import INVALID_CREDENTIALS, INVALID_TOKEN, WireError

__all__ = [
    "AlgorithmNotAllowed",
    "ClaimAppIdMissing",
    "ClaimAppIdMisspelled",
    "ClaimAppIdNotClientId",
    "HeaderBearerPrefix",
    "HeaderDecorated",
    "HeaderWrongName",
    "JTILifetimeTooLong",
    "JTIMissing",
    "JTIReplayed",
    "JWEInvalid",
    "JWERequired",
    "SignatureInvalid",
    "SignatureSecretDecoded",
    "SignatureSecretDecorated",
    "SignatureSecretOfOtherApp",
    "SignatureSecretPlaceholder",
    "SignatureSecretRetired",
    "TokenAltered",
    "TokenExpired",
    "TokenMalformed",
    "TokenMissing",
    "TokenNotYetValid",
    "TokenTruncated",
    "TokenUnsigned",
]


class TokenMissing(Refusal):
    """The call carries no `auth` header."""

    cause = "token-missing"
    check = Check.HEADER
    wire = INVALID_CREDENTIALS
    hint = "Send the bare token in a header named `auth`."


class HeaderWrongName(Refusal):
    """The token stands in another header than `auth`."""

    cause = "header-wrong-name"
    check = Check.HEADER
    wire = INVALID_CREDENTIALS
    hint = "Move the token to a header named `auth`, without a scheme word."


class HeaderBearerPrefix(Refusal):
    """The `auth` header starts with the word `Bearer`."""

    cause = "header-bearer-prefix"
    check = Check.HEADER
    wire = INVALID_TOKEN
    hint = "Drop the word: `auth: <token>`."


class HeaderDecorated(Refusal):
    """Something stands around the token in the `auth` header."""

    cause = "header-decorated"
    check = Check.HEADER
    wire = INVALID_TOKEN
    hint = "Send the token bare: no quotes, braces, blanks or line breaks, and one header only."


class TokenMalformed(Refusal):
    """The header does not hold a well-formed token."""

    cause = "token-malformed"
    check = Check.TOKEN
    wire = INVALID_TOKEN
    hint = "A token is three base64url segments with dots between them; create one with `korekit token mint`."


class TokenTruncated(Refusal):
    """The token was cut off."""

    cause = "token-truncated"
    check = Check.TOKEN
    wire = INVALID_TOKEN
    hint = "Copy the whole token again; its signature is 43 characters long."


class TokenUnsigned(Refusal):
    """The token carries no signature."""

    cause = "token-unsigned"
    check = Check.ALGORITHM
    wire = INVALID_CREDENTIALS
    hint = "Sign it with the app's client secret and HS256."


class AlgorithmNotAllowed(Refusal):
    """The token names another algorithm than HS256."""

    cause = "algorithm-not-allowed"
    check = Check.ALGORITHM
    wire = INVALID_CREDENTIALS
    hint = "Sign with HS256; an app with API scopes takes nothing else."


class ClaimAppIdMissing(Refusal):
    """No claim of the token names the app."""

    cause = "claim-app-id-missing"
    check = Check.APP
    wire = INVALID_CREDENTIALS
    hint = "Add the claim `appId` with the client id of the app."


class ClaimAppIdMisspelled(Refusal):
    """The claim that should name the app is spelled differently."""

    cause = "claim-app-id-misspelled"
    check = Check.APP
    wire = INVALID_CREDENTIALS
    hint = "Spell the claim exactly `appId`."


class ClaimAppIdNotClientId(Refusal):
    """The claim `appId` does not hold a client id."""

    cause = "claim-app-id-not-client-id"
    check = Check.APP
    wire = INVALID_CREDENTIALS
    hint = "Put the client id there; it starts with `cs-`."


class SignatureInvalid(Refusal):
    """The token is signed with something that is not this app's secret."""

    cause = "signature-invalid"
    check = Check.SIGNATURE
    wire = INVALID_CREDENTIALS
    hint = "Copy the client secret again and sign with it as it stands."


class SignatureSecretDecoded(SignatureInvalid):
    """The client secret was base64-decoded before signing."""

    cause = "signature-secret-decoded"
    hint = "Sign with the secret's text itself: do not decode it, untick `secret base64 encoded`."


class SignatureSecretDecorated(SignatureInvalid):
    """A blank, a quote or a line break stood around the secret when the token was signed."""

    cause = "signature-secret-decorated"
    hint = "Trim the secret before signing with it."


class SignatureSecretPlaceholder(SignatureInvalid):
    """The token is signed with a sample secret from a web page or a tutorial."""

    cause = "signature-secret-placeholder"
    hint = "Replace the sample by the app's client secret."


class SignatureSecretOfOtherApp(SignatureInvalid):
    """The token is signed with the secret of another app of this account."""

    cause = "signature-secret-of-other-app"
    hint = "Pair the client id with its own secret."


class SignatureSecretRetired(SignatureInvalid):
    """The token is signed with a secret that was rotated away and whose overlap has ended."""

    cause = "signature-secret-retired"
    hint = "Sign with the current secret of the app."


class TokenAltered(SignatureInvalid):
    """The header or the claims were edited after signing."""

    cause = "token-altered"
    hint = "Claims cannot be edited in a signed token; sign a new one."


class TokenExpired(Refusal):
    """The time in `exp` has passed."""

    cause = "token-expired"
    check = Check.TIME
    wire = INVALID_CREDENTIALS
    hint = "Create a new token; if it is fresh, compare the clocks of the two machines."


class TokenNotYetValid(Refusal):
    """The time in `nbf` has not come."""

    cause = "token-not-yet-valid"
    check = Check.TIME
    wire = INVALID_CREDENTIALS
    hint = "Compare the clocks of the two machines, or leave `nbf` out."


class JTIMissing(Refusal):
    """The app enforces `jti` and the token has none."""

    cause = "jti-missing"
    check = Check.JTI
    wire = INVALID_CREDENTIALS
    hint = "Add a new random `jti` to every token."


class JTILifetimeTooLong(Refusal):
    """A token with `jti` must expire within one hour."""

    cause = "jti-lifetime-too-long"
    check = Check.JTI
    wire = WireError(401, 401, 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)')
    hint = "Give it an `exp` at most 3600 seconds ahead."


class JTIReplayed(Refusal):
    """This `jti` was used before."""

    cause = "jti-replayed"
    check = Check.JTI
    wire = WireError(401, 401, "error verifying the jwt: possibly a replay")
    hint = "Create a new token for every request."


class JWERequired(Refusal):
    """The app enforces encryption and the token is only signed."""

    cause = "jwe-required"
    check = Check.JWE
    wire = INVALID_CREDENTIALS
    hint = "Encrypt the signed token to the platform's public key."


class JWEInvalid(Refusal):
    """The encrypted token cannot be decrypted by an allowed algorithm."""

    cause = "jwe-invalid"
    check = Check.JWE
    wire = INVALID_CREDENTIALS
    hint = "Use RSA-OAEP with A128CBC-HS256, A128GCM or A256GCM and the platform's current public key."
