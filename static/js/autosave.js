// Drafts save themselves to the address in data-autosave; a copy stays here until the server has confirmed.

const EVERY = 10_000;

function fieldsOf(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

function draftOf(form) {
  const fields = fieldsOf(form);
  fields.delete("csrfmiddlewaretoken");
  fields.delete("replaces");
  return fields.toString();
}

/** Where the state is told: the form's own [data-save-state], else a new line before its last button. */
function stateLine(form) {
  const line = form.querySelector("[data-save-state]") ?? document.createElement("p");
  line.className = "save-state";
  line.setAttribute("role", "status");
  if (!line.isConnected) form.append(line);
  return line;
}

function restore(form, draft) {
  const fields = new URLSearchParams(draft);
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden" || control.type === "submit") continue;
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked = fields.getAll(control.name).includes(control.value);
    } else if (fields.has(control.name)) {
      control.value = fields.get(control.name);
    }
  }
}

/** Offer the copy of an earlier visit that never reached the server. */
function offer(form, key, line, saved) {
  const copy = localStorage.getItem(key);
  if (!copy || copy === saved) return localStorage.removeItem(key);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.kind = "quiet";
  button.textContent = "Restore it";
  button.addEventListener("click", () => {
    restore(form, copy);
    form.dispatchEvent(new Event("input"));
  });
  line.replaceChildren("This browser kept text that was not saved. ", button);
}

/** Save changes every ten seconds and when a field is left; ask once before leaving with unsaved text. */
export function autosave(form) {
  const key = `draft:${form.dataset.autosave}`;
  const line = stateLine(form);
  let saved = draftOf(form);
  let timer;
  let saving = false;
  let again = false;
  let leaving = false;

  const tell = (words, tone) => {
    line.textContent = words;
    line.dataset.tone = tone;
  };

  const save = async () => {
    clearTimeout(timer);
    timer = undefined;
    const draft = draftOf(form);
    again = saving;
    if (saving || draft === saved) return;
    saving = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: fieldsOf(form),
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
        credentials: "same-origin",
      });
      if (!answer.ok || answer.redirected) throw new Error(await reason(answer));
      if (form.elements.replaces) form.elements.replaces.value = (await answer.json()).replaces;
      saved = draft;
      if (draftOf(form) === saved) localStorage.removeItem(key);
      tell(`saved ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`, "neutral");
    } catch (error) {
      const why = error instanceof TypeError ? "no connection" : error.message;
      tell(`not saved: ${why}. Your text is kept in this browser.`, "bad");
    } finally {
      saving = false;
      if (draftOf(form) !== saved) timer ??= setTimeout(save, again ? 0 : EVERY);
    }
  };

  offer(form, key, line, saved);
  form.addEventListener("input", () => {
    const draft = draftOf(form);
    if (draft === saved) return;
    localStorage.setItem(key, draft);
    timer ??= setTimeout(save, EVERY);
  });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => {
    if (!leaving && draftOf(form) !== saved) event.preventDefault();
  });
}

async function reason(answer) {
  if (answer.redirected || answer.status === 401) return "you are signed out";
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const problem = await answer.json().catch(() => ({}));
    return problem.detail ?? problem.title ?? `the server answered ${answer.status}`;
  }
  return `the server answered ${answer.status}`;
}
