// Comfort on top of pages that work without it: keys, dropping files.
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

// Keys: move between entries and places (j, k), edit (e), search (/), go (g h, g k), help (?).
let waitingForPlace = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const dialog = document.getElementById("shortcuts");
  if (waitingForPlace) {
    waitingForPlace = false;
    const links = document.querySelectorAll(".top nav a");
    const place = { h: links[0], k: links[1] }[event.key];
    if (place) place.click();
    return;
  }
  if (event.key === "g") waitingForPlace = true;
  else if (event.key === "?" && dialog) dialog.open ? dialog.close() : dialog.showModal();
  else if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) { search.focus(); event.preventDefault(); }
  } else if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "e") {
    const edit = document.querySelector(".current .edit, .current .mark");
    if (edit) edit.click();
  }
});

// In a talk that one practises, Enter says what was typed; with Shift it makes a new line.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("textarea[data-enter]");
  if (!field || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (field.value.trim()) field.form.requestSubmit();
});

function move(step) {
  const stops = [...document.querySelectorAll("[data-stop]")];
  if (!stops.length) return;
  const at = stops.indexOf(document.querySelector(".current"));
  const from = at < 0 ? stops.findIndex((each) => `#${each.id}` === location.hash) : at;
  const next = stops[Math.min(Math.max(from + step, 0), stops.length - 1)];
  document.querySelectorAll(".current").forEach((each) => each.classList.remove("current"));
  next.classList.add("current");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

// Files may be dropped anywhere on the page that takes them.
const files = document.getElementById("files");
if (files) {
  const list = () => {
    const chosen = document.getElementById("chosen");
    chosen.replaceChildren(...[...files.files].map((file) => Object.assign(document.createElement("li"), { textContent: file.name })));
  };
  files.addEventListener("change", list);
  document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dropping"); });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    files.files = event.dataTransfer.files;
    list();
  });
}
