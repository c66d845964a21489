// Where the page begins: signed in or not.
import { chatPage } from "./chat.js";
import { forget, signedIn } from "./kept.js";
import { signInPage } from "./sign_in.js";
import { startTheme } from "./theme.js";

const app = document.getElementById("app");

function askToSignIn(told) {
  document.title = "Sign in · guildbridge";
  app.replaceChildren(signInPage({ told, entered: enter }));
}

function enter(login) {
  const page = chatPage(login.token, {
    left: (told) => {
      page.close();
      forget();
      askToSignIn(told);
    },
  });
  app.replaceChildren(page.element);
}

startTheme();
const login = signedIn();
if (login) enter(login);
else askToSignIn("");
