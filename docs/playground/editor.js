// editor.js: the editor, CodeMirror with SQLite's grammar and the functions of the extension.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql, SQLite } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--keyword)', fontWeight: '500' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--number)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--muted)', fontStyle: 'italic' },
]);

const markError = StateEffect.define();
const errorMark = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    if (transaction.docChanged) return Decoration.none;
    for (const effect of transaction.effects) if (effect.is(markError)) return effect.value;
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function functionSource(functions) {
  const options = functions.map(({ name, signature, summary }) => ({
    label: name, type: 'function', detail: signature.slice(name.length), info: summary, boost: 1,
  }));
  return (context) => {
    const word = context.matchBefore(/\w+/);
    if (!word || (word.to - word.from < 2 && !context.explicit)) return null;
    return { from: word.from, options, validFor: /^\w*$/ };
  };
}

// options: parent, text, functions, onRun(), onChange(text)
export function createEditor({ parent, text, functions, onRun, onChange }) {
  const language = new Compartment();
  const grammar = (tables) => sql({ dialect: SQLite, upperCaseKeywords: true,
    schema: Object.fromEntries(tables.map(({ name, columns }) => [name, columns])) });
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([{ key: 'Mod-Enter', run: () => (onRun(), true) }]),
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(),
        language.of(grammar([])),
        SQLite.language.data.of({ autocomplete: functionSource(functions) }),
        autocompletion({ icons: false }),
        syntaxHighlighting(colors), errorMark, EditorView.lineWrapping,
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': 'SQL', id: 'sql', spellcheck: 'false', autocapitalize: 'off' }),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText(content) {
      if (content === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: content } });
    },
    setTables(tables) {
      view.dispatch({ effects: language.reconfigure(grammar(tables)) });
    },
    // Underlines the word at the place; -1: nothing.
    mark(place) {
      let marks = Decoration.none;
      if (place >= 0 && place < view.state.doc.length) {
        const word = view.state.wordAt(place) ?? { from: place, to: place + 1 };
        marks = Decoration.set([Decoration.mark({ class: 'wrong' }).range(word.from, word.to)]);
      }
      view.dispatch({ effects: markError.of(marks) });
    },
    focus: () => view.focus(),
  };
}
