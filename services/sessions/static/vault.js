// The key of the notebook. At rest it is wrapped by a key derived from the code; unlocked it lives in the memory of this page alone,
// and cannot be taken out of it.

const ITERATIONS = 600_000; // OWASP's advice for PBKDF2 with SHA-256
export const SHORTEST_CODE = 6;
const FREE_TRIES = 5;
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 15 * 60_000;

const text = new TextEncoder();
let key = null;

export class WrongCode extends Error {}

export class Paused extends Error {
  constructor(seconds) {
    super();
    this.seconds = seconds;
  }
}

export const isOpen = () => key !== null;

export function lock() {
  key = null;
}

async function hold(bytes) {
  key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function derived(code, salt, iterations) {
  const material = await crypto.subtle.importKey("raw", text.encode(code), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// What may lie on the disk: the key of the notebook, wrapped by the code. Leaves the notebook open.
export async function wrap(bytes, code) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapping = await derived(code, salt, ITERATIONS);
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, wrapping, bytes);
  await hold(bytes);
  return { salt, iv, wrapped, iterations: ITERATIONS, tries: 0, until: 0 };
}

// Opens the notebook. `remember` keeps how many codes were wrong: after five, each one costs a longer wait.
export async function unlock(lockbox, code, remember) {
  const wait = lockbox.until - Date.now();
  if (wait > 0 && wait <= LONGEST_PAUSE) throw new Paused(Math.ceil(wait / 1000));
  const wrapping = await derived(code, lockbox.salt, lockbox.iterations);
  try {
    await hold(await crypto.subtle.decrypt({ name: "AES-GCM", iv: lockbox.iv }, wrapping, lockbox.wrapped));
  } catch {
    const tries = lockbox.tries + 1;
    const pause = tries < FREE_TRIES ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - FREE_TRIES));
    await remember({ ...lockbox, tries, until: Date.now() + pause });
    throw new WrongCode();
  }
  await remember({ ...lockbox, tries: 0, until: 0 });
}

// `label` binds what is sealed to its place: a sealed entry cannot be passed off as another one.
export async function seal(value, label) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: text.encode(label) };
  return { iv, bytes: await crypto.subtle.encrypt(how, key, text.encode(JSON.stringify(value))) };
}

export async function unseal(sealed, label) {
  const how = { name: "AES-GCM", iv: sealed.iv, additionalData: text.encode(label) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed.bytes)));
}
