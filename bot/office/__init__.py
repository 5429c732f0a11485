"""What staff and coordinators do together: meetings, procedures, tasks and cards, as screens in a chat."""
