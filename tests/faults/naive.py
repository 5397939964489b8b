"""The control: the queue as the ledger, the way most desks send mail. It must lose some.

`celery -A tests.faults.naive worker`; nothing of the product is in it.
"""

import os
import smtplib
from email.message import EmailMessage

from celery import Celery

BROKER = "DSAR_TEST_NAIVE_BROKER"

app = Celery("naive", broker=os.environ.get(BROKER))
app.conf.task_ignore_result = True
app.conf.broker_connection_retry_on_startup = True


@app.task
def send(number: int, port: int) -> None:
    mail = EmailMessage()
    mail["Message-ID"] = f"<{number}@naive>"
    mail["Subject"], mail["From"], mail["To"] = f"Mail {number}", "a@example.com", "b@example.com"
    mail.set_content("A reminder.")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.send_message(mail)
