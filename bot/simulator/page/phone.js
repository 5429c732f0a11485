// A phone: its chat, and what its owner does.

import { bubble, make } from "/demo/bubble.js";
import { Lock } from "/demo/lock.js";
import { dayOf } from "/demo/time.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Phone {
  // `told` gets what others need to know: news(phone, notification), stirred() when other messages stand in the chat.
  constructor(key, act, told) {
    Object.assign(this, { key, act, told, bot: {}, known: new Map(), person: "" });
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.root.id = `phone-${key}`;
    this.root.dataset.key = key;
    const find = (selector) => this.root.querySelector(selector);
    for (const name of ["messages", "composer", "start", "menu", "toast", "chat", "invited"]) {
      this[name] = find(`.${name}`);
    }
    Object.assign(this, { input: find("textarea"), keys: find(".reply-keys") });
    this.list = find(".messages ol");
    Object.assign(this, { menuButton: find(".menu-button"), state: find(".bot-state") });
    find("h3").id = `name-${key}`;
    this.root.setAttribute("aria-labelledby", `name-${key}`);
    this.listen(find);
    this.lock = new Lock(this, find);
  }

  // Who holds it, in the words of the scene it stands in.
  dress(owner, scene) {
    this.owner = owner;
    this.root.querySelector("h3").textContent = owner.name;
    this.root.querySelector(".who p").textContent = owner.about;
    this.input.setAttribute("aria-label", `Skriv som ${owner.voice}`);
    this.messages.setAttribute("aria-label", `Meldinger hos ${owner.voice}`);
    this.lock.dress(owner, scene);
  }

  listen(find) {
    this.composer.addEventListener("submit", (event) => { event.preventDefault(); this.send(this.input.value); });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(this.input.value); }
      if (event.key === "Escape") this.openMenu(false);
    });
    this.input.addEventListener("input", () => this.fit());
    this.start.addEventListener("click", () => { this.send("/start"); this.focusWanted = true; });
    this.menuButton.addEventListener("click", () => this.openMenu(this.menu.hidden));
  }

  send(text) {
    if (!text.trim()) return;
    this.input.value = "";
    this.fit();
    this.openMenu(false);
    this.act("say", { phone: this.key, text });
  }

  press(id, button) {
    if (button.shares) return this.say("Åpne invitasjonen på telefonen til den du inviterer.");
    this.focusWanted = true;
    const start = `t.me/${this.bot.username}?start=`;
    if (button.data) this.act("tap", { phone: this.key, message: id, data: button.data });
    else if (button.url?.includes(start)) this.send(`/start ${button.url.split(start)[1]}`);
    else if (/^https?:/.test(button.url)) window.open(button.url, "_blank", "noopener,noreferrer");
  }

  // Everything anew, without animation.
  show(state, bot) {
    Object.assign(this, { bot, person: state.name });
    this.known.clear();
    this.root.querySelector(".bot-name").textContent = bot.name;
    this.list.replaceChildren();
    const about = state.description && !state.messages.length;
    if (about) this.list.append(make("li", "about", state.description));
    for (const message of state.messages) this.add(message);
    this.lock.fill(state.notifications);
    this.setKeys(state.keyboard);
    this.setMenu(state.commands);
    this.start.hidden = state.started;
    this.composer.hidden = !state.started;
  }

  apply(change) {
    const { kind, message } = change;
    if (kind === "chat") this.show(change.state, this.bot);
    if (kind === "typing") this.typing();
    if (kind === "sent") this.arrive(change);
    if (kind === "edited") this.replace(message);
    if (kind === "deleted") this.remove(message.id);
    if (kind === "answered") this.answered(change);
    if (change.keyboard) this.setKeys(change.keyboard);
  }

  arrive({ message, notification }) {
    this.start.hidden = true;
    this.composer.hidden = false;
    this.messages.querySelector(".about")?.remove();
    this.stopTyping();
    this.add(message, "arriving");
    if (this.focusWanted && !message.mine) this.focusOn(this.list.lastElementChild);
    if (!notification) return;
    this.lock.tell(notification);
    this.told.news(this, notification);
  }

  add(message, how = "") {
    this.keep(message.id, message);
    const last = this.list.lastElementChild?.dataset.at;
    const far = this.messages.scrollHeight - this.messages.scrollTop - this.messages.clientHeight;
    if (!last || dayOf(last) !== dayOf(message.at)) {
      const day = make("li", "day", dayOf(message.at));
      day.dataset.at = message.at;
      this.list.append(day);
    }
    const item = bubble(message, (id, button) => this.press(id, button));
    if (how) item.classList.add(how);
    this.list.append(item);
    if (far < 160 || message.mine || !how) this.reveal(item);
  }

  // The end of the talk; or the beginning of a message that is longer than the screen.
  reveal(item) {
    const { messages } = this;
    messages.scrollTop = messages.scrollHeight;
    if (!item) return;
    const above = messages.getBoundingClientRect().top - item.getBoundingClientRect().top;
    if (above > 0) messages.scrollTop -= above;
  }

  keep(id, message) {
    if (message) this.known.set(id, message);
    else this.known.delete(id);
    this.told.stirred();
  }

  replace(message) {
    const old = this.find(message.id);
    if (!old) return;
    this.keep(message.id, message);
    const focused = old.contains(document.activeElement);
    const item = bubble(message, (id, button) => this.press(id, button));
    item.classList.add("changed");
    old.replaceWith(item);
    this.reveal(item);
    if (focused || this.focusWanted) this.focusOn(item);
  }

  remove(id) {
    this.lock.drop(id);
    this.keep(id, null);
    const item = this.find(id);
    if (!item) return;
    if (item.contains(document.activeElement)) this.focusWanted = true;
    delete item.dataset.id;
    item.setAttribute("aria-hidden", "true");
    const gone = () => { item.remove(); this.dropEmptyDays(); };
    if (calm.matches || !item.offsetHeight) return gone();
    item.style.setProperty("--height", `${item.offsetHeight}px`);
    item.classList.add("leaving");
    item.addEventListener("animationend", gone, { once: true });
    setTimeout(gone, 600);
  }

  dropEmptyDays() {
    for (const day of this.messages.querySelectorAll(".day")) {
      if (!day.nextElementSibling || day.nextElementSibling.matches(".day")) day.remove();
    }
  }

  answered({ message, answer, alert }) {
    for (const key of this.find(message.id)?.querySelectorAll("[aria-busy]") ?? []) key.removeAttribute("aria-busy");
    if (answer) this.say(answer, alert);
  }

  say(words, alert = false) {
    this.toast.textContent = words;
    this.toast.hidden = false;
    this.toast.classList.toggle("alert", alert);
    clearTimeout(this.toastEnds);
    this.toastEnds = setTimeout(() => { this.toast.hidden = true; }, alert ? 9000 : 5000);
  }

  find(id) { return this.messages.querySelector(`[data-id="${id}"]`); }

  // Whoever uses the keyboard goes on where the talk goes on.
  focusOn(item) {
    const target = item.querySelector(".key");
    if (!target || this.lock.isLocked || !this.root.offsetParent) return;
    const here = document.activeElement;
    if (here === document.body || here === this.start || this.messages.contains(here)) target.focus({ preventScroll: true });
    this.focusWanted = false;
  }

  typing() {
    this.state.textContent = "skriver …";
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => this.stopTyping(), 5000);
  }

  stopTyping() { this.state.textContent = "bot"; }

  setKeys(rows) {
    this.keys.hidden = !rows.length;
    this.keys.replaceChildren(...rows.map((row) => {
      const line = make("div", "key-row");
      for (const text of row) {
        const key = make("button", "key", text);
        key.type = "button";
        key.addEventListener("click", () => this.send(text));
        line.append(key);
      }
      return line;
    }));
  }

  setMenu(commands) {
    this.menuButton.hidden = !commands.length;
    this.menu.replaceChildren(...commands.map(({ command, description }) => {
      const item = document.createElement("li");
      const button = make("button", "", "");
      button.type = "button";
      button.append(make("b", "", `/${command}`), ` ${description}`);
      button.addEventListener("click", () => { this.send(`/${command}`); this.input.focus(); });
      item.append(button);
      return item;
    }));
  }

  openMenu(open) {
    this.menu.hidden = !open;
    this.menuButton.setAttribute("aria-expanded", String(open));
  }

  fit() {
    this.input.style.height = "";
    if (this.input.value) this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 120)}px`;
  }

  // Called by the lock when the phone is open again.
  unlocked(byHand) {
    this.messages.scrollTop = this.messages.scrollHeight;
    if (!byHand) return;
    this.act("unlocked", { phone: this.key });
    (this.list.querySelector("li:last-child .key") ?? this.messages).focus({ preventScroll: true });
  }
}
