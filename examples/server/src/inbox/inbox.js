// Shows new messages without a reload.

const list = document.getElementById("messages");
const state = document.getElementById("state");
let shown;
let failed = false;

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch("messages");
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.text());
    } catch {
      failed = true;
      state.textContent = "The server does not answer.";
    }
  }
  setTimeout(look, 1000);
}

/** An unchanged list stays as it is, since a user may have selected text in it. */
function show(text) {
  if (failed) state.textContent = "";
  failed = false;
  if (text === shown) return;
  if (shown !== undefined) state.textContent = "There are new messages.";
  list.innerHTML = text;
  shown = text;
}

look();
