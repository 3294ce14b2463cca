package org.onsager.cli;

import java.util.List;
import java.util.Map;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Effort;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;

/**
 * {@code completion}: a script for the shell that carries every name, so that no key press starts
 * Java; runs are read from their folders.
 */
final class CompletionVerb implements Verb {
  static final String SUMMARY = "Completion for bash or zsh, as a script to source.";

  @Override
  public Syntax syntax() {
    return Syntax.of("completion", SUMMARY).place("SHELL", true, "bash or zsh");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    String shell = arguments.word(0).orElse("");
    List<String> shells = List.of("bash", "zsh");
    if (!shells.contains(shell)) {
      throw new Refusal(
          "completion is for bash or zsh, not \""
              + shell
              + "\""
              + Nearest.suggestion(shell, shells));
    }
    if (shell.equals("zsh")) {
      console.say("autoload -U +X compinit && compinit -u");
      console.say("autoload -U +X bashcompinit && bashcompinit");
    }
    console.out().print(script(console));
    return Exit.FINE;
  }

  private static String script(Console console) {
    Verbs verbs = Verbs.here();
    StringBuilder options = new StringBuilder();
    StringBuilder values = new StringBuilder();
    StringBuilder places = new StringBuilder();
    for (String name : verbs.all()) {
      Syntax syntax = verbs.verb(name).syntax();
      Map<String, String> all = syntax.options();
      options.append(entry(name, String.join(" ", all.keySet())));
      all.forEach(
          (option, label) -> {
            if (label.matches("[a-z]+(\\|[a-z]+)+")) {
              values.append(entry(name + "." + option, label.replace('|', ' ')));
            } else if (!label.isEmpty()) {
              values.append(entry(name + "." + option, "@" + label));
            }
          });
      places.append(entry(name, String.join(" ", syntax.places())));
    }
    StringBuilder knobs = new StringBuilder();
    StringBuilder choices = new StringBuilder();
    Catalogue catalogue = Catalogue.open();
    for (Card card : catalogue.cards()) {
      StringBuilder names = new StringBuilder();
      for (KnobDial d : board(catalogue.experiment(card.id()).knobs(Effort.QUICK)).dials()) {
        names.append(d.name()).append("= ");
        String choice = d.element() == boolean.class ? "true false" : String.join(" ", d.oneOf());
        if (!choice.isEmpty()) {
          choices.append(entry(card.id() + "." + d.name(), choice));
        }
      }
      knobs.append(entry(card.id(), names.toString().strip()));
    }
    return TEMPLATE
        .replace("@VERBS@", String.join(" ", verbs.all()))
        .replace("@IDS@", String.join(" ", catalogue.cards().stream().map(Card::id).toList()))
        .replace("@RUNS@", "'" + console.home().runs().toString().replace("'", "'\\''") + "'")
        .replace("@OPTIONS@\n", options)
        .replace("@VALUES@\n", values)
        .replace("@PLACES@\n", places)
        .replace("@KNOBS@\n", knobs)
        .replace("@CHOICES@\n", choices);
  }

  private static <K extends Record> KnobBoard<K> board(K knobs) {
    return KnobBoard.of(knobs);
  }

  private static String entry(String key, String words) {
    return "    '" + key + "') echo '" + words.replace("'", "") + "' ;;\n";
  }

  private static final String TEMPLATE =
      """
      # Completion of the command onsager, made by `./onsager completion`; make it anew when a paper
      # or a verb came in.
      _onsager_options() {
        case $1 in
      @OPTIONS@
        esac
      }
      _onsager_values() {
        case $1.$2 in
      @VALUES@
        esac
      }
      _onsager_places() {
        case $1 in
      @PLACES@
        esac
      }
      _onsager_knobs() {
        case $1 in
      @KNOBS@
        esac
      }
      _onsager_choices() {
        case $1.$2 in
      @CHOICES@
        esac
      }
      _onsager_runs() {
        local folder runs=@RUNS@
        [ -n "$ONSAGER_HOME" ] && runs=$ONSAGER_HOME/runs
        echo latest
        for folder in "$runs"/[0-9]*; do
          [ -d "$folder" ] && echo "${folder##*/}"
        done
      }
      _onsager() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb=${COMP_WORDS[1]}
        local words= value= knob= option= id=${COMP_WORDS[2]} prefix=
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W '@VERBS@ help --help --version' -- "$cur"))
          return
        fi
        # bash makes three words of knob=value, zsh leaves it one
        if [ "$cur" = "=" ]; then
          knob=$prev cur= option=${COMP_WORDS[COMP_CWORD-2]}
        elif [ "$prev" = "=" ]; then
          knob=${COMP_WORDS[COMP_CWORD-2]} option=${COMP_WORDS[COMP_CWORD-3]}
        else
          option=$prev
          case $cur in
            *=*) knob=${cur%%=*} prefix=$knob= cur=${cur#*=} ;;
          esac
        fi
        value=$(_onsager_values "$verb" "$option")
        case $value in
          @KNOB*)
            if [ -n "$knob" ]; then
              words=$(_onsager_choices "$id" "$knob")
              COMPREPLY=($(compgen -P "$prefix" -W "$words" -- "$cur"))
            else
              words=$(_onsager_knobs "$id")
              COMPREPLY=($(compgen -W "$words" -- "$cur"))
              type compopt >/dev/null 2>&1 && compopt -o nospace 2>/dev/null
            fi
            return ;;
          @DIR) COMPREPLY=($(compgen -d -- "$cur")); return ;;
          @FILE|@PLACE) COMPREPLY=($(compgen -f -- "$cur")); return ;;
          @*) return ;;
          ?*) COMPREPLY=($(compgen -W "$value" -- "$cur")); return ;;
        esac
        case $cur in
          -*) words=$(_onsager_options "$verb") ;;
          *)
            case $verb in
              help) words='@VERBS@' ;;
              completion) words='bash zsh' ;;
              *)
                case $(_onsager_places "$verb") in
                  *ID*) words='@IDS@' ;;
                  *RUN*) words=$(_onsager_runs) ;;
                esac ;;
            esac ;;
        esac
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
      }
      complete -F _onsager onsager
      """;
}
