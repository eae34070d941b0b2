/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "jm-sim-words.h"

const JmSimSiteWords jm_sim_sites[] = {
  { "ACME", "acme" },
  { "ACME Sandbox", "acme-sandbox-412" },
  { "日本 ACME", "acme-jp" },
  { "Nordlicht GmbH", "nordlicht" },
};
const guint jm_sim_n_sites = G_N_ELEMENTS (jm_sim_sites);

/* The first one is who signs in. */
const JmSimPersonWords jm_sim_people[] = {
  { "Mia Krystof", "mkrystof", "Europe/Berlin", FALSE },
  { "Jonas Weiß", "jweiss", "Europe/Berlin", FALSE },
  { "Layla Haddad", "lhaddad", "Asia/Beirut", TRUE },
  { "Oluwaseun Adeyemi", "oadeyemi", "Africa/Lagos", FALSE },
  { "山田 花子", "hyamada", "Asia/Tokyo", TRUE },
  { "ليلى حداد", "laylah", "Asia/Amman", FALSE },
  { "Zoë Lindqvist", "zlindqvist", "Europe/Stockholm", TRUE },
  { "Priya Raman", "praman", "Asia/Kolkata", FALSE },
  { "Tomás Álvarez", "talvarez", "America/Bogota", TRUE },
  { "Chiamaka Obi", "cobi", "Africa/Lagos", TRUE },
  { "Søren Dahl", "sdahl", "Europe/Copenhagen", FALSE },
  { "Nguyễn Minh Anh", "nminhanh", "Asia/Ho_Chi_Minh", TRUE },
  { "D'Angelo \"Dee\" O’Brien <dee>", "dobrien", "Europe/Dublin", TRUE },
  { "משה כהן", "mcohen", "Asia/Jerusalem", TRUE },
  { "Łukasz Żółć", "lzolc", "Europe/Warsaw", FALSE },
  { "Anaïs Dupré-Lefèvre de la Montagne-Saint-Hilaire", "adupre", "Europe/Paris", TRUE },
};
const guint jm_sim_n_people = G_N_ELEMENTS (jm_sim_people);

