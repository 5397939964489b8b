from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "dsar.fulfilment.review"
    label = "review"

    def ready(self) -> None:
        from dsar.cases import answers, gates, left_out

        from .schedule import deciders_of, left_out_of, what_is_missing

        gates.register("review", what_is_missing)
        left_out.register(left_out_of)
        answers.register(deciders_of)
