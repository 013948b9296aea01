"""A real nginx with git's own program behind it: TLS with a certificate of its own, a name and a password for each."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from listening import end, listening, started

NGINX_CONFIG = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
{user}
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_max_body_size 0;
  client_body_temp_path {folder}/body;
  fastcgi_temp_path {folder}/fastcgi;
  proxy_temp_path {folder}/proxy;
  scgi_temp_path {folder}/scgi;
  uwsgi_temp_path {folder}/uwsgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/cert.pem;
    ssl_certificate_key {folder}/key.pem;
    location ~ ^/git(/.*) {{
      auth_basic git;
      auth_basic_user_file {folder}/passwords;
      fastcgi_pass unix:{socket};
      fastcgi_param SCRIPT_FILENAME {backend};
      fastcgi_param GIT_PROJECT_ROOT {folder}/repositories;
      fastcgi_param GIT_HTTP_EXPORT_ALL 1;
      fastcgi_param PATH_INFO $1;
      fastcgi_param REMOTE_USER $remote_user;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
    }}
  }}
}}
"""


@dataclass
class WebServer:
    """An nginx that asks for a name and a password and lets git's own program do the rest."""

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]]

    @property
    def repositories(self) -> Path:
        return self.folder / "repositories"

    def address(self, repository: Path) -> str:
        return f"https://localhost:{self.port}/git/{repository.relative_to(self.repositories)}"

    def variables_of(self, member: str) -> dict[str, str]:
        """What lets somebody in whose git keeps the password in a file."""
        store, config = (self.folder / f"{member}.{kind}" for kind in ("credentials", "gitconfig"))
        store.write_text(f"https://{member}:{password(member)}@localhost:{self.port}\n")
        config.write_text(f"[credential]\n\thelper = store --file={store}\n")
        return {"GIT_SSL_CAINFO": str(self.folder / "cert.pem"), "GIT_CONFIG_GLOBAL": str(config)}

    def stop(self) -> None:
        for process in self.processes:
            end(process)


def password(member: str) -> str:
    return f"word-of-{member}"


def start_web(folder: Path, short: Path, nginx: str, fcgiwrap: str, openssl: str, members: Sequence[str]) -> WebServer:
    """`short` is a folder with a short path, for a socket."""
    _make_certificate(folder, openssl)
    hashed = {member: _run(openssl, "passwd", "-apr1", password(member)) for member in members}
    (folder / "passwords").write_text("".join(f"{member}:{word}\n" for member, word in hashed.items()))
    socket = short / "s"
    wrapper = started([fcgiwrap, "-f", "-c", "2", "-s", f"unix:{socket}"], folder / "fcgiwrap.log")
    words = {
        "folder": folder,
        "socket": socket,
        "user": "user root;" if os.geteuid() == 0 else "",
        "backend": f"{_run('git', '--exec-path')}/git-http-backend",
    }

    def command(port: int) -> list[str]:
        (folder / "nginx.conf").write_text(NGINX_CONFIG.format(port=port, **words))
        return [nginx, "-e", str(folder / "nginx.log"), "-c", str(folder / "nginx.conf")]

    try:
        port, server = listening(command, folder / "nginx.log")
    except BaseException:
        end(wrapper)
        raise
    return WebServer(folder, port, [server, wrapper])


def _make_certificate(folder: Path, openssl: str) -> None:
    _run(
        openssl, "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
    )  # fmt: skip


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
