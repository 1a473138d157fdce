"""The workspace for programs: REST under ``/api/``, described by ``/api/openapi.json``.

A program may do what its person may do on the pages, by the same rules: what is not theirs does not exist (404).
"""

from __future__ import annotations

from ninja import NinjaAPI

from leitfrage import __version__
from leitfrage.workspace.api import conversations, customers, items, letters, live, promises
from leitfrage.workspace.api.keys import BearerKey, PerPerson, SignedIn
from leitfrage.workspace.api.refusals import explain

api = NinjaAPI(
    title="Leitfrage",
    version=__version__,
    urls_namespace="api",
    description=(
        "Customers, talks, the map of the customer's world, letters and promises of one person. "
        "Send a key made under Settings as `Authorization: Bearer KEY`."
    ),
    auth=[BearerKey(), SignedIn()],
    throttle=[PerPerson("300/m")],
    docs_url=None,
)
explain(api)
for router in (customers.router, conversations.router, live.router, items.router, letters.router, promises.router):
    api.add_router("", router)

__all__ = ["api"]
