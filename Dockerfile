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
# The rules in compiled form, so that no start reads their files one by one.
RUN XDG_CACHE_HOME=/var/cache /opt/chipgate/bin/chipgate check "H20 (HGX)" --to CN >/dev/null \
    && install --directory --owner 10001 /state/chipgate /state/chipgate-anchors

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin chipgate
COPY --from=build /opt/chipgate /opt/chipgate
COPY --from=build --chown=10001 /var/cache/chipgate /var/cache/chipgate
# New volumes on these two belong to whoever these belong to.
COPY --from=build --chown=10001 /state/ /var/lib/
# From elsewhere than the container itself nobody is answered without a key: chipgate keys create makes one.
ENV PATH="/opt/chipgate/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/var/cache \
    CHIPGATE_HOST=0.0.0.0 CHIPGATE_PORT=8000 CHIPGATE_STATE_FOLDER=/var/lib/chipgate
USER 10001
WORKDIR /tmp
VOLUME /var/lib/chipgate
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["chipgate", "serve"]
