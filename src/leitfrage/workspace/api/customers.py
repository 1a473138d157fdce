"""Customers: list, make, look at, export."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from ninja import Path, Router
from ninja.pagination import paginate
from ninja.responses import Status

from leitfrage.workspace import exporting
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.api.paging import Page
from leitfrage.workspace.api.refusals import REFUSALS
from leitfrage.workspace.api.shapes import CustomerIn, CustomerOut, Id
from leitfrage.workspace.models import Customer

# No postponed annotations here: the interface reads them where they stand.
router = Router(tags=["customers"])


@router.get("/customers", response={200: list[CustomerOut], **REFUSALS})
@paginate(Page)
def list_customers(request: HttpRequest) -> QuerySet[Customer]:
    """List your customers by name."""
    return owned(person(request), Customer)


@router.post("/customers", response={201: CustomerOut, **REFUSALS})
def create_customer(request: HttpRequest, body: CustomerIn) -> Status[Customer]:
    """Make a customer."""
    return Status(201, Customer.objects.create(owner=person(request), **body.dict()))


@router.get("/customers/{customer_id}", response={200: CustomerOut, **REFUSALS})
def get_customer(request: HttpRequest, customer_id: Path[Id]) -> Customer:
    """Look at one customer."""
    return own_or_404(request, Customer, customer_id)


@router.get(
    "/customers/{customer_id}/export",
    response={200: None, **REFUSALS},
    openapi_extra={
        "responses": {200: {"description": "A ZIP", "content": {"application/zip": {"schema": {"format": "binary"}}}}}
    },
)
def export_customer(request: HttpRequest, customer_id: Path[Id]) -> Any:
    """Export everything about a customer as a ZIP; how you asked and listened is not in it."""
    customer = own_or_404(request, Customer, customer_id)
    record(person(request), "exported", customer)
    file = exporting.customer_archive(customer)
    return FileResponse(file, content_type="application/zip", filename=f"customer-{customer_id}.zip", as_attachment=True)
