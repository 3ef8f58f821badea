.PHONY: demo test full lint format lock

demo:
	python3 run.py demo

test:
	python3 run.py test

full:
	python3 run.py test --full

lint:
	.ci/lint

format:
	.venv/bin/ruff check --fix .

# No address of an index may stand in the lock files: they are the same wherever they are made.
LOCK = .local/uv/bin/uv pip compile --universal --python-version 3.11 --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --generate-hashes

lock:
	cd requirements && for layer in uv prod local dev; do ../$(LOCK) $$layer.in -o $$layer.txt; done
