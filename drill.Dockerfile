# The desk with a PostgreSQL of its own, on which the weekly drill restores a backup; and
# what puts one back after a loss (deploy/restore.sh).
FROM dsar-desk

USER root
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: \
    --requirement requirements/run.txt
COPY dsar/local dsar/local
RUN install --directory --owner desk --group desk --mode 0700 /srv/drill

USER desk
CMD ["python", "manage.py", "drill", "/srv/backups/latest/desk.dump", \
     "--files", "/srv/backups/latest/files", "--work", "/srv/drill"]
