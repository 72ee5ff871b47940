"""Where the demo puts its things, what it takes over from its surroundings, and what it refuses."""

from __future__ import annotations

import json

import pytest

from demo import __main__ as demo
from demo.airflow_server import AirflowServer


def test_a_directory_that_no_demo_made_is_never_emptied(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(demo.CanNotStartError, match="not made by a demo"), demo._fresh(tmp_path):
        pass
    assert (tmp_path / "thesis.txt").exists()


def test_what_an_earlier_demo_left_is_removed_but_not_what_its_links_point_to(tmp_path):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    with demo._fresh(home):
        (home / "airflow").mkdir()
        (home / "link").symlink_to(elsewhere)
    with demo._fresh(home):
        assert [item.name for item in home.iterdir()] == [demo.MARKER]
    assert (elsewhere / "kept").exists()


def test_two_demos_never_share_a_directory(tmp_path):
    with demo._fresh(tmp_path / "home"):
        (tmp_path / "home" / "mine").touch()
        with pytest.raises(demo.CanNotStartError, match="another demo"), demo._fresh(tmp_path / "home"):
            pass
        assert (tmp_path / "home" / "mine").exists()


def test_a_demo_that_can_not_start_says_why_and_ends_with_2(tmp_path, capsys):
    (tmp_path / "something").touch()
    assert demo.main(["--once", "--keep", str(tmp_path)]) == 2
    assert "can not start" in capsys.readouterr().out


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-callers-own")
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    monkeypatch.setenv("AIRFLOW_CONN_PROD", "postgres://the-callers-own")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PATH_OF_NO_CONCERN", "kept")
    users = {"ann": "user", "bob": "admin"}
    return AirflowServer(tmp_path, tmp_path, users=users, env={"AIRFLOW__CORE__PARALLELISM": "2"}, port=8099)


def test_the_callers_airflow_and_cloud_credentials_do_not_reach_the_server(server):
    assert "the-callers-own" not in json.dumps(server._env)
    assert server._env["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert "PYTHONDONTWRITEBYTECODE" not in server._env
    assert server._env["PATH_OF_NO_CONCERN"] == "kept"


def test_what_is_given_to_the_server_wins_over_its_own_settings(server):
    assert server._env["AIRFLOW__CORE__PARALLELISM"] == "2"


def test_the_server_listens_on_loopback_only_and_every_user_has_an_own_password(server):
    assert server.url == "http://127.0.0.1:8099"
    assert server._env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert set(server.passwords) == {"ann", "bob"}
    assert len(set(server.passwords.values())) == 2


def test_a_server_that_was_never_started_can_be_stopped(server):
    server.stop()
    assert server.session_id is None
