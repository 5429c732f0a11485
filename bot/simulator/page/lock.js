// The locked screen: what a phone shows to whoever picks it up, and nothing more.

import { make } from "/demo/bubble.js";
import { hour } from "/demo/time.js";

export class Lock {
  constructor(phone, find) {
    Object.assign(this, { phone, key: phone.key, notices: [], isLocked: false });
    for (const name of ["locked", "lock", "unlock", "notices", "frame"]) this[`$${name}`] = find(`.${name}`);
    this.$none = find(".no-notices");
    this.seen = Number(sessionStorage.getItem(`seen-${this.key}`));
    this.$lock.addEventListener("click", () => this.set(!this.isLocked, true));
    this.$unlock.addEventListener("click", () => this.set(false, true));
  }

  // In each scene the phone is locked or not as it was left there.
  dress(owner, scene) {
    Object.assign(this, { owner, scene });
    this.set((sessionStorage.getItem(`locked-${scene}-${this.key}`) ?? String(owner.locked)) === "true");
  }

  // As on the first day: nothing seen, locked or not as its owner has it.
  reset() {
    this.saw(0);
    this.notices = [];
    this.set(this.owner.locked);
  }

  set(locked, byHand = false) {
    this.isLocked = locked;
    sessionStorage.setItem(`locked-${this.scene}-${this.key}`, String(locked));
    this.$locked.hidden = !locked;
    this.phone.chat.hidden = locked;
    this.phone.root.classList.toggle("is-locked", locked);
    this.$lock.textContent = locked ? "Lås opp" : "Lås";
    this.$lock.setAttribute("aria-label", `${locked ? "Lås opp" : "Lås"} telefonen til ${this.owner.voice}`);
    if (!locked) this.sawAll();
    this.draw();
    if (!locked) this.phone.unlocked(byHand);
    else if (byHand) this.$unlock.focus({ preventScroll: true });
  }

  // All that the phone was told, of which some may have been seen before.
  fill(notifications) {
    this.notices = notifications.filter((notice) => notice.id > this.seen);
    if (!this.isLocked) this.sawAll();
    this.draw();
  }

  tell(notice) {
    if (!this.isLocked) return this.saw(notice.id);
    this.notices.push(notice);
    this.draw();
    if (!notice.silent) this.buzz();
  }

  drop(id) {
    this.notices = this.notices.filter((notice) => notice.id !== id);
    this.draw();
  }

  sawAll() {
    this.saw(Math.max(this.seen, ...this.notices.map((notice) => notice.id)));
    this.notices = [];
  }

  saw(id) {
    this.seen = id;
    sessionStorage.setItem(`seen-${this.key}`, String(id));
  }

  draw() {
    this.$notices.replaceChildren(...this.notices.slice(-4).reverse().map((notice) => {
      const item = make("li", notice.silent ? "notice silent" : "notice");
      const head = make("p", "notice-head");
      head.append(make("b", "", notice.title), make("span", "", (notice.silent ? "uten lyd · " : "") + hour(notice.at)));
      item.append(head, make("p", "notice-text", notice.text));
      return item;
    }));
    this.$none.hidden = this.notices.length > 0;
    this.phone.root.dispatchEvent(new CustomEvent("notices", { bubbles: true }));
  }

  buzz() {
    this.$frame.classList.remove("buzz");
    void this.$frame.offsetWidth; // Starts the animation again.
    this.$frame.classList.add("buzz");
  }
}
