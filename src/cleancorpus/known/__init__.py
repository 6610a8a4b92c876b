"""What is known of the world: dates, people, agencies, headlines. One room a concept; nothing of documents."""
