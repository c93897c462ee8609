// A ranking by buttons in the place of its selects. These stay the form's data; without this file they are the form.
import { inOrder } from "./marks.js";

/** 1st, 2nd, 3rd, 4th. Same words as alliance/voting/forms/read_back.py. */
export function ordinal(rank) {
  const isTeen = rank % 100 > 10 && rank % 100 < 14;
  return `${rank}${(!isTeen && ["", "st", "nd", "rd"][rank % 10]) || "th"}`;
}

const controlOf = (row) => row.querySelector("select, input");
const nameOf = (row) => row.querySelector(".option-name").textContent;
const buttonOf = (row, does) => row.querySelector(`[data-do=${does}]`);

/** The places of a ranking, best first, each with the rows that share it. */
function placesIn(rows, equal) {
  const rankOf = (row) => Number(controlOf(row).value);
  const places = [];
  for (const row of rows.filter(rankOf).sort((one, other) => rankOf(one) - rankOf(other))) {
    const last = places.at(-1);
    if (equal && last && rankOf(last[0]) === rankOf(row)) last.push(row);
    else places.push([row]);
  }
  return places;
}

/** Two lists, the ranked and the others, with buttons. Errors found in the selects are mended in the selects. */
export function tapToRank(field) {
  if (field.querySelector("[aria-invalid]")) return;
  const [ranked, rest] = ["ranked", "rest"].map((side) => field.querySelector(`[data-side=${side}]`));
  const status = field.querySelector("[role=status]");
  const rows = [...rest.querySelectorAll(".rank-row")];
  const equal = "equal" in field.dataset;
  const most = Number(field.dataset.most);
  let places = [];
  let dragged;

  const placeOf = (row) => places.findIndex((place) => place.includes(row));
  const isFull = () => places.flat().length >= most;
  const take = (row) => { places = places.map((place) => place.filter((other) => other !== row)).filter((place) => place.length); };
  const put = (row, index) => {
    take(row);
    places.splice(index, 0, [row]);
  };

  /** Where a row stands among those it shares its place with, and what can be done with it. */
  const standing = (row) => {
    const index = placeOf(row);
    const place = places[index] ?? [];
    return { index, alone: place.length === 1, joined: place.indexOf(row) > 0 };
  };
  const does = {
    rank: (row) => put(row, places.length),
    remove: take,
    up: (row, { index, alone }) => put(row, alone ? index - 1 : index),
    down: (row, { index }) => put(row, index + 1),
    Home: (row) => put(row, 0),
    End: (row) => put(row, places.length),
    same: (row, { index, joined }) => {
      if (joined) return put(row, index + 1);
      take(row);
      places[index - 1].push(row);
    },
  };

  const dress = (row) => {
    const { index, alone, joined } = standing(row);
    const [name, isRanked, now] = [nameOf(row), index >= 0, `now ${ordinal(index + 1)}`];
    const show = (button, shown, label) => {
      buttonOf(row, button).hidden = !shown;
      buttonOf(row, button).setAttribute("aria-label", label);
    };
    controlOf(row).value = isRanked ? String(index + 1) : "";
    row.querySelector(".rank-place").textContent = isRanked ? ordinal(index + 1) : "";
    const next = isFull() ? "Rank" : `Rank ${ordinal(places.length + 1)}`;
    buttonOf(row, "rank").textContent = next;
    buttonOf(row, "rank").disabled = isFull();
    show("rank", !isRanked, `${next}: ${name}`);
    show("up", isRanked, `Move ${name} up, ${now}`);
    show("down", isRanked, `Move ${name} down, ${now}`);
    show("remove", isRanked, `Remove ${name}, ${now}`);
    show("same", isRanked && equal && (joined || index > 0), `Same rank as above: ${name}, ${now}`);
    buttonOf(row, "same").setAttribute("aria-pressed", joined);
    buttonOf(row, "up").setAttribute("aria-disabled", alone && index === 0);
    buttonOf(row, "down").setAttribute("aria-disabled", alone && index === places.length - 1);
  };

  const show = () => {
    const sides = [[ranked, places.flat()], [rest, inOrder(rows.filter((row) => placeOf(row) < 0), field)]];
    for (const [side, listed] of sides) {
      side.querySelector(".rank-rows").replaceChildren(...listed);
      side.querySelector("[data-count]").textContent = listed.length;
    }
    rows.forEach(dress);
    field.querySelector("[data-note=none]").hidden = places.length > 0;
    field.querySelector("[data-note=full]").hidden = !isFull() || most === rows.length;
  };

  const tell = (row) => {
    const { index, alone } = standing(row);
    const others = (places[index] ?? []).filter((other) => other !== row).map(nameOf);
    const company = alone ? `of ${places.flat().length}` : `with ${others.join(" and ")}`;
    status.textContent = `${nameOf(row)} is ${index < 0 ? "not ranked now" : `now ${ordinal(index + 1)}${alone ? "" : ","} ${company}`}.`;
  };

  /** Do it, show it, say it. The focus follows the row; after ranking it goes on to the next that is not ranked. */
  const act = (row, what, focused, byPointer = false) => {
    const following = row.nextElementSibling ?? row.previousElementSibling;
    does[what](row, standing(row));
    show();
    tell(row);
    if (what !== "rank") return buttonOf(row, what === "remove" ? "rank" : focused).focus({ preventScroll: byPointer });
    const next = following && !isFull() ? buttonOf(following, "rank") : buttonOf(row, "up");
    next.focus({ preventScroll: byPointer });
  };

  field.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    act(button.closest(".rank-row"), button.dataset.do, button.dataset.do, event.detail > 0);
  });
  field.addEventListener("keydown", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    if (event.repeat && event.key === "Enter") event.preventDefault();
    const row = button.closest(".rank-row");
    if (!(event.key === "Home" || event.key === "End") || placeOf(row) < 0) return;
    event.preventDefault();
    act(row, event.key, button.dataset.do);
  });

  // Dragging with a mouse is an extra: nothing needs it.
  const mark = (row, where) => {
    field.querySelectorAll("[data-drop]").forEach((marked) => { delete marked.dataset.drop; });
    if (row) row.dataset.drop = where;
  };
  const target = (event) => {
    const side = event.target.closest?.("[data-side]");
    const over = event.target.closest?.(".rank-row");
    if (!dragged || !side || over === dragged || (side === ranked && placeOf(dragged) < 0 && isFull())) return null;
    const box = over?.getBoundingClientRect();
    return { side, over, after: Boolean(box && event.clientY > box.top + box.height / 2) };
  };
  field.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".rank-row")) return;
    dragged = event.target;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  field.addEventListener("dragover", (event) => {
    const found = target(event);
    if (!found) return mark();
    event.preventDefault();
    if (found.side === ranked) mark(found.over, found.after ? "after" : "before");
  });
  field.addEventListener("drop", (event) => {
    const found = target(event);
    if (!found) return;
    event.preventDefault();
    take(dragged);
    if (found.side === ranked) put(dragged, found.over ? placeOf(found.over) + found.after : places.length);
    show();
    tell(dragged);
  });
  field.addEventListener("dragend", () => {
    dragged = undefined;
    mark();
  });

  for (const row of rows) {
    const parts = field.querySelector("template").content.cloneNode(true);
    row.prepend(parts.querySelector(".rank-place"));
    row.append(parts.querySelector(".rank-buttons"));
    row.querySelector(".rank-field").hidden = true;
    row.querySelectorAll("a").forEach((link) => { link.draggable = false; });
    row.draggable = true;
  }
  field.querySelectorAll("[data-side] h2").forEach((head) => { head.hidden = false; });
  ranked.hidden = false;
  field.dataset.ranking = "on";
  const restart = () => {
    places = placesIn(inOrder(rows, field), equal);
    show();
  };
  addEventListener("pageshow", restart);
  restart();
}
