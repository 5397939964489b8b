"""Tell the stories in the order of their days, so that the audit chain reads like a real one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import cycle

from dsar.accounts.models import User
from dsar.companies.models import Company

from ..models import Case
from ..operations.assigning import assign
from ..operations.intake import Person, Request, receive_request
from ..reminders import take_reminders
from .people import STAFF, add_staff
from .stories import STORIES, Step, Story, name_of

Event = tuple[datetime, int, Callable[[], object]]


def tell(*, now: datetime, progress: Callable[[str], None] = print) -> int:
    """Fill an empty desk; how many cases were made. A desk with any case is left alone."""
    add_staff(now=now)
    companies = list(Company.objects.filter(published_at__isnull=False).order_by("pk"))
    if Case.objects.exists() or not companies:
        return 0
    told = happen(zip(STORIES, cycle(companies), strict=False), now=now)
    take_reminders(now=now)
    progress(f"{len(told)} demonstration cases")
    return len(told)


def happen(stories: Iterable[tuple[Story, Company]], *, now: datetime) -> list[Case]:
    """Each case of these stories, received so many days before now as its story says."""
    officer = User.objects.get(email=STAFF[0][0])
    told: dict[int, Case] = {}
    events: list[Event] = []
    for number, (story, company) in enumerate(stories):
        events += _events(number, story, company, officer, told, now=now)
    events.sort(key=lambda event: event[:2])

    day = None
    for moment, _, step in events:
        if day is not None and moment.date() > day:
            _pass_days(day, moment)
        day = moment.date()
        step()
    return [told[number] for number in sorted(told)]


def _events(
    number: int,
    story: Story,
    company: Company,
    officer: User,
    told: dict[int, Case],
    *,
    now: datetime,
) -> Iterator[Event]:
    received = now - timedelta(days=story.age, minutes=50 + number)

    def arrive() -> None:
        name = name_of(number)
        mail = f"{name.split()[0].lower()}.{number}@example.org"
        told[number] = receive_request(
            company=company,
            request=Request(
                right=story.right,
                channel=story.channel,
                received_at=received,
                person=Person(name=name, email=mail),
                details=[("How do you know us?", "I am a customer")],
                text="This is an invented request.",
                is_test=True,
            ),
            actor="requester" if story.channel == "form" else officer.actor,
            now=received,
        )
        if number % 4:
            assign(case_id=told[number].pk, owner=officer, actor=officer.actor, now=received)

    yield received, 0, arrive
    for order, (day, step) in enumerate(story.steps, start=1):
        moment = received + timedelta(days=day, minutes=order)

        def take(step: Step = step, moment: datetime = moment) -> None:
            step(told[number], officer.actor, moment)

        yield moment, order, take


def _pass_days(since: date, until: datetime) -> None:
    """Reminders are taken on each morning that passes, as they would have been."""
    morning = until.replace(hour=10, minute=0, second=0, microsecond=0)  # offices are open
    while morning.date() > since:
        morning -= timedelta(days=1)
    while (morning := morning + timedelta(days=1)) <= until:
        take_reminders(now=morning)
