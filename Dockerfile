# The HTTP service. Built in one image, run in another that has no compiler, no pip cache and no root.

FROM python:3.12-slim AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
# For durable-rules, which ships as source; see the Makefile.
ENV CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject" \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY requirements/ requirements/
RUN pip install --require-hashes --only-binary :all: -r requirements/build.txt \
    && pip wheel --require-hashes --no-build-isolation --wheel-dir /wheels -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY app/ app/
COPY rules/ rules/
COPY examples/ examples/
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/chipgate \
    && pip --python /opt/chipgate/bin/python install --no-index --no-deps --compile /wheels/*.whl

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin chipgate
COPY --from=build /opt/chipgate /opt/chipgate
ENV PATH="/opt/chipgate/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["uvicorn", "chipgate.main:app", "--host", "0.0.0.0", "--port", "8000"]
