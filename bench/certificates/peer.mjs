/* The same 1,000 pages by npm pdfkit and qrcode, given the same cut font: the texts, a plain frame, the code as rectangles. One JSON line. */
import fs from "node:fs";
import PDFDocument from "pdfkit";
import QRCode from "qrcode";

const [font, list] = process.argv.slice(2);
const people = fs.readFileSync(list, "utf8").trim().split("\n").map((line) => line.split("\t"));
const MODULE = 1.2;

function page(doc, [name, id, address]) {
	doc.addPage({ size: "A4", layout: "landscape", margin: 0 });
	doc.rect(23, 23, 796, 549).lineWidth(3).stroke("#b68a35");
	doc.font("kai").fillColor("#141820").fontSize(27).text(`${name} 同志：`, 108, 230, { lineBreak: false });
	doc.fontSize(24).text("在永康市职工技能比武“模具工”项目中成绩优异，荣获一等奖。", 155, 275, { lineBreak: false });
	doc.text("特发此证，以资鼓励。", 155, 315, { lineBreak: false });
	doc.fontSize(19).text("永康市总工会", 560, 440, { lineBreak: false }).text("2018年4月22日", 560, 470, { lineBreak: false });
	doc.fontSize(9).text(`编号 ${id}`, 205, 480, { lineBreak: false });
	const { modules } = QRCode.create(address, { errorCorrectionLevel: "M" });
	doc.fillColor("#000000");
	for (let y = 0; y < modules.size; y++)
		for (let x = 0; x < modules.size; x++)
			if (modules.get(y, x))
				doc.rect(105 + x * MODULE, 418 + y * MODULE, MODULE, MODULE);
	doc.fill();
}

function print(people) {
	return new Promise((done) => {
		const doc = new PDFDocument({ autoFirstPage: false, compress: true });
		let bytes = 0;
		doc.on("data", (piece) => (bytes += piece.length));
		doc.on("end", () => done(bytes));
		doc.registerFont("kai", font);
		for (const person of people)
			page(doc, person);
		doc.end();
	});
}

const cpu = () => Object.values(process.cpuUsage()).reduce((a, b) => a + b) / 1e6;
await print(people.slice(0, 20));
let start = cpu();
const one_bytes = await print(people);
const one_s = cpu() - start;
console.log(JSON.stringify({ one_s, one_bytes }));
