"""Every alert fires on what it is made for, is silent when all is well, and says what to do."""

import re
import shutil
import subprocess

import pytest
import yaml

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.slow

RULES = ROOT / "deploy" / "prometheus" / "rules" / "lakou.yml"
CASES = ROOT / "tests" / "watching" / "alerts.yml"
ALERTS = re.findall(r"- alert: (\w+)", RULES.read_text())


def promtool(*arguments: object) -> str:
    """What promtool prints when it is content."""
    program = shutil.which("promtool")
    assert program, "promtool is missing: run scripts/install-services"
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_promtool_accepts_the_rules() -> None:
    assert f"{len(ALERTS)} rules found" in promtool("check", "rules", RULES)


def test_promtool_accepts_the_configuration_and_what_it_scrapes_is_deployed() -> None:
    config = RULES.parents[1] / "prometheus.yml"
    assert "SUCCESS" in promtool("check", "config", config)
    jobs = yaml.safe_load(config.read_text())["scrape_configs"]
    scraped = {name for job in jobs for each in job["dns_sd_configs"] for name in each["names"]}
    deployed = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])
    assert scraped - deployed == set()
    assert {"federation", "enrollment", "sessions", "reporting", "notifications", "hub", "rabbitmq", "link"} == scraped


def test_the_alerts_fire_and_are_silent_as_they_should() -> None:
    promtool("test", "rules", CASES)


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_is_tried_both_ways_and_says_what_to_do(alert: str) -> None:
    cases = CASES.read_text().split(f"alertname: {alert}\n")[1:]
    fires = [case for case in cases if case.strip().startswith("exp_alerts:\n")]
    silent = [case for case in cases if case.strip().startswith("exp_alerts: []")]
    assert (len(fires), len(silent)) == (1, 1), f"{alert}: one case in which it fires and one in which it does not, in {CASES.name}"
    page = (ROOT / "docs" / "alerts.md").read_text()
    assert len(page.split(f"## {alert}\n")[1].split("\n## ")[0]) > 40, f"{alert}: say what to do in docs/alerts.md"
