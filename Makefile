.PHONY: demo test full pictures lint format lock messages assets assets-check

demo:
	python3 run.py demo

test:
	python3 run.py test

full:
	python3 run.py test --full

# Every page on a phone and on a desk, as a fresh demonstration shows it: docs/screenshots.
pictures:
	python3 -c "import run; run.installed_python()"
	.venv/bin/python -m tests.browser.shoot

lint:
	.ci/lint

format:
	.venv/bin/ruff check --fix .

# No address of an index may stand in the lock files: they are the same wherever they are made.
LOCK = .local/uv/bin/uv pip compile --universal --python-version 3.11 --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --generate-hashes

lock:
	cd requirements && for layer in uv prod local dev; do ../$(LOCK) $$layer.in -o $$layer.txt; done

# Welsh: what is marked in Python and templates, gathered, and compiled into what the site reads. Both are committed.
WELSH = locale/cy/LC_MESSAGES/django
BABEL = .venv/bin/pybabel -q

messages:
	mkdir -p .local
	$(BABEL) extract -F babel.cfg -k gettext_lazy -k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 --no-wrap --no-location \
		--sort-output --project=Jig-so --ignore-dirs "tests frontend docs examples bench node_modules .*" \
		-o .local/messages.pot .
	$(BABEL) update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		-i .local/messages.pot --init-missing -l cy -o $(WELSH).po
	$(BABEL) compile -i $(WELSH).po -o $(WELSH).mo

# Node is needed for this one alone; the built style sheet is committed.
assets:
	cd frontend && npm ci && npm run build

assets-check:
	cd frontend && npm ci && npm run check
