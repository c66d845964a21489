// Light or dark: as the system has it, until somebody says otherwise.
import { el, icon } from "./dom.js";

const key = "guildbridge.theme";
const looks = {
  system: { next: "light", drawing: "screen", words: "Colours: as the system" },
  light: { next: "dark", drawing: "sun", words: "Colours: light" },
  dark: { next: "system", drawing: "moon", words: "Colours: dark" },
};

let theme = "system";

function apply(chosen) {
  theme = looks[chosen] ? chosen : "system";
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function startTheme() {
  apply(localStorage.getItem(key));
}

export function themeButton() {
  const button = el("button", { type: "button", class: "quiet" });
  const show = () => {
    button.replaceChildren(icon(looks[theme].drawing));
    button.setAttribute("aria-label", looks[theme].words);
    button.title = looks[theme].words;
  };
  button.addEventListener("click", () => {
    apply(looks[theme].next);
    localStorage.setItem(key, theme);
    show();
  });
  show();
  return button;
}
