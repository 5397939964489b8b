/* A key presses what stands on the page with that key in data-key, and does nothing else. In a
   field nothing listens but what is held with Ctrl. Which keys there are, and whether, is chosen
   on the page “Profile”; without this script everything is still a link or a button. */
"use strict";

const PATIENCE = 1500; // milliseconds between the two letters of one key
let first = "";
let firstAt = 0;

const inField = element => element.closest("input, select, textarea, [contenteditable]");

function named(event) {
  if (event.ctrlKey || event.metaKey) {
    return "Ctrl " + (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  }
  const both = first && event.timeStamp - firstAt < PATIENCE ? `${first} ${event.key}` : event.key;
  first = event.key === "g" && both === "g" ? "g" : "";
  firstAt = event.timeStamp;
  return both;
}

/* Of several the first that is seen; what holds a control stands for that control. */
function control(key) {
  const found = [...document.querySelectorAll("[data-key]")].find(
    one => one.dataset.key === key && one.checkVisibility());
  return found?.matches("a, button, summary, input")
    ? found : found?.querySelector("a, button, summary, input");
}

function select(row) {
  row.querySelector("input[type=checkbox]").click();
  const rows = [...document.querySelectorAll("tr:has(input[type=checkbox])")];
  rows[rows.indexOf(row) + 1]?.querySelector("a")?.focus();
}

function press(key) {
  const wanted = control(key);
  if (!wanted) return false;
  if (wanted.matches("input[type=checkbox]")) {
    const row = document.activeElement.closest("tr:has(input[type=checkbox])");
    select(row ?? wanted.closest("tr"));
  } else if (wanted.matches("input")) wanted.focus();
  else wanted.click();
  return true;
}

/* How many are selected, said to whoever cannot see the boxes. */
const count = document.querySelector("[data-count]");
if (count) document.addEventListener("change", () => {
  const chosen = document.querySelectorAll("tr input[type=checkbox]:checked").length;
  count.textContent = chosen ? `${chosen} selected` : "";
});

document.addEventListener("keydown", event => {
  if (event.altKey || event.isComposing || event.repeat || event.key === "Shift") return;
  const held = event.ctrlKey || event.metaKey;
  if (!held && inField(event.target)) return;
  if (press(named(event))) event.preventDefault();
});
