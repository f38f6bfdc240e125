"""送达: urgent news that nobody signs for goes up the ladder, by whatever means are left."""
