# The site as an ordinary user, from the locked dependencies. One image, four commands.
FROM python:3.13-slim AS build
COPY requirements/uv.txt /tmp/uv.txt
RUN pip install --no-cache-dir --require-hashes -r /tmp/uv.txt
COPY requirements/prod.txt /tmp/prod.txt
RUN uv venv /srv/venv && VIRTUAL_ENV=/srv/venv uv pip sync --require-hashes --compile-bytecode /tmp/prod.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv/jigso --shell /usr/sbin/nologin jigso
COPY --from=build /srv/venv /srv/venv
# A volume laid here is the site's own: the documents of cases.
RUN install --directory --owner=10001 --mode=700 /documents
WORKDIR /srv/jigso
COPY --chown=root:root . .
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=jigso_cms.settings.production
# Collecting needs settings, not services: the addresses below are never used.
RUN SECRET_KEY=build DATABASE_URL=postgresql://build@localhost/build REDIS_URL=redis://localhost \
    python manage.py collectstatic --no-input
USER 10001
EXPOSE 8000
CMD ["gunicorn", "jigso_cms.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--access-logfile", "-", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
