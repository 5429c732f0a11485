// «Strategimøtet»: four agencies around one young person, each on a phone of its own.

const MEETING_NAME = /\p{Lu}\p{Ll}+-\d+/u;
const GUESTS = ["welfare", "police", "staff"];

export const MEETING = {
  id: "strategimotet",
  title: "Strategimøtet",
  lead: "Fire etater rundt én ung, på hver sin telefon: samme sjekkliste, klare frister, og et referat bare deltakerne kan åpne.",
  phones: {
    duty: { name: "Koordinator", about: "Kari. Kaller inn og leder møtet", voice: "koordinatoren", locked: false },
    welfare: { name: "Barnevern", about: "Ingrid. Inviteres til møtet", voice: "barnevernet", locked: false },
    police: { name: "Politi", about: "Amir. Inviteres til møtet", voice: "politiet", locked: false },
    staff: { name: "Skole", about: "Liv, lærer. Inviteres til møtet", voice: "skolen", locked: false },
  },
  inside: "Referatet forsegles til dem som deltok. Programmet kan ikke lese det etterpå, og heller ikke en koordinator som ikke var med.",
  opened: "Hva deltakernes nøkler åpner",
  openedLead: "Det samme referatet, låst opp av en som var med.",
  first: ["run_minutes", "run_minutes_keys", "runs", "run_members", "run_marks", "run_measures", "run_information", "run_log"],
  invites: true,
  length: "Seks steg, ti minutter",
  end: "Du har sett møtet. Prøv å angre et kryss, å sette det på pause, eller å overlate det til en annen.",
  steps: [
    {
      title: "Kari kaller inn",
      text: "Velg «Start en prosedyre», «Strategimøte» og «Rød». Møtet får et nøytralt navn, som «Furu-27». Aldri barnets.",
      action: "Åpne menyen hos Kari", phone: "duty", say: "/meny",
    },
    {
      title: "Inviter de andre",
      text: "Trykk «Deltakere» og «Inviter» hos Kari. Velg rolle og skriv navnet: Ingrid fra barnevernet, Amir fra politiet, Liv fra skolen.",
      action: "Vis Kari", phone: "duty", unlock: true,
    },
    {
      title: "Åpne og slipp inn",
      text: "Trykk «Åpne invitasjonen» på de andre telefonene. Kari slipper inn dem hun ikke kjenner, når hun har hørt at det er rett person.",
      action: "Vis barnevernet", phone: "welfare", unlock: true,
    },
    {
      title: "Kryss av sammen",
      text: "Åpne samme steg på to telefoner og kryss av på den ene. Den andre viser det innen to sekunder, med hvem og når.",
      action: "Vis politiet", phone: "police", unlock: true,
    },
    {
      title: "En frist går ut",
      text: "Flytt klokka forbi en frist. Den med ansvaret får beskjed først, så lederen. Skjermer ingen rører på en time, tømmes: skriv /moter.",
      action: "Flytt klokka én time", phone: "duty", step: "1h",
    },
    {
      title: "Referatet",
      text: "Lag referatet under «Referat», eller avslutt under «Mer …». Databasen har bare bytes. Ved siden av: hvem sin nøkkel åpner det.",
      action: "Vis de to blikkene", view: true,
    },
  ],

  // What happened; a step that waited for it is done.
  saw(tour, what, { phone, message, data }) {
    const shown = (what === "sent" || what === "edited") && !message.mine;
    const names = shown && MEETING_NAME.test(message.text);
    if (names && phone === "duty") tour.finish(0);
    if (shown && message.starts.length) tour.finish(1);
    if (names && GUESTS.includes(phone) && tour.done.has(1)) tour.finish(2);
    if (what === "tap" && data.startsWith("tick:") && GUESTS.includes(phone)) tour.finish(3);
    if (what === "clock") tour.memory.moved = true;
    if (what === "sent" && names && !message.silent && tour.memory.moved) tour.finish(4);
    if (what === "inside" && document.querySelector("#opened .minutes")) tour.finish(5);
  },
};
