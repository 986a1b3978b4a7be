/*
 * card.js - the sign-in cards of this device: a token from a scanned card, or one that was made here for a short code that was
 * typed. The hub takes both together the first time; from then on the token is enough.
 */
import { random_key } from "/assets/js/net.js";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TOKEN_LENGTH = 26;
const CODE_LENGTH = 8;

/* 130 random bits in the form of a card's token. */
function token_new() {
	return Array.from(crypto.getRandomValues(new Uint8Array(TOKEN_LENGTH)), (byte) => DIGITS[byte & 31]).join("");
}

/* A card {token, code} from what was typed or scanned: the whole address of a card, its token, or its short code. Null for nothing. */
export function card_of(typed) {
	const value = typed.trim();
	const text = value.includes("#") ? value.slice(value.indexOf("#") + 1) : value;
	if (!text)
		return null;
	return text.replace(/[\s-]/g, "").length === CODE_LENGTH ? { token: token_new(), code: text } : { token: text };
}

/* What this device calls itself: made once, kept. */
export function device() {
	if (!localStorage.getItem("device"))
		localStorage.setItem("device", random_key());
	return localStorage.getItem("device");
}

/* Makes a card the one that the page named `page` ("judge", "desk") signs in with. */
export function card_put(page, { token, code = null }) {
	localStorage.setItem(`${page}-token`, token);
	if (code)
		localStorage.setItem(`${page}-code`, code);
	else
		localStorage.removeItem(`${page}-code`);
}

/* The token of the page's card, null where there is none; one in the address goes into storage and out of sight. */
export function card_take(page) {
	if (location.hash.length > 1) {
		card_put(page, { token: decodeURIComponent(location.hash.slice(1)) });
		history.replaceState(null, "", location.pathname + location.search);
	}
	return localStorage.getItem(`${page}-token`);
}

/* hello's parameters. */
export function card_hello(page) {
	const code = localStorage.getItem(`${page}-code`);
	return { token: localStorage.getItem(`${page}-token`) ?? "", device: device(), ...(code && { code }) };
}

/* The hub took the card: its code is not needed any more. */
export function card_taken(page) {
	localStorage.removeItem(`${page}-code`);
}

export function card_drop(page) {
	localStorage.removeItem(`${page}-token`);
	localStorage.removeItem(`${page}-code`);
}
