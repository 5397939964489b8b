"""What a framework alone costs: the same page and the same rows without a desk around them."""

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
    queryset = Case.objects.select_related("clock", "owner")


def page() -> Response:
    response: Response = Bare.as_view()(RequestFactory().get("/bare"))
    response.render()
    return response
