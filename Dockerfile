# One image for every Airflow service, from the hash-locked requirements.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 50000 airflow \
    && mkdir -p /data /opt/airflow/logs \
    && chown -R airflow /data /opt/airflow

WORKDIR /opt/waqai
COPY requirements-uv.txt requirements.txt requirements-compose.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && uv pip install --system --no-cache --require-hashes -r requirements.txt -r requirements-compose.txt

COPY --chown=airflow . .
RUN uv pip install --system --no-cache --no-deps --no-build-isolation --editable .

ENV AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/waqai/dags \
    PYTHONUNBUFFERED=1
USER airflow
