"""The list of what is stored is complete: nothing can be kept that is not on it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from leitfrage.workspace import models
from leitfrage.workspace.holdings import HOLDINGS, OF_CUSTOMERS, OTHER_TABLES


def test_every_model_is_listed_once() -> None:
    listed = [each.kind for each in HOLDINGS]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(apps.get_app_config("workspace").get_models())
    assert {kind.__name__ for kind in listed} == set(models.__all__)


@pytest.mark.django_db
def test_every_table_of_the_database_is_listed() -> None:
    between = {many.m2m_db_table() for each in HOLDINGS for many in each.kind._meta.local_many_to_many}
    listed = {each.kind._meta.db_table for each in HOLDINGS} | {name for name, _, _ in OTHER_TABLES} | between
    there = set(connection.introspection.table_names()) | {"django_migrations"}
    assert there <= listed
    assert {name for name, _, _ in OTHER_TABLES} <= there


@pytest.mark.django_db
@pytest.mark.parametrize("kind", OF_CUSTOMERS)
def test_the_way_to_the_customer_leads_there(kind: type) -> None:
    assert list(kind._base_manager.filter(**{OF_CUSTOMERS[kind]: 1})) == []  # type: ignore[attr-defined]
