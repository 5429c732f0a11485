// An invitation that stood in one phone's chat can be opened on every other phone, as if it had been sent there.

import { make } from "/demo/bubble.js";

export class Invitations {
  constructor() {
    this.phones = [];
    this.recall(JSON.parse(sessionStorage.getItem("invitations") ?? "[]"));
  }

  // The phones that may open them.
  among(phones) {
    this.phones = phones;
    this.draw();
  }

  forget() {
    this.recall([]);
    this.draw();
  }

  // Each invitation by its code: what it says, from whose phone, and whether it was opened.
  recall(all) { this.all = new Map(all.map((one) => [one.code, one])); }

  keep() { sessionStorage.setItem("invitations", JSON.stringify([...this.all.values()])); }

  draw() {
    for (const phone of this.phones) {
      for (const { code, says } of [...phone.known.values()].flatMap(({ starts }) => starts)) {
        if (!this.all.has(code)) this.all.set(code, { code, says, from: phone.person, phone: phone.key, opened: false });
      }
    }
    this.keep();
    for (const phone of this.phones) this.show(phone, [...this.all.values()].filter((one) => this.isFor(phone, one)));
  }

  // It works once: nobody is offered what was opened on a phone already.
  isFor({ key }, { phone, opened }) { return phone !== key && !opened; }

  show(phone, offered) {
    const had = phone.invited.contains(document.activeElement);
    phone.invited.hidden = !offered.length;
    phone.invited.replaceChildren(...offered.map((one) => this.button(phone, one)));
    if (had) (phone.invited.querySelector("button") ?? phone.messages).focus({ preventScroll: true });
  }

  button(phone, one) {
    const button = make("button", "", "Åpne invitasjonen");
    button.type = "button";
    button.append(make("span", "", ` fra ${one.from}${one.says ? `: ${one.says}` : ""}`));
    button.addEventListener("click", () => {
      one.opened = true;
      phone.focusWanted = true;
      phone.send(`/start ${one.code}`);
      this.draw();
    });
    return button;
  }
}
