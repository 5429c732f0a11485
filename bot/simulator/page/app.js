// The page: scenes, phones, clock, tour and views, driven by the program's events.

import { Invitations } from "/demo/invitations.js";
import { showMinutes } from "/demo/minutes.js";
import { forget, showDatabase, showOpened } from "/demo/panel.js";
import { Phone } from "/demo/phone.js";
import { Procedures } from "/demo/procedures.js";
import { Scenes } from "/demo/scenes.js";
import { Tabs } from "/demo/tabs.js";
import { dateOf, dayOf, hour, now, setNow } from "/demo/time.js";
import { Tour } from "/demo/tour.js";

const $ = (selector) => document.querySelector(selector);
const announcer = $("#announcer");
const invitations = new Invitations();
const told = { news, stirred: () => invitations.draw() };
const owners = Object.entries(Scenes.owners());
const phones = new Map(owners.map(([key]) => [key, new Phone(key, act, told)]));
for (const [key, owner] of owners) phones.get(key).dress(owner, "");
const tabs = new Tabs($(".tabs"), phones);
const tour = new Tour($("#tour"), act, showPhone, phones);
const procedures = new Procedures($("#flows"));
let views = { database: [], opened: [], minutes: [] };
const scenes = new Scenes($(".scenes"), showScene);
scenes.go();

function showScene(scene, hasPhones) {
  $(".lead").textContent = scene.lead;
  for (const id of ["tour", "phones", "inside"]) document.getElementById(id).hidden = !hasPhones;
  $("#flows").hidden = hasPhones;
  document.body.className = hasPhones ? scene.id : "no-phones";
  $(".skip").href = hasPhones ? "#phones" : "#flows";
  $(".skip").textContent = hasPhones ? "Hopp til telefonene" : "Hopp til prosedyrene";
  if (!hasPhones) return void procedures.show();
  const keys = Object.keys(scene.phones);
  const shown = keys.map((key) => phones.get(key));
  for (const [key, owner] of Object.entries(scene.phones)) phones.get(key).dress(owner, scene.id);
  $(".phones").replaceChildren(...shown.map((phone) => phone.root));
  tabs.among(keys);
  invitations.among(scene.invites ? shown : []);
  tour.tell(scene);
  $(".inside-lead").textContent = scene.inside;
  $(".opened-name").textContent = scene.opened;
  $(".opened-lead").textContent = scene.openedLead;
  drawClock();
  showViews(views);
}

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
  if (phone.root.isConnected) announce(`${phone.owner.name}: ${notification.text}`);
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

function showViews(seen) {
  views = seen;
  const scene = scenes.now;
  if (!scene.phones) return;
  showDatabase($("#database"), views.database, scene.first);
  if (scene.invites) showMinutes($("#opened"), views.minutes);
  else showOpened($("#opened"), views.opened);
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
  sessionStorage.setItem("scene", scenes.now.id);
  tour.forget();
  forget();
  invitations.forget();
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
