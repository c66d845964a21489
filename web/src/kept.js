// Who is signed in: for this tab, or for good where he has asked for that.
const key = "guildbridge.signedIn";

/** {id, token}, or null. */
export function signedIn() {
  const text = sessionStorage.getItem(key) ?? localStorage.getItem(key);
  try {
    const kept = JSON.parse(text);
    return typeof kept?.token === "string" ? kept : null;
  } catch {
    return null;
  }
}

export function keep(login, forGood) {
  forget();
  (forGood ? localStorage : sessionStorage).setItem(key, JSON.stringify(login));
}

export function forget() {
  sessionStorage.removeItem(key);
  localStorage.removeItem(key);
}
