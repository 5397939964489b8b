FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin desk
WORKDIR /srv/desk

# First, so that a change of our own does not fetch them anew. Wheels only, each by its hash.
COPY requirements/production.txt requirements/production.txt
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: \
    --requirement requirements/production.txt

COPY . .
ENV DSAR_STATIC_DIR=/srv/static DSAR_FILES_DIR=/srv/files \
    DSAR_KEY_DIRS=/srv/keys DSAR_TOMBSTONES=/srv/keys/tombstones
# The key only lets Django start; nothing is signed here and it is not kept.
RUN DSAR_SECRET_KEY=collecting python manage.py collectstatic --no-input \
    && install --directory --owner desk --group desk --mode 0700 /srv/files /srv/anchors /srv/keys /srv/keys-copy

USER desk
EXPOSE 8000
CMD ["gunicorn", "dsar.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--timeout", "60", "--graceful-timeout", "20", "--worker-tmp-dir", "/tmp", "--no-control-socket"]
