// Progressive enhancement only: every page works without this file.
import { autoApply } from "./filters.js";
import { autosave } from "./autosave.js";
import { countMarks, switchOrder } from "./marks.js";
import { tapToRank } from "./rank.js";
import { keepTimesCurrent } from "./times.js";

document.documentElement.dataset.js = "";

// Times are shown in the reader's zone from the second page on, unless another was chosen.
if (!/(^|; )time_zone=/.test(document.cookie)) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `time_zone=${timeZone}; path=/; max-age=31536000; samesite=lax${secure}`;
}

document.querySelector("[data-focus-on-load]")?.focus();
document.querySelectorAll("form[data-auto-apply]").forEach(autoApply);
document.querySelectorAll("form[data-autosave]").forEach(autosave);
document.querySelectorAll("[data-counted]").forEach(countMarks);
document.querySelectorAll("[data-order-switch]").forEach(switchOrder);
document.querySelectorAll("[data-ranking]").forEach(tapToRank);
keepTimesCurrent();

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      label.textContent = "Copied";
    } catch {
      field.select();
      label.textContent = "Press Ctrl+C";
    }
    setTimeout(() => { label.textContent = "Copy"; }, 4000);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

for (const error of document.querySelectorAll(".error-summary a[href^='#']")) {
  error.addEventListener("click", (event) => {
    const target = document.getElementById(error.hash.slice(1));
    const control = target?.matches("input, textarea, select") ? target : target?.querySelector("input, textarea, select");
    if (!control) return;
    event.preventDefault();
    control.focus();
    (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
  });
}