const JmSimProjectWords jm_sim_projects[] = {
  { "PAY", "Payments", "software", 18, 1, { "the card form", "the bank's answer", "the refund job", "the ledger", "the receipt", "3-D Secure" }, { { "Bug", "Card payment fails with 3-D Secure 💳" }, { "Epic", "Instant refunds" }, { "Bug", "Refund e-mail shows the wrong currency" }, { "Story", "Add the account number to the receipt" }, { "Bug", "Fix a < b && c in the fee table" } } },
  { "WEB", "Storefront", "software", 31, 2, { "the product page", "the basket", "the checkout", "search results", "the size filter", "the landing page" }, { { "Story", "Show delivery date before checkout" }, { "Story", "Filter products by size and colour 👟" }, { "Bug", "Umlaute in der Adresse werden als ? gedruckt" }, { "Bug", "<span size=\"x-large\">Sale</span> shows its tags" } } },
  { "SEC", "Security Findings", "business", 4, 5, { "the signing keys", "the audit log", "an outdated library", "the session cookie", "access rights", "the firewall" }, { { "Task", "Rotate signing keys before the audit 🔐" }, { "Bug", "Session cookie lacks SameSite" } } },
  { "MOB", "Mobile App", "software", 10, 4, { "the start screen", "push messages", "offline mode", "the camera", "dark mode", "the tablet layout" }, { { "Bug", "起動時にクラッシュする（オフライン）" }, { "Story", "Pay with a fingerprint" }, { "Bug", "Scanning a code twice closes the camera" } } },
  { "A11Y", "Accessibility", "software", 2, 3, { "icon buttons", "the focus ring", "form errors", "contrast", "the date picker", "headings" }, { { "Task", "Give every icon button a spoken name" }, { "Bug", "Focus is lost after a dialog closes" } } },
  { "OPS", "Platform Operations", "service_desk", 22, 7, { "the build machines", "the backup", "certificates", "the mail relay", "disk space", "the on-call plan" }, { { "Task", "Move the build machines to Debian 13" }, { "Incident", "Backup of the ledger took nine hours" } } },
  { "DATA", "Data Platform", "software", 7, 6, { "the nightly export", "the order cube", "the event stream", "the schema", "the dashboard", "late events" }, { { "Bug", "Nightly export counts the same order twice" }, { "Bug", "Late events are dropped after midnight UTC" } } },
  { "HR", "People Desk", "service_desk", 4, 8, { "the holiday calendar", "a new laptop", "parental leave", "the badge", "the contract", "first-day papers" }, { { "Service Request", "Laptop for a colleague who starts on Monday" } } },
  { "LAB", "Research Lab", "business", 1, 0, { "the prototype", "the survey", "the price test", "voice search", "the paper", "the field trial" }, { { "Task", "Interview ten shops about returns" } } },
  { "L10N", "Localisation", "software", 3, 9, { "Arabic", "Japanese", "plural forms", "the glossary", "number formats", "Hebrew" }, { { "Task", "ترجمة صفحة الدفع إلى العربية" }, { "Bug", "Plural of \"day\" is wrong in Polish" } } },
  { "INF", "Infrastructure", "software", 9, 10, { "the load balancer", "the cluster", "DNS", "the proxy", "the registry", "IPv6" }, { { "Bug", "Name servers answer slowly over IPv6" } } },
  { "WH", "Warehouse", "service_desk", 3, 11, { "the label printer", "the scanner", "stock counts", "the returns desk", "the forklift plan", "pallet 7" }, { { "Incident", "Label printer at gate 4 prints mirrored" } } },
  { "RD", "R&D <Prototypes>", "product_discovery", 1, 12, { "the idea board", "the concept", "the interview", "the estimate", "the sketch", "the bet" }, { { "Story", "Could delivery be free on Tuesdays?" } } },
  { "MKT", "Marketing", "business", 2, 15, { "the newsletter", "the campaign", "the press kit", "the fair", "the slogan", "the photo shoot" }, { { "Bug", "Newsletter greets everybody as {firstName}" } } },
  { "FIN", "Finance", "business", 2, 13, { "the closing", "the invoice", "the tax form", "the budget", "the audit", "cost centres" }, { { "Bug", "Invoice numbers skip at the turn of the year" } } },
  { "SUP", "Customer Support", "service_desk", 9, 14, { "the phone menu", "the chat", "a complaint", "the answer template", "the opening hours", "ticket routing" }, { { "Service Request", "Customer was charged twice and wants to talk to a human" } } },
  { "API", "Public API", "software", 4, 1, { "the rate limit", "the webhook", "version 3", "the examples", "the client library", "pagination" }, { { "Bug", "Page 2 repeats the last item of page 1" } } },
  { "DES", "Design System", "software", 2, 6, { "the button", "the colour tokens", "the icon set", "the table", "the grid", "motion" }, { { "Bug", "Danger button has the colour of success in dark mode" } } },
  { "LEGAL", "Legal", "business", 1, 15, { "the terms", "the cookie text", "the contract", "the licence list", "a request for data", "the imprint" }, { { "Task", "List every licence we ship" } } },
  { "BI", "Business Insight", "software", 1, 7, { "the forecast", "the cohort", "the funnel", "the export", "the quarter", "the map" }, { { "Bug", "Forecast is flat since the clock change" } } },
  { "QA", "Quality", "software", 3, 9, { "the smoke test", "the test data", "a flaky test", "the test plan", "coverage", "the device farm" }, { { "Bug", "Checkout test fails every third night" } } },
  { "DOC", "Documentation", "business", 1, 3, { "the handbook", "the tutorial", "screenshots", "the search", "release notes", "the glossary" }, { { "Task", "Screenshots show the old logo" } } },
  { "FAC", "Facilities", "service_desk", 1, 8, { "the heating", "desk 4.12", "the lift", "the coffee machine", "the bike rack", "parking" }, { { "Incident", "Coffee machine on floor 3 gives only hot water ☕" } } },
  { "NEXT", "Next Generation Checkout", "software", 2, 2, { "the new flow", "the migration", "the switch", "the pilot", "the old code", "the measurements" }, { { "Story", "Pilot with two shops in Malmö" } } },
};
const guint jm_sim_n_projects = G_N_ELEMENTS (jm_sim_projects);

