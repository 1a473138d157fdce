// Typing along. Every line is put aside in this browser under a key of its own before anything else, is shown as not yet
// saved, sent, and forgotten here only once the server has said that it is kept. The same key twice is one line there.
"use strict";

const form = document.getElementById("typing");
if (form) begin();

function begin() {
  const field = document.getElementById("words");
  const unsaved = document.getElementById("unsaved");
  const waiting = document.getElementById("waiting");
  const ending = document.getElementById("ending");
  const how = JSON.parse(form.dataset.how);
  const mine = `leitfrage.live.${form.dataset.talk}.`;
  const draft = `${mine}draft`;
  const lineKey = `${mine}line.`;
  let version = form.dataset.version;
  let pause = 500;
  let sending = false;
  let timer = 0;
  let refused = false;

  const lines = () => {
    const found = [];
    for (let at = 0; at < localStorage.length; at++) {
      const name = localStorage.key(at);
      if (name.startsWith(lineKey)) found.push(JSON.parse(localStorage.getItem(name)));
    }
    return found.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  };

  const sideNow = () => form.querySelector("[name=side]:checked").value;
  const speak = (side) => { form.querySelector(`[name=side][value=${side}]`).checked = true; };

  // "k .2 words": who speaks, the dimension, the words.
  const takeApart = (text) => {
    const found = /^\s*(?:([kcvs])(?::\s*|\s+))?(?:\.([^\s])\s+)?([\s\S]*)$/i.exec(text);
    const dimension = found[2] ? how.dimensions[found[2].toLowerCase()] : "";
    const words = found[2] && !dimension ? `.${found[2]} ${found[3]}` : found[3];
    return { side: found[1] ? how.sides[found[1].toLowerCase()] : dimension ? "customer" : "", dimension: dimension || "", text: words.trim().replace(/\s+/g, " ") };
  };

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("");

  const show = () => {
    const all = lines();
    unsaved.replaceChildren(...all.map((each) => {
      const item = document.createElement("li");
      item.className = `${each.side} unsaved`;
      item.dataset.key = each.key;
      const who = Object.assign(document.createElement("span"), { className: "who", textContent: unsaved.dataset[each.side] || "" });
      const words = Object.assign(document.createElement("bdi"), { textContent: each.text });
      const state = Object.assign(document.createElement("span"), { className: "status", textContent: unsaved.dataset.unsaved || "" });
      item.append(who, " ", words, " ", state);
      return item;
    }));
    waiting.textContent = all.length ? (refused ? waiting.dataset.again : `${waiting.dataset.some} ${all.length}`) : "";
  };

  const take = (told) => {
    if (!told.version) return;
    version = told.version;
    for (const name of ["map", "lines"]) {
      const place = document.getElementById(name);
      if (place) place.innerHTML = told[name];
    }
    const hint = document.getElementById("hint");
    if (!hint) return;
    // The same hint is not announced again, and the focus on its button stays.
    const before = hint.querySelector("[data-hint]");
    const fresh = Object.assign(document.createElement("div"), { innerHTML: told.hint });
    const after = fresh.querySelector("[data-hint]");
    if ((before && before.dataset.hint) !== (after && after.dataset.hint)) hint.replaceChildren(...fresh.childNodes);
  };

  const post = async (address, fields) => {
    const body = new URLSearchParams({ ...fields, view: form.dataset.view, csrfmiddlewaretoken: form.csrfmiddlewaretoken.value });
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), 10000);
    try {
      return await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal: stop.signal });
    } finally {
      clearTimeout(late);
    }
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    try {
      for (let all = lines(); all.length; all = lines()) {
        const answer = await post(form.action, all[0]);
        const told = answer.ok && (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
        refused = !told && answer.status < 500;
        if (!told) throw new Error(String(answer.status));
        localStorage.removeItem(lineKey + all[0].key);
        pause = 500;
        take(told);
        show();
      }
    } catch {
      show();
      timer = setTimeout(send, pause + Math.random() * 200);
      pause = Math.min(pause * 2, 10000);
    } finally {
      sending = false;
    }
  };

  const ask = async () => {
    try {
      const query = new URLSearchParams({ version, view: form.dataset.view });
      const answer = await fetch(`${form.dataset.now}?${query}`, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.status === 200) take(await answer.json());
    } catch { /* the network is away; the next time will do */ }
    setTimeout(ask, 2000);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { side, dimension, text } = takeApart(field.value);
    if (side) speak(side);
    if (text) {
      const line = { key: newKey(), at: Date.now(), side: sideNow(), dimension, text };
      try {
        localStorage.setItem(lineKey + line.key, JSON.stringify(line));
      } catch {
        form.submit(); // no room to put it aside: send it plainly, nothing is taken out of the field before
        return;
      }
    }
    field.value = "";
    localStorage.removeItem(draft);
    document.body.classList.remove("typing-now");
    show();
    send();
  });

  field.addEventListener("input", () => {
    localStorage.setItem(draft, field.value);
    document.body.classList.toggle("typing-now", Boolean(field.value)); // while words come, nothing is hinted at
  });

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const pressed = event.code.replace("Key", "").toLowerCase();
    const chosen = form.querySelector(`[data-key="${CSS.escape(pressed)}"]`);
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    field.focus();
  });

  document.addEventListener("submit", async (event) => {
    if (!event.target.matches(".dismiss")) return;
    event.preventDefault();
    const hint = document.getElementById("hint");
    try {
      await post(event.target.action, { hint: event.target.hint.value });
      hint.replaceChildren();
      field.focus();
    } catch { /* it goes by itself */ }
  });

  if (ending) ending.addEventListener("submit", (event) => {
    if (field.value.trim()) form.requestSubmit();
    if (!lines().length) return;
    event.preventDefault();
    ending.querySelector("[role=status]").textContent = ending.dataset.unsaved;
  });

  window.addEventListener("online", () => { pause = 500; send(); });
  window.addEventListener("storage", show);
  const left = localStorage.getItem(draft);
  if (left && !field.value) field.value = left;
  document.body.classList.toggle("typing-now", Boolean(field.value));
  show();
  send();
  setTimeout(ask, 2000);
}
