# make demo: from the examples to a knowledge graph.   make test: everything that passes on a bare machine.
# Both need Python 3.11 or later, pip and make only, and are safe to run again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo/graph

.PHONY: demo test lint docs clean

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kpigraph needs Python 3.11 or later: make demo PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/installed-test: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

demo: $(VENV)/installed
	@echo '== 建图 build'
	$(BIN)/kpigraph build examples -g $(DEMO)
	@echo && echo '== 相似指标 similar: 信访人满意度'
	$(BIN)/kpigraph similar 信访人满意度 --top 5 -g $(DEMO)
	@echo && echo '== 各地比较 compare: 按期办结率'
	$(BIN)/kpigraph compare 按期办结率 -g $(DEMO)
	@echo && echo '== 查询 SPARQL'
	$(BIN)/kpigraph query -f examples/quantified.rq -g $(DEMO)
	@echo && echo '== 交互网页，用浏览器打开 the interactive page, open it in a browser'
	@$(BIN)/kpigraph view -o demo/graph.html -g $(DEMO)

test: $(VENV)/installed-test
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope --cov --cov-report=term:skip-covered

lint: $(VENV)/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/oxlint --deny-warnings output/page

docs: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	PYTHONHASHSEED=0 $(BIN)/pylode ontology/kpi.ttl -o docs/ontology.html
	$(BIN)/python -m ontology.make_page docs/ontology.html

clean:
	rm -rf $(VENV) demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
