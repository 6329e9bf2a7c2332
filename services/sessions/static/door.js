// The node's doors, as this page uses them. Away: no network, or a node that does not answer; Refused: it answered no.

const PATIENCE = 30_000;

export class Away extends Error {}

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail);
    this.status = status;
    this.title = problem.title;
    this.slug = (problem.type ?? "").split(":").pop();
  }
}

async function ask(method, path, { body, csrf, credentials = "same-origin" } = {}) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (csrf) headers["X-CSRF-Token"] = csrf;
  let answer, said;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    answer = await fetch(path, { method, headers, credentials, signal, cache: "no-store", body: body && JSON.stringify(body) });
    said = await answer.json();
  } catch {
    throw new Away();
  }
  if (answer.ok) return said;
  if (answer.status >= 500) throw new Away();
  throw new Refused(answer.status, said);
}

export const me = () => ask("GET", "/api/v1/me");
export const enroll = (name, csrf) => ask("POST", "/api/v1/devices", { body: { name }, csrf });
export const keyOf = (device) => ask("GET", `/api/v1/devices/${device}/key`);
export const notebook = () => ask("GET", "/sessions/api/v1/notebook");
export const waiting = () => ask("GET", "/sessions/api/v1/captures");
export const send = (body, csrf) => ask("POST", "/sessions/api/v1/captures", { body, csrf });

// Without the cookie: a device may say that it is here whoever is signed in.
export const contact = (device, said) =>
  ask("POST", `/api/v1/devices/${device.id}/contact`, { body: { token: device.token, ...said }, credentials: "omit" });

export async function signOut(csrf) {
  try {
    await fetch("/deconnexion", { method: "POST", body: new URLSearchParams({ csrf }) });
  } catch {
    throw new Away();
  }
}
