"""The control: the queue as the ledger, the way most desks send mail. It must lose some.

`celery -A tests.faults.naive worker`; nothing of the product is in it.
"""

import os
import smtplib
from email.message import EmailMessage

from celery import Celery

PREFIX = "DSAR_TEST_NAIVE"

app = Celery("naive", broker=os.environ.get("CELERY_BROKER_URL") or os.environ["REDIS_URL"])
app.conf.broker_url = app.conf.broker_url.replace("unix://", "redis+socket://")
app.conf.task_ignore_result = True
app.conf.broker_connection_retry_on_startup = True
# Its own corner of the broker, so that it meets nobody's tasks.
app.conf.broker_transport_options = {"global_keyprefix": os.environ.get(PREFIX, "naive") + ":"}


@app.task
def send(number: int, port: int) -> None:
    mail = EmailMessage()
    mail["Message-ID"] = f"<{number}@naive>"
    mail["Subject"], mail["From"], mail["To"] = f"Mail {number}", "a@example.com", "b@example.com"
    mail.set_content("A reminder.")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(mail)
