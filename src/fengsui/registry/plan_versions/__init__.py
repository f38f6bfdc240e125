"""Plan versions: proposed, consulted on, reviewed, adopted, filed, in need of revision; and the copies handed out."""
