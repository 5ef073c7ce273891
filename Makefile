# 全部命令的说明：make help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export PYTHONUTF8 := 1

VENV := .venv
PY := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.stamp-run
DEV_STAMP := $(VENV)/.stamp-dev

DEMO_DATA := tests/data/json/donghu-2019.json
DEMO_DIR := build/demo
DEMO_BOOK := $(DEMO_DIR)/武汉东湖综合保税区建设管理办公室_2019年度绩效自评表.xlsx

.PHONY: help setup demo test lint gen gen-check bench new-form new-rule

help: ## 列出全部命令
	@echo '用法：make 命令'
	@awk 'match($$0, /^[a-z-]+:.*## /) {name = $$0; sub(/:.*/, "", name); text = $$0; sub(/^.*## /, "", text); printf "  %-10s %s\n", name, text}' Makefile

setup: $(DEV_STAMP) ## 建立 .venv，装好开发和测试所需的全部组件（可重复执行）

demo: $(RUN_STAMP) ## 用一个真实单位的数据生成工作簿并检查，结果在 build/demo/
	@mkdir -p '$(DEMO_DIR)'
	@rm -f '$(DEMO_BOOK)' '$(DEMO_DIR)/check.json' '$(DEMO_DIR)/check.html'
	@echo '正在生成工作簿……'
	@$(PY) -m zipingbiao new mof-2020-project --data '$(DEMO_DATA)' -o '$(DEMO_BOOK)'
	@echo '正在检查……'
	@status=0; \
	$(PY) -m zipingbiao check '$(DEMO_BOOK)' --json --report '$(DEMO_DIR)/check.html' > '$(DEMO_DIR)/check.json' || status=$$?; \
	if [ "$$status" -gt 1 ]; then exit "$$status"; fi
	@$(PY) scripts/demo_summary.py '$(DEMO_BOOK)' '$(DEMO_DIR)/check.json' '$(DEMO_DIR)/check.html'

test: ## 装好系统组件，依次执行 lint、gen-check 和全部测试
	@bash scripts/system-packages.sh
	@$(MAKE) lint
	@$(MAKE) gen-check
	@if [ "$${CI:-}" != true ] && ! command -v soffice > /dev/null; then \
	  echo '没有 LibreOffice：标记为 live 的测试本次不执行。'; \
	  $(PY) -m pytest -n 2 -m 'not live'; \
	else \
	  $(PY) -m pytest -n 2; \
	fi

lint: $(DEV_STAMP) ## 静态检查：ruff、mypy、导入方向、YAML
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/yamllint --strict .

gen: $(DEV_STAMP) ## 重新生成 form.schema.json 和 docs/reference/
	$(PY) -m zipingbiao.adapters.gen

gen-check: $(DEV_STAMP) ## 生成的文件不是最新时报错
	$(PY) -m zipingbiao.adapters.gen --check

bench: $(DEV_STAMP) ## 与同类软件同场计时，最后一行是 JSON
	@$(PY) benchmarks/run.py

new-form: $(RUN_STAMP) ## 新建表样：make new-form DIR=地区/表/年度 [SAMPLE=样表] [SHEET=工作表]
	@$(PY) scripts/new_form.py '$(DIR)' '$(SAMPLE)' '$(SHEET)'

new-rule: $(RUN_STAMP) ## 新建检查规则：make new-rule CODE=ZP123 NAME=英文名
	@$(PY) scripts/new_rule.py '$(CODE)' '$(NAME)'

$(DEV_STAMP): pyproject.toml | $(PY)
	@echo '正在安装开发组件……'
	@$(PY) -m pip install -qq -e '.[dev]'
	@touch $(RUN_STAMP) $@

$(RUN_STAMP): pyproject.toml | $(PY)
	@echo '正在安装……'
	@$(PY) -m pip install -qq -e .
	@touch $@

$(PY):
	@bash scripts/make-venv.sh $(VENV)
