// The form by which somebody comes in.
import { el } from "./dom.js";
import { keep } from "./kept.js";
import { themeButton } from "./theme.js";

/** The login on success; else throws what the person is told. */
async function ask(user, password) {
  let answer;
  try {
    answer = await fetch("/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user, password }),
      cache: "no-store",
      credentials: "omit",
    });
  } catch {
    throw new Error("The server cannot be reached. Look at your connection, and try again.");
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok && typeof body.token === "string") return body;
  if (answer.status === 401) throw new Error("That is not right: nobody is known by this name and password. Please try again.");
  throw new Error(body.error ?? `The server does not understand (${answer.status}). Please try again later.`);
}

/** `told`: why he has to sign in again, if he was in. `entered` is called with the login. */
export function signInPage({ told = "", entered }) {
  const problem = el("p", { class: "problem", role: "alert", id: "problem" });
  const user = el("input", {
    id: "user", name: "username", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true, maxlength: "200",
    dir: "auto", "aria-describedby": "problem",
  });
  const password = el("input", {
    id: "password", name: "password", type: "password", autocomplete: "current-password", required: true, maxlength: "256",
    "aria-describedby": "problem",
  });
  const stay = el("input", { id: "stay", type: "checkbox" });
  const button = el("button", { type: "submit", class: "primary" }, "Sign in");

  const refused = (why) => {
    problem.textContent = why;
    for (const input of [user, password]) input.setAttribute("aria-invalid", "true");
    password.select();
  };

  const submit = async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = "Signing in…";
    problem.textContent = "";
    try {
      const login = await ask(user.value.trim(), password.value);
      keep(login, stay.checked);
      entered(login);
    } catch (error) {
      refused(error.message);
    } finally {
      button.disabled = false;
      button.textContent = "Sign in";
    }
  };

  const form = el("form", { class: "card", onsubmit: submit, novalidate: false },
    el("img", { src: "/icon.svg", alt: "", width: "48", height: "48" }),
    el("h1", {}, "Sign in"),
    el("p", { class: "hint" }, "to the conversation on this server"),
    el("label", { for: "user" }, "Handle or id"), user,
    el("label", { for: "password" }, "Password"), password,
    el("label", { class: "check", for: "stay" }, stay, el("span", {}, "Stay signed in on this device")),
    problem, button);
  if (told) problem.textContent = told;
  queueMicrotask(() => user.focus());
  return el("main", { class: "sign-in" }, el("div", { class: "corner" }, themeButton()), form);
}
