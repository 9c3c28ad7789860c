# Commands of the pages, for the scripts here; they source it with $root set.
# The block of a page behind `<!-- ci: NAME -->`.
block() { # page, name
  awk -v want="<!-- ci: $2 -->" '
    $0 == want { found = 1; next }
    found && /^```sh/ { inside = 1; next }
    inside && /^```/ { exit }
    inside { print }' "$root/$1"
}
