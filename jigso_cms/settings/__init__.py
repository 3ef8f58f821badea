"""Settings: `base` is common, `local`, `test` and `production` say what differs."""
