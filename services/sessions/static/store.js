// What this device keeps, in IndexedDB. `kept` holds the device's own record and the sealed lists; `entries` what was recorded here.

const NAME = "lakou-carnet";

let opened = null;

function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      const entries = request.result.createObjectStore("entries", { keyPath: "seq", autoIncrement: true });
      entries.createIndex("state", "state");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// Resolves when the transaction is on the disk, and not before: an entry is never said to be kept before it is.
async function write(store, work) {
  const db = await open();
  const transaction = db.transaction(store, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const result = work(transaction.objectStore(store));
  await done;
  return result?.result;
}

async function read(store, work) {
  const db = await open();
  return ask(work(db.transaction(store).objectStore(store)));
}

export const get = (name) => read("kept", (store) => store.get(name));
export const put = (name, value) => write("kept", (store) => store.put(value, name));
export const forget = (name) => write("kept", (store) => store.delete(name));

export const addEntry = (entry) => write("entries", (store) => store.add(entry));
export const putEntry = (entry) => write("entries", (store) => store.put(entry));
export const allEntries = () => read("entries", (store) => store.getAll());
export const removeEntry = (seq) => write("entries", (store) => store.delete(seq));
export const count = (state) => read("entries", (store) => store.index("state").count(state));

export async function wipe() {
  if (opened) (await opened).close();
  opened = null;
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
    request.onblocked = resolve; // another tab closes it in its turn (onversionchange), and then it goes
  });
}

// A private window may refuse to keep anything.
export async function works() {
  try {
    await open();
    return true;
  } catch {
    return false;
  }
}