/* {} is what the project is about. */
const char *const jm_sim_sentences[] = {
  "Slow on Mondays: {}",
  "Write down who looks after {}",
  "Error message of {} says nothing useful",
  "Let people undo a change of {}",
  "Test {} with a slow network",
  "Clean up {} after the move",
  "{}: two copies after a restart",
  "Measure {} before and after the release",
  "Make {} work without a mouse",
  "Nobody is told about trouble with {}",
  "Retire the old version of {}",
  "Numbers differ between {} and the report",
  "Give {} a better default",
  "Crash in {} when the list is empty",
  "Ask five people how they use {}",
  "Time zone is ignored in {}",
};
const guint jm_sim_n_sentences = G_N_ELEMENTS (jm_sim_sentences);

/* For projects beyond the table. */
const char *const jm_sim_subjects[] = {
  "the start page",
  "the report",
  "the import",
  "the settings",
  "the rights",
  "the archive",
};
const guint jm_sim_n_subjects = G_N_ELEMENTS (jm_sim_subjects);

const char *const jm_sim_odd_summaries[] = {
  "Fix a < b && c > d in the parser",
  "<span size=\"xx-large\" foreground=\"red\">Look here</span>",
  "إعادة تصميم صفحة الدخول (v2.0) قبل الإصدار",
  "התאמת הממשק לעברית – כפתור OK בצד הלא נכון",
  "👩‍👩‍👧‍👦 Family accounts share one 🧺 basket 🇯🇵",
  "&amp;lt; is shown instead of <",
  "'; DROP TABLE issues; --",
  "100 % of the %s are %d too late",
  "Z̸a̷l̶g̵o̶ text overflows its row",
  "en‮drawkcab‬ text in a file name",
  "AVeryLongWordWithoutAnySpaceThatCannotBeBrokenAnywhereBecauseItIsTheNameOfAGeneratedClassInTheOldestPartOfTheProgram",
  "Line one Line two (pasted from a spreadsheet)	with a tab",
  "A summary of the greatest length that Jira takes: whoever wrote it told the whole story in the title, from the first "
  "call on Monday to the fix on Friday night, left nothing for the description, and was quite surprised that there is an end: 255 chars......",
  "＜全角＞の記号と半角ｶﾅが混ざる",
  "\"Quotes\" \\ backslashes \\n and / slashes",
};
const guint jm_sim_n_odd_summaries = G_N_ELEMENTS (jm_sim_odd_summaries);

const char *const jm_sim_labels[] = {
  "checkout",
  "ios",
  "android",
  "customer",
  "regression",
  "night-shift",
  "größe",
  "質問",
  "needs-design",
  "quick-win",
  "x<y",
};
const guint jm_sim_n_labels = G_N_ELEMENTS (jm_sim_labels);

const char *const jm_sim_given_names[] = {
  "Ada",
  "Bilal",
  "Carmen",
  "Dmitri",
  "Elif",
  "Fatima",
  "Gustav",
  "Hana",
  "Ivo",
  "Joana",
  "Kwame",
  "Lin",
  "Marta",
  "Noor",
  "Olga",
  "Pedro",
  "Quentin",
  "Rosa",
  "Sam",
  "Tariq",
  "Uma",
  "Vera",
  "Wei",
  "Ximena",
  "Yusuf",
  "Zita",
};
const guint jm_sim_n_given_names = G_N_ELEMENTS (jm_sim_given_names);

const char *const jm_sim_family_names[] = {
  "Abara",
  "Bergström",
  "Costa",
  "Dubois",
  "Eriksen",
  "Fischer",
  "García",
  "Horvát",
  "Ito",
  "Jansen",
  "Kovač",
  "Laine",
  "Mensah",
  "Novak",
  "Okafor",
  "Petrov",
  "Quispe",
  "Rossi",
  "Şahin",
  "Tanaka",
  "Ueda",
  "Virtanen",
  "Wójcik",
  "Yılmaz",
};
const guint jm_sim_n_family_names = G_N_ELEMENTS (jm_sim_family_names);
