// Turns what the server sends into what a browser asks with, and back: bytes are base64url in JSON.

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function bytes(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
export function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {any} sent @returns {PublicKeyCredentialCreationOptions} */
export function creationOptions(sent) {
  return {
    ...sent,
    challenge: bytes(sent.challenge),
    user: { ...sent.user, id: bytes(sent.user.id) },
    excludeCredentials: named(sent.excludeCredentials),
  };
}

/** @param {any} sent @returns {PublicKeyCredentialRequestOptions} */
export function requestOptions(sent) {
  return { ...sent, challenge: bytes(sent.challenge), allowCredentials: named(sent.allowCredentials) };
}

/** @param {{ id: string }[]} [list] */
const named = (list = []) => list.map((one) => ({ .../** @type {any} */ (one), id: bytes(one.id) }));

const FIELDS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

/** What the browser made, as the server reads it. @param {PublicKeyCredential} made */
export function plain(made) {
  const response = /** @type {any} */ (made.response);
  const fields = FIELDS.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    response: Object.fromEntries(fields),
    clientExtensionResults: made.getClientExtensionResults(),
  };
}
