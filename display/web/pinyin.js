/*
 * pinyin.js - the first letters of a Chinese name ("王秀英" -> "wxy"), from the browser's own pinyin collation: a character
 * belongs to the last letter whose first character does not come after it.
 */
const FIRST = [..."阿八嚓咑妸发旮哈讥咔垃妈拏噢妑七呥仨他哇夕丫帀"];
const LETTERS = [..."abcdefghjklmnopqrstwxyz"];

const order = new Intl.Collator("zh-u-co-pinyin");
const known = new Map();

function initial(character) {
	if (!/\p{Script=Han}/u.test(character))
		return character.toLowerCase();
	if (!known.has(character)) {
		let letter = "";
		for (let n = 0; n < FIRST.length && order.compare(FIRST[n], character) <= 0; n++)
			letter = LETTERS[n];
		known.set(character, letter);
	}
	return known.get(character);
}

export function pinyin_initials(name) {
	return [...name].map(initial).join("");
}
