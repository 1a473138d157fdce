"""What things are called in the workspace."""

from __future__ import annotations

from leitfrage.coding import Dimension
from leitfrage.wording import N_

# What a dimension asks, said so that seller and customer both understand it.
DIMENSION_HINTS = {
    Dimension.GOAL: N_("What shall be different afterwards?"),
    Dimension.CRITERION: N_("What must a solution fulfil, and by what would one notice it?"),
    Dimension.MEASURE: N_("Which steps lead there?"),
    Dimension.DRIVER: N_("Why does it matter, and why now?"),
    Dimension.SITUATION: N_("How are things today?"),
    Dimension.INFLUENCER: N_("Who decides, and who has a say?"),
    Dimension.IMPLEMENTER: N_("With whom must one speak so that it is really put into practice?"),
    Dimension.OBSTACLE: N_("What could lie in the way?"),
    Dimension.ALTERNATIVE: N_("Between what is being weighed, doing nothing included?"),
    Dimension.RISK: N_("What could go wrong, with which option?"),
    Dimension.TIMELINE: N_("By when shall it be decided, finished and running?"),
}
CAPTURE_MODES = {
    "notes": N_("My own notes, nothing recorded"),
    "own_voice": N_("Only my own voice"),
    "live_text": N_("Live text without a recording"),
    "recording": N_("Recording or transcript of all voices"),
}
CAPTURE_BASES = {
    "own_notes": N_("My own notes as memory; nobody was recorded"),
    "all_agreed": N_("All who spoke were asked beforehand and agreed"),
    "contract": N_("Agreed in writing with the customer"),
    "practice": N_("A sample or practice talk without real persons"),
}
ORIGINS = {
    "machine": N_("found by the software"),
    "seller": N_("edited by you"),
    "customer": N_("said by the customer in the letter"),
}
EDITS = {
    "add": N_("added"),
    "reword": N_("reworded"),
    "recode": N_("dimension or level changed"),
    "join": N_("joined"),
    "split": N_("split"),
    "withdraw": N_("withdrawn"),
    "restore": N_("restored"),
    "relabel": N_("place in the talk re-labelled"),
}
# What stands in the log.
ACTIONS = {
    "imported": N_("talk brought in"),
    "live talk begun": N_("live talk begun"),
    "live talk ended": N_("live talk ended"),
    "read anew": N_("talk read anew"),
    "consent recorded": N_("consent noted"),
    "consent withdrawn": N_("consent withdrawn"),
    "erased": N_("erased"),
    "erased a person": N_("a person erased"),
    "account erased": N_("account erased"),
    "exported": N_("exported"),
    "exported a person": N_("exported what is about a person"),
    "letter released": N_("letter released"),
    "link renewed": N_("link of a letter renewed"),
    "letter revoked": N_("letter revoked"),
    "letter answered": N_("letter answered"),
    "calendar address made": N_("calendar address made"),
    "calendar address revoked": N_("calendar address revoked"),
    "signed in": N_("signed in"),
    "sign-in failed": N_("sign-in failed"),
    "sign-in without an invitation": N_("sign-in without an invitation"),
    "password changed": N_("password changed"),
    "invited": N_("invited"),
    "invitation withdrawn": N_("invitation withdrawn"),
    "joined": N_("took the invitation up"),
    "made administrator": N_("made administrator"),
    "administrator no more": N_("administrator no more"),
    "switched on": N_("account switched on"),
    "switched off": N_("account switched off"),
    "key made": N_("key for programs made"),
    "key revoked": N_("key for programs revoked"),
    "installation changed": N_("settings for all changed"),
}
THINGS = {
    "customer": N_("customer"),
    "conversation": N_("talk"),
    "letter": N_("letter"),
    "user": N_("account"),
    "invitation": N_("invitation"),
    "apitoken": N_("key"),
}
VERDICTS = {
    "confirmed": N_("confirmed"),
    "corrected": N_("put right"),
    "struck": N_("struck out"),
    "added": N_("added"),
}
PROMISE_STATES = {
    "open": N_("open"),
    "kept": N_("kept"),
    "renegotiated": N_("agreed anew"),
    "dropped": N_("dropped"),
}
