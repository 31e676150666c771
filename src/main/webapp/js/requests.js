/* Requests to the page's own server. */

const answers = new Map();

async function get(address, accept) {
  const response = await fetch(address, { headers: { Accept: accept } });
  if (!response.ok) {
    throw new Error(address + " answered " + response.status);
  }
  return response;
}

/** A document that is asked for once on a page, however many want it. */
export function json(address) {
  if (!answers.has(address)) {
    answers.set(address, news(address));
  }
  return answers.get(address);
}

/** A document as it is now. */
export async function news(address) {
  return (await get(address, "application/json")).json();
}

/** A part of a page, as it is now. */
export async function fragment(address) {
  const text = await (await get(address, "text/html")).text();
  return new DOMParser().parseFromString(text, "text/html").body;
}
