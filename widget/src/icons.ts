/** The drawings of the panel: one path each, 24 × 24, drawn with a line. */
export const icons = {
  down: "M6 9l6 6 6-6",
  send: "M5 12h13M13 6l6 6-6 6",
  cross: "M6 6l12 12M18 6L6 18",
  reply: "M9 7l-5 5 5 5M4 12h10a6 6 0 0 1 6 6",
  change: "M5 12h.01M12 12h.01M19 12h.01",
  react: "M3 12a9 9 0 1018 0 9 9 0 10-18 0M8 14a5 5 0 008 0M9 9.5h.01M15 9.5h.01",
  arrow: "M12 5v14M6 13l6 6 6-6",
  bell: "M6 16v-5a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4",
  mute: "M18 13v-2a6 6 0 0 0-9.5-4.9M6 11v5l-1.5 2H16M10 21h4M4 4l16 16",
} as const;
