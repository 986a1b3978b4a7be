/* The event's days as iCalendar: escaped, folded at 75 bytes between characters, CRLF, the day after the last one as its end. */
import { test, assert, end } from "../lib/check.mjs";
import { Hub } from "../lib/hub.mjs";
import { demo_event } from "../lib/demo.mjs";

/* {name: value} of the lines, unfolded; fails where a line is too long or ends otherwise. */
async function calendar(event) {
	const hub = await Hub.start(event, { words: ["--address", "http://contest.example"] });
	const answer = await fetch(`${hub.url}/calendar.ics`);
	const text = await answer.text();
	const index = await (await fetch(`${hub.url}/results`)).text();
	await hub.clean();
	const lines = text.split("\r\n");
	if (answer.status === 200) {
		assert.equal(lines.pop(), "");
		for (const line of lines) {
			assert.ok(Buffer.byteLength(line) <= 75, line);
			assert.doesNotMatch(line, /[\n\r\ufffd]/);
		}
	}
	const whole = text.replaceAll("\r\n ", "").split("\r\n").filter((line) => line);
	return { status: answer.status, type: answer.headers.get("content-type"), lines: whole, index,
		values: Object.fromEntries(whole.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)])) };
}

await test("the days of the event, with what it is", async () => {
	const { status, type, lines, values, index } = await calendar({ ...demo_event(), venue: "永康, 会展中心; A馆\\一层" });
	assert.equal(status, 200);
	assert.match(type, /^text\/calendar/);
	assert.deepEqual([lines[0], lines[1], lines.at(-2), lines.at(-1)], ["BEGIN:VCALENDAR", "VERSION:2.0", "END:VEVENT", "END:VCALENDAR"]);
	assert.equal(values["DTSTART;VALUE=DATE"], "20180421");
	assert.equal(values["DTEND;VALUE=DATE"], "20180423");
	assert.match(values.DTSTAMP, /^\d{8}T\d{6}Z$/);
	assert.equal(values.SUMMARY, "演示 Demo");
	assert.equal(values.LOCATION, "永康\\, 会展中心\\; A馆\\\\一层");
	assert.equal(values.DESCRIPTION, "试金石\\n模具工 Mould making: 预赛 Preliminary\\, 决赛 Final");
	assert.equal(values.URL, "http://contest.example/");
	assert.match(index, /href="\/calendar.ics"/);
});

await test("a long title is folded, the end of a year is passed", async () => {
	const title = "全国职业院校技能大赛".repeat(9);
	const { values } = await calendar({ ...demo_event(), title, starts: "2027-12-31", ends: "2027-12-31" });
	assert.equal(values.SUMMARY, title);
	assert.equal(values["DTEND;VALUE=DATE"], "20280101");
});

await test("no day, no calendar", async () => {
	const { status, index } = await calendar({ ...demo_event(), starts: undefined, ends: undefined });
	assert.equal(status, 404);
	assert.doesNotMatch(index, /calendar/);
});

end();
