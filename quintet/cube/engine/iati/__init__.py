"""Files of the International Aid Transparency Initiative, version 2.03: activities, organisations."""
