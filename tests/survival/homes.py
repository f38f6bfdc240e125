"""Homes of the kill tests: one is prepared once for each database, every test gets a copy."""

import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

REPOSITORY = Path(__file__).resolve().parents[2]
POSTGRES_URL = os.environ.get("FENGSUI_TEST_POSTGRES_URL", "")
DATABASES = ("sqlite", "postgresql") if POSTGRES_URL else ("sqlite",)


@dataclass(frozen=True, slots=True)
class Home:
    """A home of its own with a database of its own; ``database_url`` is empty for SQLite in the home."""

    folder: Path
    database_url: str

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of this home is started with: nothing of the installation around it leaks in."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FENGSUI_")}
        paths = os.pathsep.join((str(REPOSITORY / "src"), str(REPOSITORY)))
        own = {"FENGSUI_HOME": str(self.folder), "PYTHONPATH": paths, "PYTHONUTF8": "1"}
        own["DJANGO_SETTINGS_MODULE"] = "fengsui.settings"  # pytest's own settings have another home
        if self.database_url:
            own["FENGSUI_DATABASE_URL"] = self.database_url
        return {**inherited, **own, **more}

    def run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a module of the tests or of the program to its end in this home."""
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env=self.environment(),
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def drop(self) -> None:
        """Remove the home, and its database from the cluster."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.database_url:
            _on_cluster("DROP DATABASE IF EXISTS {} WITH (FORCE)", _name_of(self.database_url))


def prepare(folder: Path, database: str) -> Home:
    """A staffed home of the invented province."""
    home = Home(folder, _new_database() if database == "postgresql" else "")
    folder.mkdir(parents=True)
    done = home.run("tests.survival.province")
    assert done.returncode == 0, done.stderr
    return home


def copy(template: Home, folder: Path) -> Home:
    """A fresh home like ``template``."""
    shutil.copytree(template.folder, folder)
    return Home(folder, _new_database(template.database_url) if template.database_url else "")


def _new_database(template_url: str = "") -> str:
    name = f"survival_{uuid.uuid4().hex[:16]}"
    if template_url:
        _on_cluster("CREATE DATABASE {} TEMPLATE {}", name, _name_of(template_url))
    else:
        _on_cluster("CREATE DATABASE {}", name)
    return urlsplit(POSTGRES_URL)._replace(path=f"/{name}").geturl()


def _on_cluster(statement: str, *names: str) -> None:
    with psycopg.connect(POSTGRES_URL, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _name_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
