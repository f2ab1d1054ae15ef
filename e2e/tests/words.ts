// The words on the screen by which the tests find things, in both languages.
export type Lang = "es" | "en";

export type Words = {
  lesson: RegExp;
  /** The group of the form's fields. */
  parameters: string;
  run: string;
  stop: string;
  verdict: string;
  criteria: string;
  /** Asks for another attempt: with the same form, with another one. */
  another: string;
  change: string;
  openForm: string;
  /** Unfolds the drawing and the criteria of a run that is over. */
  openRun: string;
  /** The frame of the event table. */
  events: string;
  pastRuns: RegExp;
  /** Result of a run; a criterion has the same word. */
  passed: RegExp;
  notYet: RegExp;
  afterAct1: RegExp;
  afterAct2: RegExp;
  watchedPartition: RegExp;
};

export const WORDS: Record<Lang, Words> = {
  es: {
    lesson: /Configuración básica/,
    parameters: "Parámetros",
    run: "Guardar y ejecutar",
    stop: "Detener",
    verdict: "Veredicto",
    criteria: "Criterios",
    another: "Otro intento",
    change: "Cambiar y repetir",
    openForm: "Abrir el formulario",
    openRun: "Ver el dibujo y los criterios",
    events: "Tabla de eventos",
    pastRuns: /^Tus ejecuciones anteriores/,
    passed: /^apto$/,
    notYet: /^no apto/,
    afterAct1: /^Acto 1:/,
    afterAct2: /^Acto 2:/,
    watchedPartition: /particiones, numeradas desde 0/,
  },
  en: {
    lesson: /Basic configuration/,
    parameters: "Parameters",
    run: "Save and run",
    stop: "Stop",
    verdict: "Verdict",
    criteria: "Criteria",
    another: "Another attempt",
    change: "Change and repeat",
    openForm: "Open the form",
    openRun: "Show the drawing and the criteria",
    events: "Event table",
    pastRuns: /^Your past runs/,
    passed: /^passed$/,
    notYet: /^not yet/,
    afterAct1: /^Act 1:/,
    afterAct2: /^Act 2:/,
    watchedPartition: /partitions, numbered from 0/,
  },
};
