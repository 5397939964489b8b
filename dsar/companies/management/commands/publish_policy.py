import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dsar.companies.answering import BLANKS, PolicySays, fill_blanks
from dsar.companies.models import Company
from dsar.companies.operations import NotReady, publish_policy
from dsar.companies.rules import Regulator


class Command(BaseCommand):
    help = "Answer what a company's newest policy leaves blank, and publish it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("company", help="for example nexus-ip")
        parser.add_argument("--legal-name", default="", help="the entity that answers")
        parser.add_argument("--town", default="", help="tells near-alike names apart")
        parser.add_argument("--country", type=_country, help="two letters, for example NL")
        parser.add_argument(
            "--calendar", default="", help="whose public holidays, for example GB-ENG or NL"
        )
        parser.add_argument("--timezone", default="", help="for example Europe/Amsterdam")
        parser.add_argument("--post", default="", help="the postal address for requests")
        parser.add_argument(
            "--regulator", nargs=2, metavar=("NAME", "URL"), help="who takes complaints"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        answers: dict[str, str | Regulator | None] = {
            name: options[name] for name in BLANKS if name != "regulator"
        }
        if options["regulator"]:
            name, url = options["regulator"]
            if not url.startswith("https://"):
                raise CommandError("The address of the authority begins with https://.")
            answers["regulator"] = Regulator(name, url)
        try:
            company = Company.objects.get(slug=options["company"])
            rules = fill_blanks(company.policies.latest("version").rules, answers, options["post"])
            policy = publish_policy(
                company_id=company.pk, rules=rules, actor="system", now=timezone.now()
            )
        except Company.DoesNotExist:
            raise CommandError(f"There is no company {options['company']}.") from None
        except (NotReady, PolicySays) as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{company.name}: policy {policy.version} is published.")


def _country(text: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        raise ArgumentTypeError("a country is two capital letters, for example NL")
    return text
