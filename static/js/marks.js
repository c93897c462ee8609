// What every form of marks can do better with a script: count as one marks, show the options in another order.

/** "3 of at most 5 marked", while boxes are ticked. */
export function countMarks(field) {
  const line = field.querySelector(".marks-count");
  const most = Number(field.dataset.most ?? Infinity);
  const count = () => {
    const marked = field.querySelectorAll("[type=checkbox]:checked").length;
    const over = marked - most;
    line.textContent = `${marked}${most < Infinity ? ` of at most ${most}` : ""} marked${over > 0 ? `: take away ${over}` : ""}`;
    line.dataset.tone = over > 0 ? "bad" : "neutral";
  };
  field.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}

/** Rows in the order that is shown: by name, or as they were shuffled. */
export function inOrder(rows, field) {
  const place = (row) => Number(field.dataset.shown === "a-z" ? row.dataset.aZ : row.dataset.own);
  return [...rows].sort((one, other) => place(one) - place(other));
}

/** The links that show another order do so at once, and what is marked stays. */
export function switchOrder(links) {
  const field = links.closest("fieldset");
  const posted = links.querySelector("input");
  links.hidden = false;
  links.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-order]");
    if (!chosen) return;
    event.preventDefault();
    field.dataset.shown = posted.value = chosen.dataset.order;
    links.querySelector("[aria-current]").removeAttribute("aria-current");
    chosen.setAttribute("aria-current", "true");
    for (const list of field.querySelectorAll("[data-rows]")) list.replaceChildren(...inOrder(list.children, field));
  });
}
