#!/bin/sh
# Writes the secrets of docker-compose.yml that are not there yet; what is there stays.
set -eu
folder="${1:-secrets}"

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }

keep() { # NAME VALUE
    [ -s "$folder/$1" ] || { printf '%s\n' "$2" > "$folder/$1.new" && mv "$folder/$1.new" "$folder/$1"; }
}

mkdir -p "$folder"
# Nobody else gets into the folder; the files are read by the user of the containers, who is not you.
chmod 700 "$folder"
umask 022
keep secret_key "$(random 64)"
keep link_token_keys "$(random 32)"
keep vapid_private_key "$(random 32)"
keep metrics_token "$(random 32)"
keep grafana_password "$(random 18)"
keep database_password "$(random 32 | tr -d '=')"
keep database_url "postgres://playpod:$(cat "$folder/database_password")@db:5432/playpod"
