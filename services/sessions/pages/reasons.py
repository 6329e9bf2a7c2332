"""Why a session is called off, as the pages offer it."""

REASONS = ("Lieu fermé", "Aidante ou aidant absent", "Alerte météo", "Pas assez de monde", "Panne de réseau ou d’électricité")
