"""What a framework alone costs: the same page and the same rows without a desk around them."""

from django.db.models import QuerySet
from django.test import RequestFactory
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from dsar.cases.models import Case


class Row(serializers.ModelSerializer):
    due_on = serializers.DateField(source="clock.due_on")
    owner = serializers.CharField(source="owner.name", default="")

    class Meta:
        model = Case
        fields = ("reference", "right", "status", "created_at", "due_on", "owner")


class Fifty(CursorPagination):
    page_size = 50
    ordering = ("-created_at", "-id")


class Bare(ListAPIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    serializer_class = Row
    pagination_class = Fifty

    def get_queryset(self) -> QuerySet[Case]:
        # One company's, as a key of the API sees them, and in the order of an index.
        cases = Case.objects.filter(company=self.kwargs["company_id"])
        return cases.select_related("clock", "owner")


def page(company_id: int) -> Response:
    response: Response = Bare.as_view()(RequestFactory().get("/bare"), company_id=company_id)
    response.render()
    return response
