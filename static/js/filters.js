// Filter forms apply themselves. Without this file their Apply button does.

const TYPING_PAUSE = 450;
const REGION = "[data-filtered]";

/** Load the page the form asks for and put its list and its result line in place; the focus stays. */
async function apply(form, request) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
  const address = `${form.action.split("?")[0]}?${query}`;
  const answer = await fetch(address, { signal: request.signal, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [REGION, ".filter-bar-result"].map((name) => [document.querySelector(name), page.querySelector(name)]);
  if (parts.some(([old, fresh]) => !old || !fresh)) return location.assign(address);
  const [[oldList, list], [oldResult, result]] = parts;
  oldList.replaceWith(list);
  oldResult.querySelector("[data-result]").textContent = result.querySelector("[data-result]").textContent;
  const chips = [...result.children].filter((part) => !part.matches("[data-result]"));
  [...oldResult.children].filter((part) => !part.matches("[data-result]")).forEach((part) => part.remove());
  oldResult.append(...chips);
  history.replaceState(null, "", address);
}

/** Apply on every change; while someone types, after a pause. A list page marks its list with data-filtered. */
export function autoApply(form) {
  let pause;
  let request = new AbortController();
  const go = () => {
    clearTimeout(pause);
    request.abort();
    request = new AbortController();
    apply(form, request).catch((error) => { if (error.name !== "AbortError") form.submit(); });
  };
  form.addEventListener("change", go);
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[type=search]")) return;
    clearTimeout(pause);
    pause = setTimeout(go, TYPING_PAUSE);
  });
  const fold = form.querySelector(".filter-bar-fold");
  if (fold && matchMedia("(max-width: 40rem)").matches) fold.open = false;
}
