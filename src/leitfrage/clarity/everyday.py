"""Words that everybody uses in every talk: that two statements share them says nothing about what they are about.

Those of four letters and more that occurred in over 40 of 350 conversations of all trades (training/conversations), but
for a few nouns that can be the matter itself.
"""

from __future__ import annotations

EVERYDAY = frozenset(
    (
        "abend able acht actually again against ahead alle allein allem alles already alte alten always andere anderen anders "
        "anfangen another answer anybody anyone anything anyway april asked asking august ausser away back behind beide beim "
        "being besser best besten better between bevor bisschen bitte bleiben bleibt bloss both brauch brauchen braucht bring "
        "called came can't cent check come comes coming couldn't course dabei dafür damals damit danach danke daran darf "
        "darum davon days dazu decide denen denn deshalb deswegen dich didn't dienstag diese different ding doesn't doing "
        "done donnerstag down dran drauf drei dreissig drin durch dürfen each eher ehrlich eigentlich eight eighteen eighty "
        "einfach einmal eins eleven else ende enough entscheidet erst ersten etwas euro even ever every everybody everyone "
        "everything exactly fahren fall fast februar february fehlt fertig fifty find fine first five floor forty four frag "
        "frage fragen frau free frei freitag friday front früh früher full fünf ganz ganze ganzen geben gefragt gegen gehen "
        "geht gehört gemacht genau gerade gern gesagt gesehen gets gibt gibt's give glaub gleich goes going gone good grad "
        "guten habe halb halbe half hand hands happen happens hast hatten haven't he'd he'll he's head hear heard heisst help "
        "herbst here herr herrn heut heute hier hinten hold honest honestly hour hours hundred hälfte hängt hätt hätte hören "
        "i'll idea ihre ihrem ihren ihrer immer into irgendwie isn't it'd jahr jahre jahren januar january jede jeden jeder "
        "jedes jemand june juni keep keinen keiner kennt klar know knows kommen kommt kostet kriegen kriegt kurz könnt könnte "
        "könnten lang lange lass lassen last laufen least leave left leider less let's letzte letzten leute leuten lieber "
        "liegen liegt like little live long look looking lose lost love läuft mach machen macht made make makes mann many "
        "march maybe mean mein meine meinem meinen meisten merken might mind minuten minutes mittwoch moment monat monate "
        "monday montag month months morgen morning most much myself märz möchte müsste müssten nachher name namen natürlich "
        "need needs nehmen neue neuen neun never next nice nichts niemand night nine nineteen ninety nobody nothing notice "
        "november null nächste nächsten nämlich october offen ohne okay oktober once ones open other otherwise ours paid part "
        "passieren passiert passt past paying people percent person please point prozent punkt rather raus read really reason "
        "recht reden redet reicht rein rest richtig right round ruhe running runs sache sage sagen sagt said same saturday "
        "saying says scale schick schnell schreib schreiben schön sechs second seen sehen sein seine seit seite selber selbst "
        "sell send september seven she'd she's short show sicher side sieben sieht sign since sitting sitzen sitzt sixty "
        "small sogar sollten somebody someone something sondern sonntag sonst sorry sowieso stand start statt stay stehen "
        "steht stellen stimmt stop straight stunde stunden stück sunday suppose sure table tage tagen take takes talk tell "
        "than thank that'd there's they'd they're they've thing things think third thirty though thought thousand three "
        "through thursday till time times tisch today together told tomorrow tonight took trotzdem true tuesday twelve twenty "
        "twice unser unsere until used viel viele vielleicht vier vierzig vorher wait walk want wants warten warum we'd "
        "wednesday week weeks wegen weiss weiter welche well weniger went what's whatever whether which while who'd who's "
        "whole wieder willst wirklich wissen without woche wochen wollen won't woran word work worth wouldn't write writing "
        "written wrong wäre wären würd würde würden year years you'd you'll you've yours yourself zahlen zehn zeit zuerst "
        "zurück zusammen zwanzig zwar zwei zwölf überhaupt "
    ).split()
)
