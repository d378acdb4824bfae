"""A headless Chromium that trusts the servers under test."""

import os
import shutil
import subprocess
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service


def start(home: Path, certificates):
    """A browser with nothing of its own, at home in this folder."""
    database = home / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil = ["certutil", "-d", f"sql:{database}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    for number, certificate in enumerate(certificates):
        trusted = ["-A", "-n", f"backlot {number}", "-t", "C,,", "-i", str(certificate)]
        subprocess.run([*certutil, *trusted], check=True)
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=800,900"):
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={home / 'profile'}")
    service = Service(shutil.which("chromedriver"), env={**os.environ, "HOME": str(home)})
    return webdriver.Chrome(options=options, service=service)
