"""The main words of questions in German, French and Spanish, and the English the rules know; data only.

One line a meaning: English = the others' words. The longer phrase counts first. A word in no line stays as it is, and
is then not understood unless it is a name or a value of the sheet.
"""

from __future__ import annotations

from infra.local.planner.dictionary_romance import FRENCH, SPANISH

GERMAN = """
how many are there = wie viele gibt es
how many = wie viele, wieviele, anzahl der, anzahl
how much = wie viel, wieviel, wie hoch
which = welche, welcher, welches, welchen
who = wer
whom = wem
when is = wann ist
when = wann
what is = was ist, wie ist, wie lautet, was
show = zeige mir, zeig mir, zeige, zeig, liste, nenne
tasks = aufgaben, vorgänge
task = aufgabe, vorgang
risks = risiken
risk = risiko
open risks = offenen risiken, offene risiken
rows = zeilen
row = zeile
items = einträge, artikel, posten, positionen
budget lines = budgetposten, budgetzeilen, budgetpositionen
people = personen, leute, mitarbeiter
are overdue = sind überfällig, sind verspätet, sind zu spät
overdue = überfällig, überfällige, überfälligen, verspätet, verspätete, verspäteten
are due = sind fällig, werden fällig
due = fällig, fälligen
open = offen, offene, offenen, unerledigt
done = erledigt, erledigte, erledigten, fertig, abgeschlossen, abgeschlossene
not = nicht
blocked = blockiert, blockierte, blockierten
in progress = in arbeit, in bearbeitung
assigned to me = mir zugewiesen, mir zugeordnet
assigned to = zugewiesen an
my tasks = meine aufgaben
my = meine, meinen
unassigned = ohne verantwortlichen, nicht zugewiesen
owner = verantwortlicher, verantwortlichen, verantwortliche, zuständigen, zuständiger, person
no owner = keinen verantwortlichen
priority = priorität
high = hohe, hoher, hohen
status = stand
category = kategorie
vendor = lieferant, anbieter
exposure = risikosumme
due date = fälligkeitsdatum, fälligkeit, termin
total = gesamte, gesamter, gesamtes, summe der, summe, gesamt, insgesamt
planned = geplant, geplante, geplanten
average = durchschnittliche, durchschnittlicher, durchschnitt, mittlere
largest = am größten, größten, größte, höchsten, höchste, teuersten
smallest = am kleinsten, kleinsten, kleinste, niedrigsten, billigsten
this week = diese woche, in dieser woche
next week = nächste woche, in der nächsten woche
last week = letzte woche, letzter woche
this month = diesen monat, in diesem monat
next month = nächsten monat, im nächsten monat
in the next = in den nächsten, innerhalb der nächsten
days = tagen, tage
weeks = wochen
today = heute
tomorrow = morgen
yesterday = gestern
by = nach, pro, je
without = ohne
with = mit
of the = der, des
the = die, das, den, dem
in the = im
have = haben
has = hat
is = ist
are = sind
and = und
or = oder
for = für
from = von
there are = gibt es, existieren
who can see = wer kann sehen, wer darf sehen
who has access to = wer hat zugriff auf
this sheet = dieses blatt, diesem blatt, diese tabelle, dieser tabelle
comments = kommentare
can = kann, darf, können, dürfen
see = sehen
edit = bearbeiten, ändern
assigned = zugewiesen, zugeordnet
attachments = anhänge, dateien
sheets = blätter, tabellen
search for = suche nach, suche
"""

MARKS = {
    "de": """wie wieviele welche welcher welches wer wem wann zeige zeig nenne anzahl aufgaben aufgabe vorgänge risiken
        zeilen überfällig überfällige fällig sind gibt haben meine mir zugewiesen kann
        nicht woche für blätter kommentare anhänge""",
    "fr": """combien quel quelle quels quelles qui quand montre affiche tâches tâche risques lignes sont retard statut
        semaine mes feuille commentaires échéance responsable""",
    "es": """cuántas cuántos cuánto cuál cuáles qué quién quiénes cuándo muestra muéstrame tareas tarea riesgos filas
        están atrasadas vencidas semana mis hoja vencen proveedor""",
}
"""Words that give a language away: none of them is an English one, nor an article that names carry (“Los Angeles”)."""

LANGUAGES = {"de": GERMAN, "fr": FRENCH, "es": SPANISH}
