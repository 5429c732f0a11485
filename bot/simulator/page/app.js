// The page: phones, clock, tour and views, driven by the program's events.

import { forget, showDatabase, showOpened } from "/demo/panel.js";
import { Phone } from "/demo/phone.js";
import { Tabs } from "/demo/tabs.js";
import { dateOf, dayOf, hour, now, setNow } from "/demo/time.js";
import { Tour } from "/demo/tour.js";

const OWNERS = {
  young: { name: "Den unge", about: "16 år, på egen telefon", voice: "den unge", locked: false },
  duty: { name: "Vakt", about: "Kari, koordinator. Varsles først", voice: "vakta", locked: true },
  second: { name: "Bakvakt", about: "Jonas, koordinator. Varsles som nummer to", voice: "bakvakta", locked: true },
  staff: { name: "Ansatt", about: "Liv, lærer. Melder for en elev", voice: "den ansatte", locked: false },
};

const $ = (selector) => document.querySelector(selector);
const announcer = $("#announcer");
const phones = new Map(Object.entries(OWNERS).map(([key, owner]) => [key, new Phone(key, owner, act, news)]));
$(".phones").append(...[...phones.values()].map((phone) => phone.root));
const tabs = new Tabs($(".tabs"), phones);
const tour = new Tour($("#tour"), act, showPhone, phones);

async function act(action, asked) {
  tour.saw(action, asked);
  if (action === "unlocked") return true; // The program does not learn of it.
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) };
  const answer = await fetch(`/demo/${action}`, options).catch(() => null);
  if (answer?.ok === false && answer.status !== 409) announce("Det gikk ikke. Prøv igjen.");
  return answer?.ok ?? false;
}

function showPhone(key) {
  tabs.choose(key);
  const root = phones.get(key).root;
  root.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function news(phone, notification) {
  announce(`${phone.owner.name}: ${notification.text}`);
}

function announce(text) {
  announcer.textContent = text;
}

function drawClock() {
  const at = now();
  $("#time").textContent = hour(at);
  $("#time").dateTime = new Date(at).toISOString();
  $("#date").textContent = dateOf(at);
  for (const { root } of phones.values()) {
    root.querySelector(".status-time").textContent = hour(at);
    root.querySelector(".lock-time").textContent = hour(at);
    root.querySelector(".lock-date").textContent = dayOf(at);
  }
}

function showViews({ database, opened }) {
  showDatabase($("#database"), database);
  showOpened($("#opened"), opened);
}

const stream = new EventSource("/demo/events");
const on = (kind, then) => stream.addEventListener(kind, (event) => then(JSON.parse(event.data)));
stream.addEventListener("open", () => { $("#lost").hidden = true; });
stream.addEventListener("error", () => { $("#lost").hidden = false; });
on("state", (state) => {
  if (state.run !== sessionStorage.getItem("run")) beginAnew(state.run);
  setNow(state.now);
  drawClock();
  for (const [key, phone] of phones) phone.show(state.phones[key], state.bot);
  showViews(state.views);
});
on("change", (change) => {
  phones.get(change.phone).apply(change);
  tour.saw(change.kind, change);
});
on("clock", (told) => {
  setNow(told.now);
  drawClock();
  announce(`Klokka er ${hour(now())}, ${dateOf(now())}.`);
});
on("views", showViews);

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => act("clock", { step: button.dataset.step }));
}

// The program began anew, with an empty database: what this page remembers is of another life.
function beginAnew(run) {
  sessionStorage.clear();
  sessionStorage.setItem("run", run);
  tour.forget();
  forget();
  for (const phone of phones.values()) phone.lock.reset();
}

$("#restart").addEventListener("click", async ({ target }) => {
  target.disabled = true;
  await act("restart", {});
  target.disabled = false;
  target.focus();
});

const theme = $("#theme");
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
const drawTheme = () => theme.setAttribute("aria-pressed", String(isDark()));
theme.addEventListener("click", () => {
  const chosen = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = chosen;
  localStorage.setItem("havn-theme", chosen);
  drawTheme();
});
dark.addEventListener("change", drawTheme);
drawTheme();
drawClock();
setInterval(drawClock, 1000);
