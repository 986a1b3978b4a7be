"""What the converters of this folder write: a definition, its marks, and the standings that were published."""
import csv
import json
import os

COLUMNS = ("contest", "stage", "competitor", "module", "attempt", "aspect", "judge", "value")


def write(folder, definition, marks, published):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "event.json"), "w", encoding="utf-8") as file:
        json.dump(definition, file, ensure_ascii=False, indent=1)
    with open(os.path.join(folder, "marks.csv"), "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows(marks)
    with open(os.path.join(folder, "published.json"), "w", encoding="utf-8") as file:
        json.dump(published, file, indent=1)
