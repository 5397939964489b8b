/* A form with data-passkey asks the browser for a passkey when it is sent, and sends its answer.
   Without this script such a form stays hidden or is of no use, and another way stands beside it. */
"use strict";

const toBytes = text => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), ch => ch.charCodeAt(0));
const toText = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function opened(options) {
  const asked = structuredClone(options.publicKey ?? options);
  asked.challenge = toBytes(asked.challenge);
  if (asked.user) asked.user.id = toBytes(asked.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    asked[list] = (asked[list] ?? []).map(one => ({ ...one, id: toBytes(one.id) }));
  }
  return asked;
}

function told(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature",
    "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function ask(form) {
  const wrong = form.querySelector("[data-wrong]");
  const answer = form.querySelector("[name=credential], [name=prove_passkey]");
  wrong.hidden = true;
  try {
    const publicKey = opened(await optionsOf(form));
    answer.value = told(await navigator.credentials[form.dataset.passkey]({ publicKey }));
  } catch {
    wrong.hidden = false;
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", event => { event.preventDefault(); ask(form); });
  }
}
