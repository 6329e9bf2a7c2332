// Whether this browser can keep a notebook here; the name of what is missing, else null.

import * as store from "./store.js";

export async function missing() {
  if (!window.isSecureContext) return "http";
  if (!("serviceWorker" in navigator) || !("indexedDB" in window) || !AbortSignal.timeout || ![].findLast) return "browser";
  if (!(await store.works())) return "private";
  return null;
}

// The worker answers for pages when the network does not.
export async function helpOut() {
  try {
    await navigator.serviceWorker.register("/sessions/worker.js", { scope: "/", updateViaCache: "none" });
    return true;
  } catch {
    return false; // a private window, or a certificate that this browser does not trust
  }
}
