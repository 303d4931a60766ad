# The portal's image. It is made by the steps that scripts/setup takes on any Debian machine, and every process
# starts by scripts/serve: one image, one command each for web, worker, beat and migrate.
FROM python:3.13-slim-bookworm

WORKDIR /srv/portal
ENV PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/tmp/cache

COPY requirements.lock ./
COPY scripts/setup scripts/
RUN scripts/setup serve && rm -rf /var/lib/apt/lists/*

COPY . .
# Collecting needs no database, queue or key; the settings want to see something.
RUN SECO_MODE=demonstration SECO_BASE_URL=http://localhost SECO_SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w 0)" \
    scripts/serve static \
    && useradd --system --uid 10001 --home-dir /srv/portal --no-create-home --shell /usr/sbin/nologin portal \
    && mkdir -p var/files \
    && chown -R portal:portal var

USER portal
EXPOSE 8000
CMD ["scripts/serve", "web", "0.0.0.0:8000"]
