/*
 * sw.js - keeps the tablet's page on the tablet, so that it opens without a network. Only where the origin is secure.
 *
 * The network comes first and is given 3 s; what it sent is kept for the next time. Marks never pass through here. Another
 * build of the hub has another cache, filled wholly before the old one goes: old and new files never meet.
 */
const BUILD = "@BUILD@"; /* hub/embed.sh puts in the hash of all pages' files; it stands in every page */
const CACHE = `touchstone-${BUILD}`;
const PAGES = ["/judge", "/desk"];
const WAIT_MS = 3000;
const FILES = [
	"/judge",
	...["tokens", "base", "judge"].map((name) => `/assets/style/${name}.css`),
	...["dom", "text", "net", "store", "decimal"].map((name) => `/assets/js/${name}.js`),
	...["zh-CN", "en", "both"].map((name) => `/assets/text/${name}.json`),
	...["judge", "card", "drafts", "blake2b", "qr", "sheet_code", "code_show", "nudge", "turns", "sign_in", "outbox", "sheet", "fields", "mark", "pad", "sign"].map((name) => `/judges/${name}.js`),
	"/assets/icons/icon.svg",
	"/assets/manifest.webmanifest",
];

self.addEventListener("install", (event) => {
	event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
	const stale = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
	event.waitUntil(caches.keys().then(stale).then(() => self.clients.claim()));
});

/* A page of another build is shown and not kept: its parts are not here. */
async function is_ours(answer) {
	return !answer.headers.get("content-type").startsWith("text/html") || (await answer.text()).includes(BUILD);
}

async function fetch_and_keep(request) {
	const answer = await fetch(request);
	if (answer.ok && (await is_ours(answer.clone())))
		(await caches.open(CACHE)).put(request, answer.clone());
	return answer;
}

async function answer_of(request) {
	const kept = await caches.match(request, { ignoreSearch: true });
	if (!kept)
		return fetch_and_keep(request);
	const late = new Promise((resolve) => setTimeout(() => resolve(kept), WAIT_MS));
	return Promise.race([fetch_and_keep(request).catch(() => kept), late]);
}

self.addEventListener("fetch", (event) => {
	const { pathname, origin } = new URL(event.request.url);
	const ours = PAGES.includes(pathname) || pathname.startsWith("/assets/") || pathname.startsWith("/judges/");
	if (event.request.method === "GET" && origin === self.location.origin && ours)
		event.respondWith(answer_of(event.request));
});
