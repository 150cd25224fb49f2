"""The line icons, drawn on a 24 by 24 grid: name to the inside of an svg."""

ICONS = {
    "today": '<path d="M4 11.5 12 5l8 6.5"/><path d="M6 10.5V19h12v-8.5"/>',
    "chart": '<path d="M4 19V5"/><path d="M4 19h16"/><path d="m7.5 14 3.5-4 3 2.5 5-6"/>',
    "compare": (
        '<path d="M5 4v16"/><path d="M9 8h11"/>'
        '<circle cx="15.5" cy="8" r="2" fill="currentColor" stroke="none"/>'
        '<path d="M8 16h8"/>'
        '<circle cx="11.5" cy="16" r="2" fill="currentColor" stroke="none"/>'
    ),
    "list": (
        '<path d="M9 6h11M9 12h11M9 18h11"/><circle cx="4.5" cy="6" r=".9"/>'
        '<circle cx="4.5" cy="12" r=".9"/><circle cx="4.5" cy="18" r=".9"/>'
    ),
    "gear": (
        '<path d="M5 7h8M17 7h2M5 17h2M11 17h8"/><circle cx="15" cy="7" r="2.2"/>'
        '<circle cx="9" cy="17" r="2.2"/>'
    ),
    "play": '<path d="M8 5.5v13l10.5-6.5z" fill="currentColor"/>',
    "pause": '<path d="M8.5 5.5v13M15.5 5.5v13" stroke-width="4"/>',
    "prev": '<path d="M18 6v12L9 12z" fill="currentColor"/><path d="M6 6v12"/>',
    "next": '<path d="M6 6v12l9-6z" fill="currentColor"/><path d="M18 6v12"/>',
    "sound": (
        '<path d="M4 10v4h3.5L12 18V6L7.5 10z"/><path d="M15.5 9a4 4 0 0 1 0 6"/>'
        '<path d="M18 6.5a7.5 7.5 0 0 1 0 11"/>'
    ),
    "voice": '<path d="M5 5h14v10h-7.5L7 19v-4H5z"/><path d="M9 8.5v3M12 7.5v5M15 8.5v3"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "back": '<path d="M19 12H5"/><path d="m11 6-6 6 6 6"/>',
    "fwd": '<path d="M5 12h14"/><path d="m13 6 6 6-6 6"/>',
    "dice": '<rect x="4" y="4" width="16" height="16" rx="4"/>'
    '<path d="M9 9h.1M15 15h.1M9 15h.1M15 9h.1" stroke-width="2.8"/>',
    "chev": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "lock": (
        '<rect x="5" y="10.5" width="14" height="9.5" rx="2.5"/>'
        '<path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>'
    ),
    "ruler": '<path d="M3.5 15.5 15.5 3.5l5 5-12 12z"/><path d="m7 12 2 2M10 9l2.5 2.5M13 6l2 2"/>',
    "face": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M9 10h.1M15 10h.1" stroke-width="2.6"/>'
        '<path d="M8.8 15.8c1.8-1.4 4.6-1.4 6.4 0"/>'
    ),
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5"/><path d="M12 7.8v.1"/>',
    "warn": '<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5"/><path d="M12 17v.1"/>',
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
        '<circle cx="12" cy="12" r="3"/>'
    ),
    "eyeoff": (
        '<path d="M4 4l16 16"/>'
        '<path d="M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-3 3.7M6.3 7.6A16'
        ' 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.3-1.1"/><path d="M10 10a3 3 0 0 0 4 4"/>'
    ),
    "offline": (
        '<path d="M4 4l16 16"/>'
        '<path d="M9 6.2A11 11 0 0 1 21 9.5M3 9.5a13 13 0 0 1 3.5-2.3M6.5 13a8 8 0 0 1'
        ' 5-2M17.5 13a8 8 0 0 0-1.5-1.1M9.8 16.3a3.5 3.5 0 0 1 4.4 0"/>'
        '<path d="M12 19.5v.1"/>'
    ),
    "print": (
        '<path d="M7 9V4h10v5M7 17H4.5V10.5a1.5 1.5 0 0 1 1.5-1.5h12a1.5 1.5 0 0 1 1.5'
        ' 1.5V17H17"/><path d="M7 14h10v6H7z"/>'
    ),
    "note": '<path d="M5 4h14v11l-5 5H5z"/><path d="M14 20v-5h5M8.5 8.5h7M8.5 12h4"/>',
    "tlist": (
        '<rect x="4" y="4.5" width="16" height="6" rx="1.8"/>'
        '<rect x="4" y="13.5" width="16" height="6" rx="1.8"/>'
    ),
    "swap": (
        '<path d="M4 9h14"/><path d="m14.5 5.5 3.5 3.5-3.5 3.5"/><path d="M20 15H6"/>'
        '<path d="m9.5 11.5-3.5 3.5 3.5 3.5"/>'
    ),
    "user": (
        '<circle cx="12" cy="8.5" r="3.8"/><path d="M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5"/>'
    ),
    "v_clear": '<path d="M12 5 20 19H4z" fill="currentColor"/>',
    "v_prob": '<path d="M12 5 20 19H4z"/>',
    "v_unk": '<circle cx="12" cy="12" r="7"/>',
    "v_little": '<rect x="4" y="10" width="16" height="4" rx="1" fill="currentColor"/>',
    "v_loss": '<path d="M12 19 4 5h16z" fill="currentColor"/>',
    "v_prob_loss": '<path d="M12 19 4 5h16z"/>',
    "v_early": '<path d="M6 12h.1M12 12h.1M18 12h.1" stroke-width="3.4"/>',
    "down": '<path d="M12 5v13"/><path d="m6.5 13 5.5 5.5 5.5-5.5"/>',
    "up": '<path d="M12 19V6"/><path d="m6.5 11 5.5-5.5 5.5 5.5"/>',
    "dn": '<path d="M12 5v13"/><path d="m6.5 13 5.5 5.5 5.5-5.5"/>',
    "mail": (
        '<rect x="3.5" y="5.5" width="17" height="13" rx="2.5"/><path d="m4.5 7.5 7.5 6 7.5-6"/>'
    ),
    "laptop": '<rect x="5" y="5" width="14" height="10" rx="2"/><path d="M2.5 19h19"/>',
    "phone": '<rect x="7" y="3" width="10" height="18" rx="2.5"/><path d="M11 17.6h2"/>',
    "copy": (
        '<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2.5"/>'
        '<path d="M15.5 8.5V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 2 2h2.5"/>'
    ),
    "people": (
        '<circle cx="9" cy="8.5" r="3.3"/><path d="M2.5 19.5c.8-3.8 3.4-5.2 6.5-5.2s5.7 1.4 6.5'
        ' 5.2"/><path d="M15.5 5.5a3.3 3.3 0 0 1 0 6.2M18 14.8c1.9.7 3.1 2.2 3.5 4.7"/>'
    ),
    "key": '<circle cx="8.5" cy="14.5" r="4"/><path d="m11.5 11.5 7.5-7.5M16 7l2.5 2.5"/>',
    "undo": '<path d="M8 5 4 9l4 4"/><path d="M4 9h9.5a5 5 0 0 1 0 10H9"/>',
    "trash": '<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.2 10.5v5.5M13.8 10.5v5.5"/>',
    "edit": '<path d="M5 19l1-4L15.5 5.5a2 2 0 0 1 3 3L9 18z"/><path d="m14 7 3 3"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "out": (
        '<path d="M10 5H6a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 6 19h4"/>'
        '<path d="M10 12h10M16.5 8.5 20 12l-3.5 3.5"/>'
    ),
}
