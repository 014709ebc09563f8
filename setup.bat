@echo off
rem What "make setup" does, on Windows. Needs Python 3.11 or newer; PYTHON names another than python.
setlocal
cd /d "%~dp0"
if "%PYTHON%"=="" set PYTHON=python

"%PYTHON%" -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 (
    echo PlayPod needs Python 3.11 or newer. Name one: set PYTHON=C:\path\to\python.exe 1>&2
    exit /b 1
)
if not exist .venv\Scripts\python.exe "%PYTHON%" -m venv .venv || exit /b 1
echo Installing packages into .venv
.venv\Scripts\python.exe -m pip install --quiet --disable-pip-version-check -r requirements.txt || exit /b 1
.venv\Scripts\python.exe manage.py migrate --verbosity 0 || exit /b 1
.venv\Scripts\python.exe manage.py sync_schedule || exit /b 1
echo Ready: .venv\Scripts\python.exe -m config.embedded serves, .venv\Scripts\python.exe -m config.demo shows it at work.
