STRINGS.ar = {};
