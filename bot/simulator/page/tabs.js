// On a narrow screen the phones stand behind tabs; the arrow keys move between these.

export class Tabs {
  // `phones` are all that there are, by key.
  constructor(list, phones) {
    Object.assign(this, { list, phones, buttons: new Map() });
    this.narrow = matchMedia("(max-width: 43.99rem)");
    list.addEventListener("keydown", (event) => this.move(event));
    document.addEventListener("notices", () => this.count());
    this.narrow.addEventListener("change", () => this.arrange());
  }

  // The phones of a scene, in their order.
  among(keys) {
    this.buttons = new Map(keys.map((key) => [key, this.build(this.phones.get(key))]));
    this.list.replaceChildren(...this.buttons.values());
    this.chosen = keys[0];
    this.count();
    this.arrange();
  }

  build(phone) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", id: `tab-${phone.key}`, textContent: phone.owner.name });
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", phone.root.id);
    const badge = document.createElement("span");
    badge.className = "badge";
    button.append(badge);
    button.addEventListener("click", () => this.choose(phone.key));
    return button;
  }

  choose(key, focus = false) {
    this.chosen = key;
    this.arrange();
    if (focus) this.buttons.get(key).focus();
  }

  arrange() {
    for (const [key, button] of this.buttons) {
      const chosen = key === this.chosen;
      const phone = this.phones.get(key);
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      phone.root.hidden = this.narrow.matches && !chosen;
      phone.root.setAttribute("role", this.narrow.matches ? "tabpanel" : "group");
      if (!phone.root.hidden) phone.reveal(phone.list.lastElementChild);
    }
  }

  count() {
    for (const [key, button] of this.buttons) {
      const number = this.phones.get(key).lock.notices.length;
      const badge = button.querySelector(".badge");
      badge.textContent = number || "";
      badge.setAttribute("aria-label", number ? `, ${number} varsler` : "");
    }
  }

  move(event) {
    const keys = [...this.buttons.keys()];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.choose(keys[(keys.indexOf(this.chosen) + step + keys.length) % keys.length], true);
  }
}
