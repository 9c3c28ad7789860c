// What the console needs of CodeMirror 6, as one module.
export { EditorState, Compartment } from '@codemirror/state';
export { EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection } from '@codemirror/view';
export { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
export { syntaxHighlighting, HighlightStyle, bracketMatching, indentOnInput, StreamLanguage } from '@codemirror/language';
export { setDiagnostics, lintGutter } from '@codemirror/lint';
export { yaml } from '@codemirror/lang-yaml';
export { json } from '@codemirror/lang-json';
export { tags } from '@lezer/highlight';
