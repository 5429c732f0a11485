// «Egenerklæringen»: a young person says so, and whoever is on duty gets to know.

const TAKE = /^take\b/;

export const DECLARATION = {
  id: "egenerklaeringen",
  title: "Egenerklæringen",
  lead: "En ung som er redd, sier fra på mobilen. Vakta får vite det med én gang – og kan ikke glemme det.",
  phones: {
    young: { name: "Den unge", about: "16 år, på egen telefon", voice: "den unge", locked: false },
    duty: { name: "Vakt", about: "Kari, koordinator. Varsles først", voice: "vakta", locked: true },
    second: { name: "Bakvakt", about: "Jonas, koordinator. Varsles etterpå", voice: "bakvakta", locked: true },
    staff: { name: "Ansatt", about: "Liv, lærer. Melder for en elev", voice: "den ansatte", locked: false },
  },
  inside: "Den unges ord forsegles i det øyeblikket de leveres. Programmet kan ikke lese dem etterpå; det kan bare den som har nøkkelen.",
  opened: "Hva koordinatorens nøkkel åpner",
  openedLead: "De samme sakene, låst opp av den som har vakt.",
  first: ["cases", "case_parts", "case_keys", "alerts", "pages", "sessions", "outbox", "people"],
  length: "Seks steg, tre minutter",
  end: "Du har sett hele veien. Skriv /start som den unge igjen, eller velg «Egenerklæring sammen med en ungdom» hos den ansatte.",
  steps: [
    {
      title: "Den unge sier fra",
      text: "Boten har et nøytralt navn, så den ikke røper noe. Svar «Nei» på om du er trygg, så blir saken rød.",
      action: "Skriv /start som den unge", phone: "young", say: "/start",
    },
    {
      title: "Vakta varsles",
      text: "Vakta får vite det før den unge er ferdig. Den låste telefonen viser nivå, referanse og alder. Ikke ett ord av svarene.",
      action: "Vis varselet", phone: "duty", buzz: true,
    },
    {
      title: "Ingen svarer",
      text: "Flytt klokka 15 minutter fram uten at noen tar saken. Da ringer det hos neste i rekka, så hos alle, til noen svarer.",
      action: "Flytt klokka 15 minutter", phone: "second", step: "15m",
    },
    {
      title: "Noen tar saken",
      text: "Trykk på «Jeg tar den» hos vakta eller bakvakta. Den andre ser med én gang hvem som har saken.",
      action: "Lås opp bakvakta", phone: "second", unlock: true,
    },
    {
      title: "Hva databasen ser",
      text: "Svar gjerne ferdig som den unge først. I databasen ligger bare kryptert tekst. Ved siden av: det nøkkelen åpner.",
      action: "Vis de to blikkene", view: true,
    },
    {
      title: "Prøv STOPP",
      text: "Noen kommer inn i rommet. Skriv STOPP som den unge: Alt følsomt forsvinner, og en uskyldig linje blir stående.",
      action: "Skriv STOPP som den unge", phone: "young", say: "STOPP",
    },
  ],

  // What happened; a step that waited for it is done.
  saw(tour, what, { phone, message, text = "", data }) {
    const news = what === "sent" && !message.mine;
    if (what === "say" && phone === "young") tour.memory.said = text;
    if (what === "clock") tour.memory.moved = true;
    if (what === "clock" && tour.done.has(0)) tour.finish(1);
    if (news && phone === "duty" && tour.memory.said) tour.finish(0);
    if (what === "unlocked" && phone === "duty" && tour.done.has(0)) tour.finish(1);
    if (news && phone === "second" && tour.memory.moved && tour.done.has(1)) tour.finish(2);
    if (what === "tap" && TAKE.test(data)) for (const step of [1, 2, 3]) tour.finish(step); // Once taken, none is late.
    if (what === "inside" && tour.done.has(0)) tour.finish(4);
    if (what === "deleted" && phone === "young" && /^\/?stop+/i.test(tour.memory.said ?? "")) tour.finish(5);
  },
};
